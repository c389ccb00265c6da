import { type Attribution, attributionOf } from '../attribution/attribution.ts';
import type { RunsOfPod } from '../attribution/container-run.ts';
import { columnsOfRun, type RunLedger } from '../attribution/run-ledger.ts';
import { steadyShare } from '../attribution/shares.ts';
import { type Bytes, formatBytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { straightness } from '../metrics/straightness.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { Quantity } from '../runtime/quantities.ts';
import type { Growth, GrowthKind } from './growth.ts';
import { trafficLink } from './load.ts';
import { chosenPod, type Observation } from './observation.ts';
import { stretchOf } from './stretch.ts';

/** What a run that fills shows of a leak in it. Set by hand. */
const LEAST = {
  /** Times the noise of the figures: so much must have grown. */
  tolerance: 2,
  /** Share of the growth that what is counted owns, in the whole climb and in its last half. */
  share: 0.6,
  /** Squared correlation with time: a pool that fills bends before it is full. */
  straight: 0.98,
  /** Share of what is gained that falls into the second half: of a straight line one half. */
  late: 0.42,
  /** Times as many as at first: a pool seldom grows so far. */
  multiplied: 2,
  /** Fewer more than at first may be a pool, or the requests in flight. */
  added: 100,
} as const;

/** Bytes. Classes that a start loads take less; of them no number is known. */
const LEAST_CLASSES: Bytes = 32 * MiB;
/** From this correlation on a count follows the requests in flight. */
const FOLLOWS_TRAFFIC = 0.9;
/** How sure a growth is at most that memory as a whole does not show yet. */
const BY_COUNT = 0.75;

/** Kinds of calm that say: it rose, and that is over. */
const RISE_IS_OVER: ReadonlySet<GrowthKind> = new Set(['warm-up', 'step']);

/** What climbs in a straight line within memory that seems to level off. */
interface CountedClimb {
  readonly attribution: Attribution;
  /** As the beginning of a sentence: `Threads climb in a straight line (20 → 784)`. */
  readonly said: string;
}

/**
 * Memory of a young run bends: what starts once is added to what leaks evenly. Where most of its growth is owned by what is
 * counted, and the count climbs in a straight line, it grows, however its sum is shaped.
 */
export function withCountedClimb(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  const last = pod.lifetimes.at(-1);
  if (growth.answer !== 'no' || !RISE_IS_OVER.has(growth.kind) || growth.withLoad === true || last === undefined)
    return growth;
  const climb = chosenPod(observation) === pod ? countedClimb(observation) : undefined;
  if (climb === undefined) return growth;
  const { base, middle, end, run } = climb.attribution.ledger;
  if (run.to !== last.to) return growth;
  const perHour = slopePerHour(sliceOf(track, middle.at.from, end.at.to));
  return {
    ...growth,
    answer: 'yes',
    probability: BY_COUNT,
    kind: 'growing',
    growingLives: 1,
    perHour,
    rates: [perHour],
    trend: undefined,
    onset: undefined,
    stands: undefined,
    stretch: stretchOf(track, last, (base.at.from - last.from) / Math.max(1, last.to - last.from)),
    byCount: climb.said,
  };
}

/** The same runs are asked about by every question: they are accounted for once. */
const KNOWN = new WeakMap<RunsOfPod, CountedClimb | 'none'>();

function countedClimb(observation: Observation): CountedClimb | undefined {
  const { runs } = observation;
  if (runs === undefined) return undefined;
  const known = KNOWN.get(runs) ?? seekClimb(observation, runs) ?? 'none';
  KNOWN.set(runs, known);
  return known === 'none' ? undefined : known;
}

interface Counted {
  readonly quantities: readonly Quantity[];
  readonly many: string;
}

function countedBy({ leader }: Attribution): Counted | undefined {
  switch (leader?.cause) {
    case 'threads':
      return { quantities: ['threads', 'container-threads'], many: 'Threads' };
    case 'goroutines':
      return { quantities: ['goroutines'], many: 'Goroutines' };
    case 'handles':
      return { quantities: ['handles'], many: 'Active handles' };
    default:
      return undefined;
  }
}

function seekClimb(observation: Observation, runs: RunsOfPod): CountedClimb | undefined {
  const attribution = attributionOf(runs);
  const { leader, ledger, whole = 0 } = attribution ?? {};
  if (attribution === undefined || leader === undefined || attribution.earlier) return undefined;
  if (whole < LEAST.tolerance * (ledger?.tolerance ?? 0) || steadyShare(leader) < LEAST.share) return undefined;
  const said = leader.cause === 'classes' ? classesClimb(attribution) : countClimbs(observation, attribution);
  return said === undefined ? undefined : { attribution, said };
}

function countClimbs(observation: Observation, attribution: Attribution): string | undefined {
  const counted = countedBy(attribution);
  const { run } = attribution.ledger;
  const measured = counted?.quantities.map((quantity) => run.tracks[quantity]).find((one) => one !== undefined);
  if (counted === undefined || measured === undefined) return undefined;
  const line = lineIn(attribution.ledger, measured.track);
  if (line === undefined || line.to - line.from < LEAST.added) return undefined;
  if ((trafficLink(observation, measured.track)?.correlation ?? 0) >= FOLLOWS_TRAFFIC) return undefined;
  return `${counted.many} climb in a straight line (${formatCount(line.from)} → ${formatCount(line.to)}) and own ${ownedBy(attribution)}`;
}

/** Classes that are made again and again: a start loads its own within moments. */
function classesClimb(attribution: Attribution): string | undefined {
  const { times, parts } = columnsOfRun(attribution.ledger);
  const values = parts.find(({ part }) => part === 'metaspace')?.values;
  const line = values && lineIn(attribution.ledger, { times, values });
  if (line === undefined || line.to - line.from < LEAST_CLASSES) return undefined;
  return `Classes climb in a straight line (${formatBytesPair(line.from, line.to)}): ${ownedBy(attribution)}`;
}

/** `49.8 MiB of the growth (96 %)` */
function ownedBy({ leader, whole }: Attribution): string {
  const bytes = leader?.bytes ?? 0;
  return `${formatBytes(bytes)} of the growth (${formatShare(Math.min(1, bytes / Math.max(1, whole)))})`;
}

/** Both ends of a quantity that multiplied in a straight line between base and end of a run. */
function lineIn({ base, end }: RunLedger, whole: Track): { readonly from: number; readonly to: number } | undefined {
  const own = sliceOf(whole, base.at.from, end.at.to);
  const { values } = own;
  const few = Math.min(ENDS, Math.ceil(values.length / ENDS));
  if (values.length < FEWEST) return undefined;
  const center = Math.round((values.length - few) / 2);
  const [from, half, to] = [
    median(values.subarray(0, few)),
    median(values.subarray(center, center + few)),
    median(values.subarray(-few)),
  ];
  const bends = to - half < LEAST.late * (to - from);
  if (to < LEAST.multiplied * from || bends || straightness(own) < LEAST.straight) return undefined;
  return { from, to };
}

/** Samples that one end of a line is the median of. */
const ENDS = 3;
/** Of fewer samples any three lie on a line. */
const FEWEST = 8;
