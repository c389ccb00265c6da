import type { Instant } from '../foundation/clock.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { SECOND } from '../measurement/duration.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf, typicalStep } from '../metrics/track.ts';
import type { ContainerRun } from './container-run.ts';
import { gaugesOf, type Level, levelAt, rulesOf, type SplitRules } from './level.ts';
import { collectionsIn, type LiveHeap, liveHeapOf } from './live-heap.ts';
import { CONTAINER_PARTS, PART_ORDER, type PartId } from './parts.ts';
import { beganAt } from './runs-of-pod.ts';
import { touchedHeapAt } from './touched-heap.ts';

/** The parts as columns over the same times: at each the parts add up to the total. */
export interface LedgerColumns {
  readonly times: Float64Array;
  readonly total: Float64Array;
  readonly parts: readonly { readonly part: PartId; readonly name: string; readonly values: Float64Array }[];
}

/** Every byte of a container run that counts against its limit: at its base, in the middle and at its end. */
export interface RunLedger {
  readonly run: ContainerRun;
  readonly base: Level;
  readonly middle: Level;
  readonly end: Level;
  /** What a part is called in this runtime. */
  readonly nameOf: (part: PartId) => string;
  readonly live?: LiveHeap | undefined;
  /** Differences below this are noise of the kernel's counters. */
  readonly tolerance: Bytes;
  /** How much may lie between the runtime's figures and the container's, which are scraped at different moments. */
  readonly apart: Bytes;
  /** Samples of the total in the run. */
  readonly samples: number;
  /** Collections between the base and the end; undefined where nothing counts them. */
  readonly collections?: number | undefined;
  /** The lowest level of the heap at the end, where no collection has shown what of it lives. */
  readonly heapFloor?: Bytes | undefined;
  /** Who counts beyond what is resident: `Go`. */
  readonly counter?: string | undefined;
}

/** Where the first level of a run is taken. Set by hand; `npm run outcomes` shows what a change decides. */
const BASE = {
  /** Share of the run. The base lies at most here: what comes before may still be warming up. */
  warmUp: 0.2,
  /** Collections that the base waits for: a heap that was never collected has no level yet. */
  collections: 2,
  /** Share of the run. The base waits for collections no longer than until here. */
  latest: 0.5,
  /** Samples that a level is the median of. */
  samples: 3,
  /** Samples of a run. Fewer have no two ends. */
  fewestSamples: 4,
} as const;

/** Smaller differences between figures of one run are noise, however small its limit is. */
const LEAST_TOLERANCE: Bytes = 8 * MiB;
/** Share of the limit. Smaller differences between figures of one run are noise. */
const TOLERANCE_OF_LIMIT = 0.02;
/** The kernel charges pages to each processor in batches of 64. */
const BATCH_OF_PROCESSOR: Bytes = MiB / 4;
/** Runtime and container are scraped at different moments. */
const APART = 30 * SECOND;

interface Accounting {
  readonly cpus?: number | undefined;
  /** The end of what is accounted for, where the run goes on. */
  readonly until?: Instant | undefined;
  /** Where the growth began: nothing before it is part of the climb. */
  readonly since?: Instant | undefined;
}

/** Accounts for a run; undefined where it has too few samples for two ends. */
export function ledgerOfRun(
  whole: ContainerRun,
  { cpus = 1, until = whole.to, since = whole.from }: Accounting = {},
): RunLedger | undefined {
  const run = until < whole.to ? cutAt(whole, until) : whole;
  const total = totalTrack(run);
  if (total === undefined || total.times.length < BASE.fewestSamples) return undefined;
  const live = liveHeapOf(run);
  const split = rulesOf(run, live);
  const gauges = gaugesOf(run, live);
  const read = (moments: Float64Array): Level | undefined => {
    const level = levelAt(gauges, moments, split);
    return level && { ...level, touchedHeap: touchedHeapAt(run, level.at.to) };
  };
  const times = answeredIn(run, total.times, split);
  const first = baseIndex(run, times, since);
  const last = Math.max(first + 1, times.length - BASE.samples);
  const center = Math.max(0, Math.round((first + last) / 2));
  const base = read(times.subarray(first, Math.min(first + BASE.samples, times.length - 1)));
  const middle = read(times.subarray(center, center + BASE.samples));
  const end = read(times.subarray(last));
  if (base === undefined || middle === undefined || end === undefined) return undefined;
  const nameOf = (part: PartId) => split.process?.names[part] ?? CONTAINER_NAMES[part] ?? part;
  const collections = collectionsIn(run, base.at.from, end.at.to);
  return {
    run,
    base,
    middle,
    end,
    nameOf,
    live,
    tolerance: Math.max(LEAST_TOLERANCE, TOLERANCE_OF_LIMIT * (run.limit ?? 0), BATCH_OF_PROCESSOR * cpus),
    apart:
      split.process === undefined
        ? 0
        : (Math.abs(end.total - base.total) * APART) / Math.max(1, end.at.to - base.at.from),
    samples: times.length,
    collections,
    heapFloor: live?.source === 'maybe-garbage' ? live.track.values.at(-1) : undefined,
    counter: split.process?.counter,
  };
}

/** What a run was charged at its end, however short it was; undefined without a sample. */
export function endLevel(run: ContainerRun): Level | undefined {
  const live = liveHeapOf(run);
  const times = totalTrack(run)?.times.slice(-BASE.samples) ?? new Float64Array();
  return levelAt(gaugesOf(run, live), times, rulesOf(run, live));
}

/**
 * What a run was charged when that was most; undefined without a sample. A container whose files fill its limit stands
 * there in waves: the kernel reclaims them, and moves them between the lists of which one is not part of the working set.
 */
export function highestLevel(run: ContainerRun): Level | undefined {
  const total = totalTrack(run);
  if (total === undefined || total.times.length === 0) return undefined;
  const live = liveHeapOf(run);
  const most = Math.max(...total.values);
  const at = total.times[total.values.indexOf(most)] ?? 0;
  return levelAt(gaugesOf(run, live), Float64Array.of(at), rulesOf(run, live));
}

const CONTAINER_NAMES: Readonly<Partial<Record<PartId, string>>> = CONTAINER_PARTS;

/** What is judged as the container's memory: working set, else anonymous memory, else the process's own figure. */
export function totalTrack({ tracks }: ContainerRun): Track | undefined {
  return (tracks['working-set'] ?? tracks.rss ?? tracks['process-rss'])?.track;
}

/** Whether a run was sampled often enough to have a base and an end. */
export function hasTwoEnds(run: ContainerRun): boolean {
  return (totalTrack(run)?.times.length ?? 0) >= BASE.fewestSamples;
}

function cutAt(run: ContainerRun, to: Instant): ContainerRun {
  const tracks: Partial<Record<Quantity, Measured>> = {};
  for (const [quantity, measured] of Object.entries(run.tracks))
    tracks[quantity as Quantity] = { ...measured, track: sliceOf(measured.track, run.from, to) };
  return { ...run, to, end: 'running', tracks };
}

function baseIndex(run: ContainerRun, times: Float64Array, since: Instant): number {
  const began = beganAt(run);
  const warm = began + BASE.warmUp * (run.to - began);
  const collected = run.tracks.collections?.track;
  const second = collected?.times[collected.values.findIndex((count) => count >= BASE.collections)] ?? warm;
  const latest = run.from + BASE.latest * (run.to - run.from);
  const from = Math.max(Math.min(Math.max(warm, second, run.from), latest), since);
  const index = times.findIndex((time) => time >= from);
  return Math.max(0, Math.min(index < 0 ? 0 : index, times.length - BASE.fewestSamples));
}

/** Share of a run. A process that answered for so much of it is accounted for up to its last answer; of less nothing is known of the rest. */
const ANSWERED = 0.6;

/** The times up to the last answer of a process that fell silent: one at its limit has no time left to answer. */
function answeredIn({ tracks }: ContainerRun, times: Float64Array, { process }: SplitRules): Float64Array {
  const needed = process?.needs.flatMap((quantity) => tracks[quantity]?.track ?? []) ?? [];
  const last = Math.min(...needed.map((track) => (track.times.at(-1) ?? 0) + typicalStep(track)));
  const until = times.findLastIndex((time) => time <= last) + 1;
  return until >= Math.max(BASE.fewestSamples, ANSWERED * times.length) ? times.subarray(0, until) : times;
}

/** A run part by part at moments, oldest first: for a picture at every sample of its total. */
export function columnsOfRun(
  { run, live, nameOf }: RunLedger,
  at = totalTrack(run)?.times ?? new Float64Array(),
): LedgerColumns {
  const split = rulesOf(run, live);
  const gauges = gaugesOf(run, live);
  const rows = Array.from(at, (time) => levelAt(gauges, Float64Array.of(time), split)).filter(
    (row) => row !== undefined,
  );
  return {
    times: Float64Array.from(rows, ({ at }) => at.from),
    total: Float64Array.from(rows, ({ total }) => total),
    parts: PART_ORDER.filter((part) => rows.some(({ parts }) => (parts[part] ?? 0) > 0)).map((part) => ({
      part,
      name: nameOf(part),
      values: Float64Array.from(rows, ({ parts }) => parts[part] ?? 0),
    })),
  };
}
