import { formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import { formatBytes, formatBytesDelta } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant, formatMoments } from '../measurement/time.ts';
import type { Amount } from '../profile/column.ts';
import type { PathDiff } from '../profile/diff.ts';
import { PARTS_PER_MILLION } from '../profile/followed-heap.ts';
import { locationText } from '../profile/frame.ts';
import { keptText } from '../profile/kept-text.ts';
import { distinctShortNames } from '../profile/short-names.ts';
import type { ShownDiff } from './shown-diff.ts';

/** Callers that a path shows before it trails off. */
const CALLERS = 3;

/** What a piece of text is, to be painted. */
export type Paint = (style: 'heading' | 'grew' | 'shrank' | 'total', text: string) => string;

/** A diff for a terminal: what grew on which path, then flat and cumulative figures by function. */
export function diffTable(diff: ShownDiff, paint: Paint): string {
  const paths = diff.paths.filter(({ delta }) => delta !== 0);
  const inPaths = paths.flatMap(({ frames }) => frames.map((frame) => frame.function));
  const names = distinctShortNames([...inPaths, ...diff.functions.map(({ name }) => name)]);
  const nameOf = (name: string) => names.get(name) ?? name;
  const ranked = paths.filter(({ behind }) => behind === undefined);
  const rowsOfPaths = ranked.map((path) => pathRow(path, diff, nameOf));
  return [
    paint('total', headline(diff)),
    ...(diff.warnings ?? []).map((text) => `Warning: ${text}`),
    ...(diff.said ?? []),
    ...grewMoreLines(diff.grewMore ?? []),
    '',
    ...(ranked.length === 0
      ? [noneRanked(diff, paths.length)]
      : table([['DELTA', 'SHARE', 'PATH'], ...rowsOfPaths], { figures: 2, paint })),
    ...(diff.unranked ?? []).flatMap((text) => ['', text]),
    ...netLines(diff, ranked),
    ...keptLines(ranked, nameOf),
    '',
    ...functionTable(functionRows(diff, nameOf), paint),
    ...commentLines(diff),
  ].join('\n');
}

const NOTHING_CHANGED = 'Nothing grew and nothing shrank: no path changed between the two profiles.';

/** Why no path has a row. */
function noneRanked({ tooFew, withinError }: ShownDiff, paths: number): string {
  if (paths === 0) return NOTHING_CHANGED;
  return withinError !== undefined && tooFew === undefined
    ? 'No path changed by more than the sampling may err.'
    : 'No path can be ranked.';
}

/** No table of functions that all stand where they stood. */
function functionTable(rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  if (rows.length === 0) return [];
  return [...table([['FLAT', 'CUM', 'BASE', 'CURRENT', 'FUNCTION'], ...rows], { figures: 4, paint }), ''];
}

/** Units that the figures show by themselves, or that name nothing but a number. */
const WRITTEN_OUT: ReadonlySet<string> = new Set(['bytes', 'count', '']);

function headline({ sampleType, unit, times, total, followed }: ShownDiff): string {
  const at = (time: number | undefined) => (time === undefined ? 'at an unknown time' : `${formatInstant(time)} UTC`);
  const { base, current } = times;
  const [from, to] =
    base === undefined || current === undefined
      ? [at(base), at(current)]
      : formatMoments(base, current).map((moment) => `${moment} UTC`);
  const span = `${from} → ${to}`;
  // Parts of one heap add up to nothing by themselves: what it grew by is said below.
  if (unit === PARTS_PER_MILLION) return `${sampleType}, as parts of ${wholeOf(followed)}, ${span}`;
  const change = `${amount(total.base, unit)} → ${amount(total.current, unit)}`;
  const counted = WRITTEN_OUT.has(unit) ? sampleType : `${sampleType} (${unit})`;
  return `${counted}: ${change} (${signed(total.delta, unit)}), ${span}`;
}

function wholeOf(followed: ShownDiff['followed']): string {
  const known = followed?.base.heap !== undefined && followed.current.heap !== undefined;
  return known ? 'the larger heap' : 'the objects followed';
}

function grewMoreLines(others: NonNullable<ShownDiff['grewMore']>): string[] {
  return others.map(({ sampleType, unit, counted, total: { base, current, delta } }) => {
    const change = `${amount(base, unit)} → ${amount(current, unit)} (${signed(delta, unit)})`;
    return `Another figure of the same files grew more, ${counted ?? sampleType}: ${change}. See it with --sample-type ${sampleType}.`;
  });
}

/** A share that passes this is no rounding: something shrank meanwhile. */
const MORE_THAN_ALL = 1.01;

function netLines({ total, unit }: ShownDiff, paths: readonly PathDiff[]): string[] {
  if (Number(total.delta) <= 0 || !paths.some(({ share }) => share > MORE_THAN_ALL)) return [];
  return ['', `Shares are of the net growth, ${signed(total.delta, unit)}: other paths shrank, so some pass 100 %.`];
}

/** What the growing paths are made of and what keeps it, where the profiles show it. */
function keptLines(paths: readonly PathDiff[], nameOf: NameOf): string[] {
  const lines = paths.flatMap(({ frames, kept, delta }) => {
    const [first] = frames;
    const text = keptText(kept);
    // A class that stands for its allocations is named in the table.
    if (text === undefined || first === undefined || delta < 0 || text === first.function) return [];
    return [`${nameOf(first.function)}: ${text}`];
  });
  return lines.length === 0 ? [] : ['', ...new Set(lines)];
}

function commentLines({ comments: { base, current } }: ShownDiff): string[] {
  const lines = [
    ...base.map((text) => (current.includes(text) ? text : `base: ${text}`)),
    ...current.filter((text) => !base.includes(text)).map((text) => `current: ${text}`),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

type NameOf = (name: string) => string;

function pathRow({ frames, delta, share, sampled }: PathDiff, { unit, ofNet }: ShownDiff, nameOf: NameOf): string[] {
  // Of what did not grow a path that shrank is no part.
  const part = delta < 0 && !ofNet ? '' : formatShare(share).replace('-', '−');
  const [first, ...callers] = frames;
  const grew =
    sampled === undefined ? signed(delta, unit) : `${signed(delta, unit)} ± ${amount(Math.ceil(sampled.margin), unit)}`;
  if (first === undefined) return [grew, part, '<no frames>'];
  const shown = callers.slice(0, CALLERS).map((frame) => `← ${nameOf(frame.function)}`);
  const more = callers.length > CALLERS ? ['…'] : [];
  const at = locationText(first);
  const place = at === '' ? nameOf(first.function) : `${nameOf(first.function)} (${at})`;
  return [grew, part, [place, ...shown, ...more].join(' ')];
}

function functionRows({ functions, unit }: ShownDiff, nameOf: NameOf): string[][] {
  const changed = functions.filter(({ flat, cum }) => Number(flat.delta) !== 0 || Number(cum.delta) !== 0);
  return changed.map(({ name, flat, cum }) => [
    signed(flat.delta, unit),
    signed(cum.delta, unit),
    amount(flat.base, unit),
    amount(flat.current, unit),
    nameOf(name),
  ]);
}

function amount(value: Amount, unit: string): string {
  if (unit === PARTS_PER_MILLION) return formatAmount(Number(value), unit);
  return unit === 'bytes' ? formatBytes(Number(value)) : String(value);
}

function signed(value: Amount, unit: string): string {
  if (unit === PARTS_PER_MILLION) return formatAmountDelta(Number(value), unit);
  if (unit === 'bytes') return formatBytesDelta(Number(value));
  return value > 0 ? `+${value}` : String(value).replace('-', '−');
}

/** Rows in columns under a heading; the first `figures` columns end together. */
function table(
  rows: readonly (readonly string[])[],
  { figures, paint }: { readonly figures: number; readonly paint: Paint },
): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row, index) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const padded = column < figures ? cell.padStart(width) : cell;
      return cell.startsWith('+') ? paint('grew', padded) : cell.startsWith('−') ? paint('shrank', padded) : padded;
    });
    return index === 0 ? paint('heading', cells.join('  ')) : cells.join('  ');
  });
}
