import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { DAY, HOUR } from '../measurement/duration.ts';

/** When a living pod is expected to reach its limit, with the range that the data allows. */
export interface NextKill {
  readonly at: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
  /** No kill: its heap is full before the limit is reached, and the process ends itself. */
  readonly heapFull?: true | undefined;
}

/** Even a steady leak follows its traffic: no rate is trusted closer than this. */
const LEAST_SPREAD = 0.15;
/** Beyond this a forecast is a guess. */
const FARTHEST = 30 * DAY;

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
