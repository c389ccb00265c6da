import type { Gap } from '../diagnosis/finding.ts';
import type { Instant } from '../foundation/clock.ts';
import { formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant, type TimeRange } from '../measurement/time.ts';
import type { Series } from '../metrics/series.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** A service that was reported this long ago ended, or its data are late. Set by hand. */
const LATE: Milliseconds = 8 * MINUTE;
/** Steps of the picture: where points lie far apart, the last of them says little of when data end. */
const LATE_STEPS = 3;
/** How long before the end other series are looked for, which would go on if only the service had ended. */
const BEFORE: Milliseconds = 30 * MINUTE;
/** The time after the end in so many parts. */
const PARTS = 6;

/** What a server has of all that it scrapes; and where nothing is scraped, of what is sent to it. */
const OF_ALL: readonly (readonly string[])[] = [
  ['up'],
  ['target_info', 'process_resident_memory_bytes', 'container_memory_working_set_bytes'],
];

/**
 * When all that a source has ends, where that is well before the window does: remote write is behind, or the part of a
 * store is missing that has the newest. Undefined where only the service ended, or where it cannot be said.
 */
export async function endOfData(
  readings: Readings,
  { range, signal }: Pick<Question, 'range' | 'signal'>,
  series: readonly Series[],
): Promise<Instant | undefined> {
  const last = Math.max(...series.map(({ times }) => times.at(-1) ?? 0), 0);
  const late = range.to - last;
  if (last === 0 || late < Math.max(LATE, LATE_STEPS * stepFor(range))) return undefined;
  const step = Math.ceil(late / PARTS);
  const around = { from: Math.max(range.from, last - BEFORE), to: range.to };
  for (const metrics of OF_ALL) {
    const all = await readings.several({ metrics, matchers: [], range: around, step, aggregate: 'last' }, signal);
    const seen = all.flatMap(({ times }) => times.at(-1) ?? []);
    // A point stands for the step that ends there.
    if (seen.length > 0) return seen.some((time) => time > last + 2 * step) ? undefined : last;
  }
  return undefined;
}

/** That data end early, and what to look at. */
export function lateGap(source: string, ended: Instant, { to }: TimeRange): Gap {
  return {
    missing: `All data of ${source} end at ${formatInstant(ended)} UTC, ${formatDuration(to - ended)} before the end of the window: what is said is of that moment.`,
    fix: 'See why samples arrive late: remote write that is behind, a store or a sidecar that does not answer for the newest, a clock that is wrong.',
  };
}

/** How far ahead samples are looked for. */
const AHEAD: Milliseconds = HOUR;
/** Clocks that differ by less are of one time. */
const OF_ONE_TIME: Milliseconds = 2 * MINUTE;

/** By how much the samples of a service are in the future; undefined where they are not. */
export async function aheadOf(
  readings: Readings,
  { service, signal }: Pick<Question, 'service' | 'signal'>,
  { now, metric }: { readonly now: Instant; readonly metric: string },
): Promise<Milliseconds | undefined> {
  const range = { from: now + OF_ONE_TIME, to: now + AHEAD };
  const query = { metrics: [metric], matchers: service.selector, range, step: MINUTE, aggregate: 'last' } as const;
  const times = (await readings.several(query, signal)).flatMap((one) => one.times.at(-1) ?? []);
  return times.length === 0 ? undefined : Math.max(...times) - now;
}
