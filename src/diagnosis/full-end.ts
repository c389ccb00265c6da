import type { ContainerRun } from '../attribution/container-run.ts';
import { endedFullOf, endedItself, heapAtEnd, heapBound, NEARLY_FULL } from '../attribution/full-heap.ts';
import { liveHeapOf } from '../attribution/live-heap.ts';
import { type Bytes, formatBytes, formatGrowth, MiB } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import { sliceOf } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { gitRevision, shortRevision } from '../service/revision.ts';
import type { Growth } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { chosenPod, type Observation } from './observation.ts';
import { stretchOf } from './stretch.ts';

/** What a heap that was filled gained at least, as a share of its bound: less is one large request, and no growth. Set by hand. */
const LEAST_OF_BOUND = 0.25;
/** A start loads and fills less than this. */
const LEAST_GAINED: Bytes = 16 * MiB;
/** A run that lasted this many times as long as the one that ended full has stopped filling its heap. */
const OUTLIVED = 1.5;
/** How sure a growth is that one full heap shows: a heap too small for its work fills as well. */
const ONCE = 0.75;
/** The same where several runs ended so. */
const AGAIN = 0.79;

/** A run whose live heap rose until it was full, which ended its process. */
interface FullEnd {
  readonly run: ContainerRun;
  readonly bound: Bytes;
  /** Whether a metric reports the bound; else it is the size at which several runs ended. */
  readonly reported: boolean;
  /** How many runs ended so. */
  readonly runs: number;
  readonly from: Bytes;
  readonly to: Bytes;
}

/** The latest run of the chosen pod that ended with a full heap, if what runs since has the same program and shows nothing else. */
function fullEndOf(observation: Observation): FullEnd | undefined {
  const pod = chosenPod(observation);
  const all = observation.runs?.pod === pod?.pod ? (observation.runs?.runs ?? []) : [];
  const ended = endedFullOf(all);
  const run = ended?.runs.at(-1);
  const last = all.at(-1);
  if (ended === undefined || run === undefined || last === undefined) return undefined;
  const { bound, reported } = ended;
  const since = all.slice(all.indexOf(run) + 1);
  const changed = !sameRevision(last, run) || last.limit !== run.limit;
  if (changed || since.some(({ from, to }) => to - from >= OUTLIVED * (run.to - run.from))) return undefined;
  const live = liveHeapOf(run)?.track.values ?? [];
  const [from = 0, to = 0] = [live[0], live.at(-1)];
  if (to - from < Math.max(LEAST_GAINED, LEAST_OF_BOUND * bound)) return undefined;
  return { run, bound, reported, runs: ended.runs.length, from, to };
}

/** Share of the ends from which on a full heap is why a container restarts. */
const MOSTLY = 0.5;

/** Whether the runs of the chosen pod ended because their heap was full, or half of them: then it is memory that ended them. */
export function endsForItsHeap({ runs }: Observation, { pod }: Pick<PodMemory, 'pod'>): boolean {
  const all = runs?.pod === pod ? runs.runs : [];
  const ended = all.filter(endedItself);
  const full = Math.max(endedFullOf(all)?.runs.length ?? 0, ended.filter(failedWhileFull).length);
  return full > 0 && full >= MOSTLY * ended.length;
}

/** From here on an exit code names a signal. */
const FIRST_OF_SIGNALS = 128;
/** Share of the bound that must have lived: a heap full of garbage fails nothing. */
const LIVED = 0.5;

/** Whether a run ended by an error of its program with a full heap: an error that its main thread does not catch ends a process as any other. */
function failedWhileFull(run: ContainerRun): boolean {
  const bound = heapBound(run);
  if (bound === undefined || (run.exitCode ?? FIRST_OF_SIGNALS) >= FIRST_OF_SIGNALS) return false;
  return (
    (heapAtEnd(run) ?? 0) >= NEARLY_FULL * bound && (run.tracks['live-heap']?.track.values.at(-1) ?? 0) >= LIVED * bound
  );
}

/** A young run is known by its image alone, which may carry a shortened commit; what is not known sets nothing apart. */
function sameRevision(a: ContainerRun, b: ContainerRun): boolean {
  if (a.revision === undefined || b.revision === undefined) return true;
  return shortRevision(gitRevision(a.revision)) === shortRevision(gitRevision(b.revision));
}

function sureOf({ runs }: FullEnd): number {
  return runs > 1 ? AGAIN : ONCE;
}

/**
 * Memory of runs that are too short for a trend, or bend as each start does: one that ended because its heap was full had all
 * the time it needed. It grew, however young it was.
 */
export function withFullEnd(observation: Observation, pod: PodMemory, track: Track, growth: Growth): Growth {
  if (growth.answer === 'yes' || growth.withLoad === true || chosenPod(observation) !== pod) return growth;
  const full = fullEndOf(observation);
  const stretch = full && stretchOf(track, full.run, 0);
  if (full === undefined || stretch === undefined || stretch.end <= stretch.start) return growth;
  const perHour = slopePerHour(sliceOf(track, full.run.from, full.run.to));
  return {
    ...growth,
    answer: 'yes',
    probability: sureOf(full),
    kind: 'growing',
    lives: 1,
    growingLives: 1,
    perHour,
    rates: [perHour],
    trend: undefined,
    onset: undefined,
    stands: undefined,
    narrow: undefined,
    stretch,
  };
}

/** What the live heap shows where a run ended because it was full; undefined where none did, or it did not rise to that. */
export function heapEndedFull(observation: Observation): Judgement | undefined {
  const full = fullEndOf(observation);
  if (full === undefined) return undefined;
  const { run, bound, reported, runs, from, to } = full;
  const { live } = guideTo(run.runtime).words;
  const { by = '', option = '' } = guideTo(run.runtime).collector.outOfMemory ?? {};
  return {
    answer: 'yes',
    confidence: sureOf(full),
    headline: `${capitalised(live)} grew ${formatGrowth(from, to)} in ${formatDuration(run.to - run.from)} and filled the heap, which may have ${reported ? '' : 'about '}${formatBytes(bound)} (set by ${option}): ${by} ended the process.`,
    reasons: [
      ...(runs > 1 ? [`${countOf(runs, 'container run')} ended so.`] : []),
      `A process ends so only after a collection of all of the heap: what was in it at the end was live.`,
      `A leak, or a heap too small for its work: with a larger ${option} a leak fills that too.`,
    ],
    suggests: 'heap-leak',
    gained: to - from,
  };
}
