import { type Bytes, MiB } from '../measurement/bytes.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import type { Track } from '../metrics/series.ts';
import { median, typicalStep } from '../metrics/track.ts';
import { TIED } from '../runtime/growth-causes.ts';
import type { ContainerRun } from './container-run.ts';
import type { ContainerSplit } from './container-split.ts';
import type { Figures } from './parts.ts';

/** Bytes that a container may have beside its main process for other reasons: figures of two scrapes, a shell, an init process. */
const LEAST: Bytes = 16 * MiB;
/** The same as a share of the container, where that is more. */
const LEAST_SHARE = 0.1;
/** A main process that gained less than this share of what its container gained stands still. Set by hand. */
const STANDS = 0.1;
/** Samples that one end of a run is the median of. */
const AT_ENDS = 3;

interface Common {
  readonly container: Bytes;
  readonly main: Bytes;
  /** How many processes there were; absent where no metric counts them. */
  readonly processes: number | undefined;
}

/**
 * Whether other processes than the one that reports its memory are what makes a container grow: its anonymous memory is that
 * of all its processes, `process_resident_memory_bytes` is that of one. Workers that grow alike, of which any may answer a
 * scrape, do not count: the one that reports grows with them.
 */
export function othersGrow({ tracks }: ContainerRun): boolean {
  const [container, main] = [tracks.rss, tracks['process-rss']];
  if (container === undefined || main === undefined || !container.metric.startsWith('container_')) return false;
  const common = commonSamples(container.track, main.track, tracks.processes?.track);
  if (common.length < 2 * AT_ENDS || common.every(({ processes }) => (processes ?? 2) <= 1)) return false;
  const at = (some: readonly Common[], read: (one: Common) => number) => median(some.map(read));
  const [first, last] = [common.slice(0, AT_ENDS), common.slice(-AT_ENDS)];
  const gained = (read: (one: Common) => number) => at(last, read) - at(first, read);
  const left = at(last, beside);
  const more = gained(beside);
  const noise = Math.max(LEAST, LEAST_SHARE * at(last, (one) => one.container));
  if (left < noise || more < noise) return false;
  return gained(({ main: own }) => own) <= STANDS * gained((one) => one.container) || followsNumber(common);
}

function beside({ container, main }: Common): Bytes {
  return container - main;
}

/** What the main process does not have rises with the number of processes. */
function followsNumber(common: readonly Common[]): boolean {
  const pairs = common.flatMap((one) => (one.processes === undefined ? [] : [[one.processes, beside(one)] as const]));
  const [first, last] = [pairs[0], pairs.at(-1)];
  return first !== undefined && last !== undefined && last[0] > first[0] && rankCorrelation(pairs) >= TIED;
}

function commonSamples(container: Track, main: Track, processes: Track | undefined): readonly Common[] {
  const within = 2 * Math.max(typicalStep(container), typicalStep(main));
  const own = nearestReader(main, within);
  const number = processes && nearestReader(processes, within);
  return [...container.times].flatMap((time, i) => {
    const reported = own(time);
    return reported === undefined
      ? []
      : [{ container: container.values[i] ?? 0, main: reported, processes: number?.(time) }];
  });
}

/** What processes beside the main one have of a container's anonymous memory that is not swapped out. */
export function ofOtherProcesses({ anonymous, swapped }: ContainerSplit, figures: Figures): Bytes {
  const main = figures['process-rss'];
  return main === undefined ? 0 : Math.max(0, anonymous - swapped - main);
}
