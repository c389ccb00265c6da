import { type Bytes, MiB } from '../measurement/bytes.ts';
import { nearestReader } from '../metrics/nearest.ts';
import type { Track } from '../metrics/series.ts';
import { median, typicalStep } from '../metrics/track.ts';

/** What cAdvisor reports of one container of a pod. */
export interface ContainerMemory {
  readonly container: string;
  readonly rss: Track;
  /** Its pages of files: a process counts those that it mapped as its own. */
  readonly cache?: Track | undefined;
}

/** Bytes that other processes of a container may take beside the one that reports. */
const OTHERS: Bytes = 16 * MiB;
/** Share of a container that other processes may take, where it is more than these bytes. */
const OTHERS_SHARE = 0.1;
/** Shared libraries and mapped files count for the process that maps them. */
const MAPPED: Bytes = 64 * MiB;
/** Bytes by which the gains of two that grew alike may differ. */
const ALIKE: Bytes = 8 * MiB;
/** Share by which the gains of two that grew alike may differ, where it is more than these bytes. */
const ALIKE_SHARE = 0.2;
/** Samples of one moment are scraped up to a minute apart: a few may contradict. */
const MOSTLY = 0.9;
/** Fewer common samples show nothing. */
const FEWEST = 3;

/**
 * The container that a process runs in, by its own resident memory: for metrics that carry no container label, or that
 * of a side-car which serves them. Undefined where none agrees, or several do.
 */
export function ownerOf(process: Track, containers: readonly ContainerMemory[]): string | undefined {
  const [owner, ...others] = containers.filter((container) => runsIn(process, container));
  return others.length === 0 ? owner?.container : undefined;
}

/** Whether the resident memory that a process reports can be that of a process in this container. */
export function runsIn(process: Track, container: ContainerMemory): boolean {
  const common = commonSamples(process, container);
  if (common.length < FEWEST || fitIn(process, container) < MOSTLY) return false;
  const gain = (read: (one: (typeof common)[number]) => Bytes) =>
    median(common.slice(-FEWEST).map(read)) - median(common.slice(0, FEWEST).map(read));
  const [charged, reported] = [gain((one) => one.charged), gain((one) => one.reported)];
  return Math.abs(charged - reported) <= Math.max(ALIKE, ALIKE_SHARE * Math.abs(charged));
}

/** The share of their common samples at which a process can be one of this container. */
export function fitIn(process: Track, container: ContainerMemory): number {
  const common = commonSamples(process, container);
  const fitting = common.filter(
    ({ reported, charged, cached }) =>
      charged <= reported + Math.max(OTHERS, OTHERS_SHARE * charged) && reported <= charged + cached + MAPPED,
  );
  return common.length === 0 ? 0 : fitting.length / common.length;
}

/** Whether a heap is more than a container holds: its process runs elsewhere. */
export function outgrows(heap: Track, container: ContainerMemory): boolean {
  const common = commonSamples(heap, container);
  const beyond = common.filter(({ reported, charged }) => reported > charged + OTHERS);
  return common.length >= FEWEST && beyond.length > (1 - MOSTLY) * common.length;
}

interface Common {
  readonly reported: Bytes;
  readonly charged: Bytes;
  readonly cached: Bytes;
}

function commonSamples(process: Track, { rss, cache }: ContainerMemory): readonly Common[] {
  const within = 2 * Math.max(typicalStep(process), typicalStep(rss));
  const own = nearestReader(process, within);
  const files = cache && nearestReader(cache, within);
  return [...rss.times].flatMap((time, i) => {
    const reported = own(time);
    const cached = files?.(time) ?? 0;
    return reported === undefined ? [] : [{ reported, charged: rss.values[i] ?? 0, cached }];
  });
}
