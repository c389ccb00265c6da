import { PART_ORDER, type PartId } from '../attribution/parts.ts';
import type { RunLedger } from '../attribution/run-ledger.ts';
import { type Bytes, formatBytes, formatBytesDelta, formatBytesPair, MiB } from '../measurement/bytes.ts';

/** A part below this at both ends, and level, says nothing. */
const WORTH_A_LINE = MiB;

/**
 * Every part of a run with its bytes at both ends, the largest change first; the last line is what they add up to, and
 * where `whole`, the growth to explain, differs from it.
 */
export function partLines(ledger: RunLedger, whole: Bytes): readonly string[] {
  const { base, end, counter, nameOf, tolerance, apart } = ledger;
  const rows = PART_ORDER.flatMap((part) => {
    const [from, to] = [base.parts[part] ?? 0, end.parts[part] ?? 0];
    return Math.max(from, to) < WORTH_A_LINE ? [] : [{ part, from, to }];
  }).sort((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from));
  const small = smallParts(ledger, new Set(rows.map(({ part }) => part)));
  const over = Math.max(base.overshoot, end.overshoot);
  return [
    ...rows.map(({ part, from, to }) => line(nameOf(part), from, to)),
    ...(small.to - small.from === 0 && small.to < 1 ? [] : [line('Other parts together', small.from, small.to)]),
    line('In all', base.total, end.total),
    ...wholeLine(end.total - base.total, whole, tolerance),
    ...(counter === undefined || over <= tolerance + apart
      ? []
      : [
          `${counter} counts up to ${formatBytes(over)} more than it takes: memory that it reserved and has not used yet.`,
        ]),
  ];
}

function wholeLine(net: Bytes, whole: Bytes, tolerance: Bytes): readonly string[] {
  if (Math.abs(net - whole) <= tolerance) return [];
  return net > whole
    ? [
        `Of it ${formatBytes(net - whole)} is unused heap (free space and garbage): the growth to explain is ${formatBytes(whole)}.`,
      ]
    : [`The parts that grew add up to ${formatBytes(whole)}; what shrank meanwhile gave its place.`];
}

function smallParts({ base, end }: RunLedger, shown: ReadonlySet<PartId>) {
  const sum = (parts: RunLedger['base']['parts']) =>
    Object.entries(parts).reduce((total, [part, bytes]) => total + (shown.has(part as PartId) ? 0 : bytes), 0);
  return { from: sum(base.parts), to: sum(end.parts) };
}

function line(name: string, from: number, to: number): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}: ${formatBytesPair(from, to)} (${formatBytesDelta(to - from)}).`;
}
