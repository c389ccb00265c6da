import { MINUTE, type Milliseconds } from './duration.ts';

/** A number of bytes. Whole and exact up to 2^53. */
export type Bytes = number;

export const KiB = 1024;
export const MiB = 1024 ** 2;
export const GiB = 1024 ** 3;
const TiB = 1024 ** 4;

const UNITS = [
  { size: TiB, name: 'TiB' },
  { size: GiB, name: 'GiB' },
  { size: MiB, name: 'MiB' },
  { size: KiB, name: 'KiB' },
] as const;

/** `498 MiB`, `1.25 GiB`, `12 B`: at most three significant digits below 100, whole numbers above. */
export function formatBytes(bytes: Bytes): string {
  const size = Math.abs(bytes);
  // 1023.6 KiB would print as "1024 KiB": promote to the next unit where rounding gets there.
  const unit = UNITS.find((candidate) => size >= candidate.size * (1 - 0.5 / 1024));
  if (unit === undefined) return `${Math.round(bytes)} B`;
  return `${unit.size >= GiB ? finely(bytes / unit.size) : formatFigure(bytes / unit.size)} ${unit.name}`;
}

/** A tenth of a GiB is 102 MiB: limits of 1.25 and of 1.3 GiB are two. */
function finely(value: number): string {
  return Math.abs(value) >= 9.995 ? formatFigure(value) : String(Math.round(value * 100) / 100);
}

/** Like {@link formatBytes} with an explicit sign, for differences: `+271 MiB`, `−12 MiB`, `±0 B`. */
export function formatBytesDelta(bytes: Bytes): string {
  if (Math.round(bytes) === 0) return '±0 B';
  return `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;
}

/** What something grew: `39.4 → 162 MiB`, or `by 312 KiB to 128 MiB` where both levels are written the same. */
export function formatGrowth(from: Bytes, to: Bytes, gained: Bytes = to - from): string {
  return formatBytes(from) === formatBytes(to)
    ? `by ${formatBytes(Math.max(0, gained))} to ${formatBytes(to)}`
    : formatBytesPair(from, to);
}

/** `62 MiB/h`: a rate in bytes per hour, signed. */
export function formatBytesPerHour(bytesPerHour: number): string {
  return `${bytesPerHour < 0 ? '−' : ''}${formatBytes(Math.abs(bytesPerHour))}/h`;
}

/** `62 MiB/h`, or `193 MiB/min` where the growth was observed for less than half an hour: a rate an hour would be an extrapolation. */
export function formatByteRate(bytesPerHour: number, seenFor: Milliseconds): string {
  if (seenFor >= MINUTES_TO_SPEAK_OF_HOURS * MINUTE) return formatBytesPerHour(bytesPerHour);
  return `${bytesPerHour < 0 ? '−' : ''}${formatBytes(Math.abs(bytesPerHour) / 60)}/min`;
}

/** From so many on a rate is given an hour. */
const MINUTES_TO_SPEAK_OF_HOURS = 30;

/** A plain figure for people: whole from 100 up, else one decimal where it says something. */
export function formatFigure(value: number): string {
  if (Math.abs(value) >= 99.95) return String(Math.round(value));
  return String(Math.round(value * 10) / 10);
}

/**
 * Reads `512Mi`, `2GiB`, `1.5G`, `1000000`, as Kubernetes writes quantities: `Ki Mi Gi Ti` (also with `B`) are powers
 * of 1024; `k K M G T` (also with `B`) powers of 1000. Undefined when it is none of these.
 */
export function parseBytes(text: string): Bytes | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(?:([kKMGT])(i)?)?B?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, figure, prefix, binary] = match;
  const power = prefix === undefined ? 0 : 'KMGT'.indexOf(prefix.toUpperCase()) + 1;
  return Math.round(Number(figure) * (binary === undefined ? 1000 : 1024) ** power);
}

/** `88 → 402 MiB`: two levels joined by a sign, the unit said once where both share it. */
export function formatBytesPair(from: Bytes, to: Bytes, sign = ' → '): string {
  const [first, second] = [formatBytes(from), formatBytes(to)];
  const unit = second.slice(second.indexOf(' '));
  return first.endsWith(unit) ? `${first.slice(0, -unit.length)}${sign}${second}` : `${first}${sign}${second}`;
}
