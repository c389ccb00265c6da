import { liveBound } from '../attribution/full-heap.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { outgrowsLevel, tookThePlace } from './climb.ts';
import { explanationOf } from './explanation.ts';
import { heapReach } from './heap-reach.ts';
import type { Observation } from './observation.ts';

/** A live heap that takes the place of other memory, on its way to what it may take at most: memory as a whole climbs more slowly. */
export interface HeapFill {
  readonly size: Bytes;
  /** Set where a goal of the collector is met, and not a bound: from there on it runs without end, and memory passes it. */
  readonly goal?: Bytes | undefined;
  /** What is live, and when. */
  readonly live: Bytes;
  readonly since: Instant;
  readonly perHour: number;
  readonly at: Instant;
}

/** What lives in a heap, and how fast that grows, wherever the memory that the heap has taken stands. */
export type LiveFill = Pick<HeapFill, 'live' | 'since' | 'perHour'>;

/**
 * Of the chosen pod, since its base: a heap that has taken all it may is not full while half of it is garbage. Undefined where
 * nothing shows what lives in it, or that does not grow.
 */
export function liveFillOf(observation: Observation): LiveFill | undefined {
  const { base, end, live: shown } = explanationOf(observation)?.ledger ?? {};
  const [before, live] = [base?.parts['live-heap'], end?.parts['live-heap']];
  if (base === undefined || end === undefined || shown === undefined || shown.source === 'maybe-garbage')
    return undefined;
  if (before === undefined || live === undefined || live <= before) return undefined;
  const since = end.at.to;
  return { live, since, perHour: ((live - before) / (since - base.at.to)) * HOUR };
}

/** From this share of the collector's goal on memory stands at it, and only the live heap shows how things go on. */
const AT_GOAL = 0.95;

/** Of the chosen pod: every forecast of a full heap rests on this one rate. */
export function heapFillOf(observation: Observation, limit: Bytes | undefined): HeapFill | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined) return undefined;
  const { ledger } = attribution;
  // How a run that ended would have gone on says nothing of the one that began again from little.
  if (ledger.run.end !== 'running') return undefined;
  const goal = observation.measured.gomemlimit?.track.values.at(-1) ?? Number.POSITIVE_INFINITY;
  // What stands by now gained memory while it filled: only since then does the live heap take the place of the rest.
  const stands = outgrowsLevel(ledger) || ledger.end.total >= AT_GOAL * goal;
  const from = tookThePlace(attribution) ? ledger.base : stands ? ledger.middle : undefined;
  const [before, live] = [from?.parts['live-heap'], ledger.end.parts['live-heap']];
  if (from === undefined || before === undefined || live === undefined || live <= before) return undefined;
  const { stacks = 0, runtime = 0 } = ledger.end.parts;
  const { run } = ledger;
  const most = liveBound(run) ?? heapReach(observation)?.max ?? Number.POSITIVE_INFINITY;
  const bound = Math.min(most, limit ?? Number.POSITIVE_INFINITY);
  // The goal holds stacks and the runtime's own tables as well.
  const size = Math.min(bound, goal - stacks - runtime);
  if (!Number.isFinite(size)) return undefined;
  const since = ledger.end.at.to;
  const perHour = ((live - before) / (since - from.at.to)) * HOUR;
  const at = since + (Math.max(0, size - live) / perHour) * HOUR;
  return { size, goal: size < bound ? goal : undefined, live, since, perHour, at };
}
