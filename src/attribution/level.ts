import type { Bytes } from '../measurement/bytes.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { typicalStep } from '../metrics/track.ts';
import type { MemorySplit } from '../runtime/memory-split.ts';
import { definitionOf } from '../runtime/runtimes.ts';
import type { ContainerRun } from './container-run.ts';
import { splitContainer } from './container-split.ts';
import { filesOfOneMoment } from './files-of-one-moment.ts';
import { fitParts } from './fit-parts.ts';
import type { LiveHeap } from './live-heap.ts';
import { alignedWithin, type Gauge, medianNear } from './near.ts';
import { ofOtherProcesses, othersGrow } from './other-processes.ts';
import type { Figures, PartId, Parts } from './parts.ts';
import { heapIsShared, withSharedHeap } from './shared-heap.ts';

/** What a run is charged at one moment, part by part. */
export interface Level {
  /** From the first to the last of the three samples that it is the median of. */
  readonly at: TimeRange;
  readonly figures: Figures;
  /** Working set and what was swapped out: the parts add up to it. */
  readonly total: Bytes;
  readonly parts: Parts;
  /** What the runtime counts beyond what is resident. */
  readonly overshoot: Bytes;
  /** By how much the container's metrics contradict each other. */
  readonly contradiction: Bytes;
  /** How much of the heap had been used until then, at least. */
  readonly touchedHeap?: Bytes | undefined;
}

/** How the memory of one run is split. */
export function rulesOf(run: ContainerRun, live: LiveHeap | undefined): SplitRules {
  const split = definitionOf(run.runtime)?.memory;
  const has = (quantity: Quantity) =>
    quantity === 'live-heap' ? live !== undefined : run.tracks[quantity] !== undefined;
  const process = split?.needs.every(has) === true ? split : undefined;
  return { process, sharedHeap: process !== undefined && heapIsShared(run), others: othersGrow(run) };
}

export interface SplitRules {
  /** Of the process's memory, where its runtime shows enough for one. */
  readonly process: MemorySplit | undefined;
  /** Whether the heap is charged as shared memory, not as anonymous. */
  readonly sharedHeap: boolean;
  /** Whether processes beside the main one are a part of their own. */
  readonly others: boolean;
}

/** Gauges to read levels from; a figure of live heap that may be garbage is none. */
export function gaugesOf(run: ContainerRun, live: LiveHeap | undefined): readonly Gauge[] {
  const known = GAUGES.get(run);
  if (known !== undefined && known.live === live) return known.gauges;
  const gauges = readFrom(run, live);
  GAUGES.set(run, { live, gauges });
  return gauges;
}

/** Of one run levels are read at its ends, and at many moments between. */
const GAUGES = new WeakMap<ContainerRun, { readonly live: LiveHeap | undefined; readonly gauges: readonly Gauge[] }>();

function readFrom({ tracks }: ContainerRun, live: LiveHeap | undefined): readonly Gauge[] {
  const known = live === undefined || live.source === 'maybe-garbage' ? undefined : live.track;
  return Object.entries(tracks).flatMap(([name, measured]) => {
    const quantity = name as Quantity;
    const track = quantity === 'live-heap' ? known : measured.track;
    return track === undefined ? [] : [{ quantity, track, step: typicalStep(track) }];
  });
}

/** What a run was charged at moments: of each figure the median; undefined without a figure of the container. */
export function levelAt(gauges: readonly Gauge[], times: Float64Array, split: SplitRules): Level | undefined {
  const from = times[0];
  const to = times.at(-1);
  if (from === undefined || to === undefined) return undefined;
  const step = times.length > 1 ? (to - from) / (times.length - 1) : 0;
  const figures: Partial<Record<Quantity, number>> = {};
  for (const gauge of gauges) {
    const value = medianNear(gauge.track, times, alignedWithin(gauge, step));
    if (value !== undefined) figures[gauge.quantity] = value;
  }
  return levelOf(filesOfOneMoment(figures, gauges, times, step), { from, to }, split);
}

function levelOf(figures: Figures, at: TimeRange, split: SplitRules): Level | undefined {
  const charged = splitContainer(figures);
  if (charged === undefined) return undefined;
  const container = split.sharedHeap ? withSharedHeap(charged, figures) : charged;
  const { total, anonymous, swapped, beside, contradiction } = container;
  const processes = split.others ? ofOtherProcesses(container, figures) : 0;
  const { parts: own, overshoot } = ofProcess(figures, anonymous - processes, split.process);
  const parts = { ...withSwapped(own, swapped), ...(processes > 0 ? { processes } : {}), ...beside };
  return { at, figures, total, parts, overshoot, contradiction };
}

function ofProcess(figures: Figures, anonymous: Bytes, split: MemorySplit | undefined) {
  if (
    split === undefined ||
    split.needs.some((quantity) => quantity !== 'live-heap' && figures[quantity] === undefined)
  )
    return { parts: anonymous === 0 ? {} : { anonymous }, overshoot: 0 };
  return fitParts(split.split(figures), anonymous, split.leastResident);
}

/** Pages that were swapped out and that no runtime accounts for are a part of their own. */
function withSwapped(parts: Parts, swapped: Bytes): Parts {
  if (swapped === 0) return parts;
  const rest: PartId = parts.anonymous === undefined ? 'unexplained' : 'anonymous';
  const out = Math.min(swapped, parts[rest] ?? 0);
  return { ...parts, [rest]: (parts[rest] ?? 0) - out, swapped: out };
}
