import type { Instant } from '../../foundation/clock.ts';

const FRACTION = '(?:[.,]\\d{1,9})?';
const ZONE = '(?:Z|\\.?UTC|[+-]\\d{2}:?\\d{2})?';
const CLOCK = '\\d{2}[:.-]?\\d{2}[:.-]?\\d{2}';

/**
 * A moment as file names spell it, as a regular expression without anchors: `2026-01-31T23:59:58.5Z`,
 * `2026-01-31_23-59-58`, `20260131T235958Z`, `20260131235958.000`, and seconds, milliseconds, microseconds or
 * nanoseconds since 1970.
 */
export const TIME_PATTERN = `(?:\\d{4}-\\d{2}-\\d{2}[T_ .-]${CLOCK}${FRACTION}${ZONE}|\\d{8}[T_.-]?\\d{6}${FRACTION}${ZONE}|\\d{19}|\\d{16}|\\d{13}|\\d{10}${FRACTION})`;

const CALENDAR =
  /^(?<year>\d{4})-?(?<month>\d{2})-?(?<day>\d{2})[T_ .-]?(?<hour>\d{2})[:.-]?(?<minute>\d{2})[:.-]?(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?(?:Z|\.?UTC|(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2}))?$/;

/** Milliseconds in a unit of a count since 1970, by how many digits it has this century. */
const EPOCH_UNITS: ReadonlyMap<number, number> = new Map([
  [10, 1000],
  [13, 1],
  [16, 1e-3],
  [19, 1e-6],
]);

/** The moment that a text names; a calendar without a zone is in UTC. Undefined for what is no moment. */
export function timeInName(text: string): Instant | undefined {
  const [whole = '', fraction = '0'] = text.split(/[.,]/);
  const unit = /^\d+(?:[.,]\d+)?$/.test(text) ? EPOCH_UNITS.get(whole.length) : undefined;
  if (unit !== undefined) return Math.round((Number(whole) + Number(`0.${fraction}`)) * unit);
  const parts = CALENDAR.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const part = (name: string) => Number(parts[name] ?? 0);
  const milliseconds = Math.round(Number(`0.${parts['fraction'] ?? 0}`) * 1000);
  const month = part('month') - 1;
  const written = Date.UTC(
    part('year'),
    month,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
    milliseconds,
  );
  const date = new Date(written);
  // The thirteenth month or the 31st of February rolls over: what was written is no moment.
  if (date.getUTCMonth() !== month || date.getUTCDate() !== part('day') || date.getUTCHours() !== part('hour')) {
    return undefined;
  }
  const ahead = (part('hours') * 60 + part('minutes')) * 60_000 * (parts['sign'] === '-' ? -1 : 1);
  return written - ahead;
}

const SOMEWHERE = new RegExp(`(?<![0-9])${TIME_PATTERN}(?![0-9])`);

/** The moment that the name of a file says among other things: `heap-histogram-20261129T182705Z.txt`. */
export function timeWithinName(name: string): Instant | undefined {
  const [found] = SOMEWHERE.exec(name) ?? [];
  return found === undefined ? undefined : timeInName(found);
}
