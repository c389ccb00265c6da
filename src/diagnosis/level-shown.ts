import { isAboveCollection } from '../attribution/live-heap.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorOf } from '../metrics/floor.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import { byRequests } from './by-requests.ts';
import type { Growth } from './growth.ts';
import { strayOf } from './late-rate.ts';
import { liveHeapOf } from './live-heap.ts';
import { type MayFill, mayFillAt, RISES } from './may-fill.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { errorPerUnit } from './pace.ts';
import { ageOf } from './run-pace.ts';

/** When a young run has shown its level. Set by hand; `npm run score` shows what a change decides. */
const SHOWN = {
  /** A span. In a longer run a leak that fills its limit within a day and a half is seen beside what filled at its start. */
  young: 6.5 * HOUR,
  /** Share of the run. A start that takes longer is not over in it. */
  late: 0.4,
  /** Rate of the last part, as a share of that before it. What slows down so much comes to its end. */
  slows: 0.5,
  /** Share of the level. What rises by less behind its start is no more than what memory wanders by. */
  rises: 0.015,
  /** Share of what was gained since the start. The tail of a start gains less. */
  ofAll: 0.05,
  /** Share of the age of the run. Another that ended by itself after so much of it, or has run for longer than `longer`, shows how one goes on. */
  asLong: 0.8,
  longer: 1.2,
  /** Points of the floor. Fewer show no rate. */
  points: 4,
  /** Standard errors of the rate that still count: what the floor allows, and not only what it shows. */
  errors: 2,
  /** Share of the run that memory must have stood at its level, from the moment when it had gained nearly all that it gained. */
  stood: 0.5,
  /** Share of what was gained. */
  nearly: 0.9,
  /** Share of the rate of memory from which on what survives collections is what rises. */
  owns: 0.6,
  /** Share of the limit. What slows down there is stopped by it, and goes on in swap. */
  full: 0.97,
} as const;

/**
 * A run whose start is seen and that still rises behind it, no slower in the end, has not shown whether it ends: that is
 * no warm-up yet, where it would fill the limit soon.
 */
export function levelNotShown(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  if (growth.answer !== 'no' || growth.kind !== 'warm-up' || growth.lives !== 1) return growth;
  const own = youngRun(observation, pod, track);
  const shown = own && lateRise(own);
  // Of a run of few samples each has to do: it shows no end, and what goes on within it shows that there is none.
  const late = own && riseOf(own);
  if (own === undefined || late === undefined || late.tau < RISES.steady) return growth;
  const open = shown?.slows === false;
  const despite = open ? undefined : goesOnWithin(observation, pod, own, late);
  if (!open && despite === undefined) return growth;
  if (late.gained < Math.max(SHOWN.rises * median(own.values), SHOWN.ofAll * gainOf(own).gained)) return growth;
  const narrow = mayFillAt(own, late.perHour, limitOf(observation, pod));
  if (narrow === undefined) return growth;
  return {
    ...growth,
    answer: 'unclear',
    probability: 0.5,
    kind: 'growing',
    narrow: { ...narrow, afterStart: true, despite },
  };
}

/**
 * What speaks against the end of a rise that slows down: it rises by as much with each request as before, and the requests
 * got fewer; or what survives collections owns it, and does not slow down: what lies in a heap above the size at which all of it
 * is collected, too.
 */
function goesOnWithin(observation: Observation, pod: PodMemory, own: Track, late: LateRise): MayFill['despite'] {
  if (chosenPod(observation) !== pod) return undefined;
  const limit = limitOf(observation, pod);
  if (limit !== undefined && median(own.values.subarray(-SHOWN.points)) >= SHOWN.full * limit) return undefined;
  const requests = observation.measured.requests?.track;
  const perRequest = requests && byRequests(own, requests);
  const each = perRequest && riseOf(perRequest);
  if (each !== undefined && !each.slows && each.tau >= RISES.steady) return 'requests';
  const heap = liveHeapOf(observation);
  const last = observation.runs?.pod === pod.pod ? observation.runs.runs.at(-1) : undefined;
  const proven = heap?.collected === 'sure';
  if (heap === undefined || !(proven || (last !== undefined && isAboveCollection(last)))) return undefined;
  const lives = riseOf(sliceOf(heap.track, own.times[0] ?? 0, own.times.at(-1) ?? 0));
  const owns = lives !== undefined && lives.perHour >= SHOWN.owns * late.perHour;
  return owns && !lives.slows && lives.tau >= RISES.steady ? (proven ? 'live-heap' : 'heap') : undefined;
}

/** Whether a young run has stood at its level for long enough to be sure that what filled after its start has ended. */
export function standsLongEnough(observation: Observation, pod: PodMemory, track: Track): boolean {
  const own = youngRun(observation, pod, track);
  if (own === undefined) return true;
  const late = lateRise(own);
  if (late === undefined || stoodFor(own) < SHOWN.stood * spanOf(own)) return false;
  return mayFillAt(own, late.perHour + SHOWN.errors * late.error, limitOf(observation, pod)) === undefined;
}

/** What is seen of the last run, where it goes on, is short, and no other of its revision has lasted as long. */
function youngRun({ pods }: Observation, { lifetimes }: PodMemory, track: Track): Track | undefined {
  const last = lifetimes.at(-1);
  if (last?.end !== 'running' || last.to - last.from >= SHOWN.young) return undefined;
  const age = ageOf(last);
  const outlived = pods.some((other) =>
    other.lifetimes.some(
      (life) =>
        life !== last &&
        isOfRevision(life, last) &&
        life.end !== 'oom-killed' &&
        ageOf(life) >= (life.end === 'running' ? SHOWN.longer : SHOWN.asLong) * age,
    ),
  );
  return outlived ? undefined : sliceOf(track, last.from, last.to);
}

/** Whether two runs may be of one program: what is not known of one does not set it apart. */
function isOfRevision({ revision: one }: Lifetime, { revision: other }: Lifetime): boolean {
  return one === undefined || other === undefined || one === other;
}

interface LateRise {
  /** Bytes, and their standard error. */
  readonly perHour: number;
  readonly error: number;
  /** Bytes, over the whole of it. */
  readonly gained: Bytes;
  /** Kendall’s tau. */
  readonly tau: number;
  /** Whether it is surely on its way to an end. */
  readonly slows: boolean;
}

/** The same by every sample where the floor has too few points. */
const riseOf = (own: Track): LateRise | undefined => lateRise(own) ?? lateRise(own, own);

/** How memory goes on behind the start of a run; undefined where too few points show it. */
function lateRise(own: Track, floor = floorOf(own)): LateRise | undefined {
  const from = floor.times[0] ?? 0;
  const part = (a: number, b: number) => sliceOf(floor, from + a * spanOf(floor), from + b * spanOf(floor));
  const late = part(SHOWN.late, 1);
  const middle = (1 + SHOWN.late) / 2;
  const [before, after] = [part(SHOWN.late, middle), part(middle, 1)];
  if (before.times.length < SHOWN.points || after.times.length < SHOWN.points) return undefined;
  const [early, last] = [slopePerHour(before), slopePerHour(after)];
  const noise = strayOf(late, slopePerHour(late));
  const slows = early > 0 && last + noise * errorPerUnit(after) < SHOWN.slows * early;
  const perHour = slopePerHour(late);
  return {
    perHour,
    error: noise * errorPerUnit(late),
    gained: (perHour * spanOf(late)) / HOUR,
    tau: trendTest(late).tau,
    slows,
  };
}

/** For how long memory has stood since it had gained nearly all that it gained. */
function stoodFor(own: Track): Milliseconds {
  const { floor, start, gained } = gainOf(own);
  const at = floor.values.findIndex((value) => value >= start + SHOWN.nearly * gained);
  return (floor.times.at(-1) ?? 0) - (floor.times[Math.max(0, at)] ?? 0);
}

/** What a run gained from its first level to its last. */
function gainOf(own: Track): { readonly floor: Track; readonly start: Bytes; readonly gained: Bytes } {
  const floor = floorOf(own);
  const few = Math.max(1, Math.floor(floor.values.length / 10));
  const start = median(floor.values.subarray(0, few));
  return { floor, start, gained: median(floor.values.subarray(-few)) - start };
}
