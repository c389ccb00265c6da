import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Growth } from './growth.ts';
import { lateRate } from './late-rate.ts';
import type { Observation } from './observation.ts';

/** For how long the climb of the run that goes on was seen. */
export function seenFor({ range }: Observation, { lifetimes }: PodMemory, { onset }: Growth): Milliseconds {
  const last = lifetimes.at(-1);
  const from = Math.max(last?.from ?? range.from, onset?.at ?? 0);
  return Math.max(MINUTE, range.to - from);
}

/** Parts of a run: its last shows how fast it climbs by now, and with the one before it whether it slows down. */
const PARTS = 3;
/** Standard errors by which its rate differs from that of the run. */
const SURELY = 2;
/** Share of the rate of the run by which it differs, at least. */
const DIFFERS = 0.1;
/** Of two parts that follow each other. One that gains less than this share of the first slows down. */
const SLOWS = 0.92;

/** How a run climbs at its end. */
export interface RunEnd {
  /** How long the part at its end is. */
  readonly span: Milliseconds;
  readonly perHour: number;
  /** Where it slows down: what it still gains if it goes on to slow down as it does. */
  readonly fills: Bytes | undefined;
}

/** How fast the last part of a run climbs, where that is surely not the rate of the whole. */
export function endOf(
  observation: Observation,
  pod: PodMemory,
  { seen, whole }: { readonly seen: Milliseconds; readonly whole: number },
): RunEnd | undefined {
  const life = pod.lifetimes.at(-1);
  if (life?.end !== 'running') return undefined;
  const track = memoryOf(observation, pod);
  const width = seen / PARTS;
  const late = lateRate(sliceOf(track, life.to - width, life.to));
  const off = Math.abs((late?.perHour ?? whole) - whole);
  if (late === undefined || late.perHour <= 0 || off <= SURELY * late.error || off <= DIFFERS * whole) return undefined;
  const before = lateRate(sliceOf(track, life.to - 2 * width, life.to - width))?.perHour ?? whole;
  const share = late.perHour / before;
  const fills = share < SLOWS ? (late.perHour * (width / HOUR) * share) / (1 - share) : undefined;
  return { perHour: late.perHour, span: width, fills };
}

/** Share of a run, at its end: in less it may pause. */
const PAUSE = 1 / 8;
/** A span. What climbs in steps stands between them, and collectors pause a climb for less. */
const LEAST_PAUSE: Milliseconds = 20 * MINUTE;
/** Share of the rate of the run. What climbs by less stands. */
const STANDS = 0.15;

/** Whether the run surely does not climb at its end: then it may go on, or have reached its level. */
export function standsAtEnd(
  observation: Observation,
  pod: PodMemory,
  { seen, whole }: { readonly seen: Milliseconds; readonly whole: number },
): boolean {
  const life = pod.lifetimes.at(-1);
  if (life?.end !== 'running' || PAUSE * seen < LEAST_PAUSE) return false;
  const late = lateRate(sliceOf(memoryOf(observation, pod), life.to - PAUSE * seen, life.to));
  return late !== undefined && late.perHour + SURELY * late.error < STANDS * whole;
}
