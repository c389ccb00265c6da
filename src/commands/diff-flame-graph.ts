import { basename } from 'node:path';
import { canvasRenderer } from '../adapters/canvas/canvas-renderer.ts';
import { formatAmount, formatAmountDelta } from '../measurement/amount.ts';
import { formatBytes, formatBytesDelta } from '../measurement/bytes.ts';
import { formatInstant, formatMoments } from '../measurement/time.ts';
import { comparisonFlameGraph } from '../presentation/flame-graph/comparison-flame-graph.ts';
import type { FlameGraph } from '../presentation/flame-graph/flame-graph.ts';
import type { AlignOptions } from '../profile/alignment.ts';
import { compareProfiles } from '../profile/compare.ts';
import type { ComparedSide, Comparison } from '../profile/comparison.ts';
import { PARTS_PER_MILLION } from '../profile/followed-heap.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import type { Profile } from '../profile/profile.ts';
import { shortName } from '../profile/short-names.ts';

/** Both sides of a comparison as PNG. */
export async function drawDiff(
  pair: ProfilePair,
  options: AlignOptions,
  files: { readonly base: string; readonly current: string },
): Promise<Uint8Array> {
  const taken = (profile: Profile) => ({ time: profile.time ?? 0, profile });
  const comparison = compareProfiles(taken(pair.base), taken(pair.current), options);
  const renderer = canvasRenderer();
  try {
    return await renderer.render(picture(comparison, `${basename(files.base)} → ${basename(files.current)}`));
  } finally {
    await renderer.close();
  }
}

function picture(comparison: Comparison, files: string): FlameGraph {
  const { base, current } = comparison;
  const known = base.time !== 0 && current.time !== 0;
  const [from, to] = known
    ? formatMoments(base.time, current.time)
    : [base.time, current.time].map((time) => (time === 0 ? 'time unknown' : formatInstant(time)));
  const caption = (side: ComparedSide, time = '') => ({ time, caption: amount(side.total, comparison.unit) });
  return comparisonFlameGraph({
    comparison,
    title: titleOf(comparison),
    pod: files,
    a: caption(base, from),
    b: caption(current, to),
    noun: comparison.sampleType,
  });
}

/** `cache.(*MarketsValueCache).Put: +271 MiB of +314 MiB`. */
function titleOf({ paths, delta, unit }: Comparison): string {
  const [top] = paths;
  const name = top?.frames[0]?.function;
  if (top === undefined || name === undefined) return `Nothing grew (${change(delta, unit)})`;
  return `${shortName(name)}: ${change(top.delta, unit)} of ${change(delta, unit)}`;
}

function amount(value: number, unit: string): string {
  if (unit === PARTS_PER_MILLION) return formatAmount(value, unit);
  return unit === 'bytes' ? formatBytes(value) : String(value);
}

function change(value: number, unit: string): string {
  if (unit === PARTS_PER_MILLION) return formatAmountDelta(value, unit);
  if (unit === 'bytes') return formatBytesDelta(value);
  return value > 0 ? `+${value}` : String(value).replace('-', '−');
}
