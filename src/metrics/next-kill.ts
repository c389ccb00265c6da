import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime } from './lifetime.ts';
import { median } from './track.ts';

/** When a living pod is expected to reach its limit, with the range that the data allows. */
export interface NextKill {
  readonly at: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
  /** No kill: its heap is full before the limit is reached, and the process ends itself. */
  readonly heapFull?: true | undefined;
  /** Set where it may come later than `latest`, or not at all: the climb slows down. */
  readonly open?: true | undefined;
  /** Set where the moments of the range lie so far apart that no single one of them says much. */
  readonly wide?: true | undefined;
  /** What it rests on, where that is not the rate of the whole run. */
  readonly basis?: ForecastBasis | undefined;
  /** Units per hour in the mean of whole days, where it rests on those. */
  readonly dailyMean?: number | undefined;
}

/**
 * `same-hours`: what was gained in the same hours of the day before; `as-before`: how earlier runs went on from this level;
 * `faster`, `slower`: the last part of the run, which climbs otherwise than the whole.
 */
export type ForecastBasis = 'same-hours' | 'as-before' | 'faster' | 'slower';

/** Even a steady leak follows its traffic: no rate is trusted closer than this. */
const LEAST_SPREAD = 0.15;
/** Beyond this a forecast is a guess. */
export const FARTHEST: Milliseconds = 30 * DAY;

/**
 * The moment a level reaches its limit at the rates seen, in units per hour, the typical one first. Undefined when it
 * does not rise, or not within 30 days.
 */
export function nextKillOf(
  now: Instant,
  level: Bytes,
  limit: Bytes,
  rates: readonly [typical: number, ...others: number[]],
): NextKill | undefined {
  const [typical] = rates;
  const left = Math.max(0, limit - level);
  if (typical <= 0 || (left / typical) * HOUR > FARTHEST) return undefined;
  const rising = rates.filter((rate) => rate > 0);
  const fastest = Math.max(...rising, typical * (1 + LEAST_SPREAD));
  const slowest = Math.min(...rising, typical * (1 - LEAST_SPREAD));
  const after = (rate: number) => now + (left / rate) * HOUR;
  return { at: after(typical), earliest: after(fastest), latest: after(slowest) };
}

/** Killed runs that show how long the next one will live: the latest, and no fewer than two. */
const RUNS = { most: 6, fewest: 2 } as const;

/**
 * When the next run of a pod will be killed that is between two runs: it begins as long after the last end as the run before
 * did, and lives about as long as the latest ones that were killed. Undefined where fewer than two were seen from their start.
 */
export function killOfNextRun(now: Instant, lifetimes: readonly Lifetime[]): NextKill | undefined {
  const killed = lifetimes.filter(({ end, startSeen }) => end === 'oom-killed' && startSeen === true);
  const ages = killed.slice(-RUNS.most).map((life) => life.to - beganAt(life));
  const last = lifetimes.at(-1);
  if (last === undefined || ages.length < RUNS.fewest) return undefined;
  const before = lifetimes.at(-2);
  const pause: Milliseconds = before === undefined ? 0 : Math.max(0, beganAt(last) - before.to);
  const begins = Math.max(now, last.to + pause);
  const typical = median(ages);
  return {
    at: begins + typical,
    earliest: begins + Math.min(...ages, typical * (1 - LEAST_SPREAD)),
    latest: begins + Math.max(...ages, typical * (1 + LEAST_SPREAD)),
  };
}

function beganAt({ from, startedAt }: Lifetime): Instant {
  return Math.min(from, startedAt ?? from);
}
