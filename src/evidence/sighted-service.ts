import type { ContainerStanding } from '../diagnosis/container-standing.ts';
import { standingOf } from '../diagnosis/containers.ts';
import type { Gap } from '../diagnosis/finding.ts';
import type { Observation } from '../diagnosis/observation.ts';
import { seenUnderCache } from '../diagnosis/under-cache.ts';
import { UnavailableError } from '../foundation/errors.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { KillView } from '../metrics/kill-view.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { sumOf } from '../metrics/measured.ts';
import { podOf } from '../metrics/pod-label.ts';
import type { Series, Track } from '../metrics/series.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { unreadRuntimeOf } from '../runtime/unread-runtimes.ts';
import { beforeKills } from './before-kills.ts';
import { takenGap } from './gaps.ts';
import { lateGap } from './late-data.ts';
import { liveHeaps } from './live-heaps.ts';
import { podContainers } from './pod-containers.ts';
import { PodQuantities } from './pod-quantities.ts';
import type { MetricsSource } from './ports.ts';
import { type ProcessSeries, processSeries, sentBy } from './process-series.ts';
import { Readings } from './readings.ts';
import { needsBefore } from './run-before.ts';
import { runtimeOf } from './runtime.ts';
import { runtimeVersion } from './runtime-version.ts';
import { SharedRead } from './shared-read.ts';
import type { SightedRange, Sighting, Wanted } from './sighting.ts';
import { tolerantMetrics } from './tolerant-metrics.ts';
import { stepFor } from './window.ts';
import { deploysSince, type WorkloadMemory, workloadMemory } from './workload-memory.ts';

/** Read with the workload's memory, for every pod; what else a look needs is read of the chosen pod only. */
const OF_MEMORY: ReadonlySet<Quantity> = new Set<Quantity>([
  'rss',
  'memory-limit',
  'restarts',
  'start-time',
  'terminated-reason',
  'last-terminated',
]);

/** What was read of all pods. */
interface Overview {
  readonly memory: WorkloadMemory;
  readonly process: ProcessSeries;
  readonly heaps: Observation['heaps'];
  readonly gaps: readonly Gap[];
  readonly unread: ReadonlySet<string>;
  readonly partial: string | undefined;
}

/**
 * One service over one range of time. Whatever is asked about it is read once and then answered from memory, so that all
 * who look at it see the same samples. What could not be read is read again for the next look.
 */
export class SightedService {
  readonly #source: MetricsSource;
  readonly #of: SightedRange;
  readonly #overview: SharedRead<Overview>;
  readonly #containers: SharedRead<readonly ContainerStanding[]>;
  #quantities: PodQuantities | undefined;
  readonly #kills = new Map<string, SharedRead<readonly KillView[]>>();
  #samples = 0;

  /** `beside` is the same workload over the same range, of which another container is looked at. */
  constructor(source: MetricsSource, of: SightedRange, beside?: SightedService) {
    this.#source = source;
    this.#of = of;
    this.#containers =
      beside === undefined ? new SharedRead((signal) => this.#readContainers(signal)) : beside.#containers;
    this.#overview = new SharedRead((signal) => this.#readOverview(signal), {
      // Nothing rests on memory that no metric showed: the cause may be fixed a moment later.
      isWorthKeeping: ({ memory, gaps }) => memory.pods.length > 0 && gaps.length === 0,
    });
  }

  /** For people: where the samples come from. */
  get source(): string {
    return this.#source.name;
  }

  /** How many samples are kept in memory. */
  get samples(): number {
    return this.#samples + (this.#quantities?.samples ?? 0);
  }

  /**
   * The memory of all pods, and the wanted quantities of one. Metrics that cannot be read are gaps. Throws
   * UnavailableError when no memory can be read, or too little else.
   */
  async see(wanted: Wanted, signal: AbortSignal): Promise<Sighting> {
    const [{ memory, process, heaps, ...failed }, containers] = await Promise.all([
      this.#overview.get(signal),
      this.#containers.get(signal),
    ]);
    const runtime = wanted.runtime === 'unknown' ? runtimeOf(process.signs) : wanted.runtime;
    const chosen = memory.pods.find(({ pod }) => pod === wanted.pod)?.pod;
    // Without a pod nothing of one is asked for.
    const needs = chosen === undefined ? [] : wanted.needs.filter((quantity) => !OF_MEMORY.has(quantity));
    const quantities = this.#quantitiesWithin(memory);
    const asked = chosen === undefined ? undefined : { runtime, pod: chosen, process, memory };
    const [runs, answers] =
      asked === undefined
        ? [undefined, []]
        : await Promise.all([quantities.runs(asked, signal), quantities.read(needs, asked, signal)]);
    const seen = needs.flatMap((quantity, i) => (answers[i] === undefined ? [] : [[quantity, answers[i]] as const]));
    const partial = failed.partial ?? quantities.failures.partial();
    const observation = seenUnderCache({
      range: memory.range,
      goesBack: memory.range.from <= this.#of.range.from ? true : undefined,
      step: stepFor(memory.range),
      runtime,
      pods: memory.pods,
      earlier: memory.earlier,
      chosen,
      measured: Object.fromEntries(seen.map(([quantity, { measured }]) => [quantity, measured])),
      deploys: memory.deploys,
      runs,
      heaps,
      container: this.#of.service.workload.container,
      containers,
      place: memory.place && sentBy(memory.place, process.signs),
      ended: memory.ended,
      partial: partial === undefined ? undefined : { source: this.source, why: partial },
      unread: runtime === 'unknown' ? unreadHeapOf(process.unread, chosen) : undefined,
    });
    const before = asked && needsBefore(observation) ? await quantities.before(asked, signal) : undefined;
    return {
      observation: { ...observation, before },
      memory,
      addresses: [...new Set(seen.flatMap(([, { addresses }]) => addresses))],
      missing: [
        ...memory.missing.filter((quantity) => wanted.needs.includes(quantity)),
        ...needs.filter((_, index) => answers[index] === undefined),
      ],
      gaps: [...failed.gaps, ...quantities.failures.gaps(), ...takenGaps(memory), ...this.#lateGaps(memory)],
      unread: new Set([...failed.unread, ...quantities.failures.unread()]),
    };
  }

  /** Begins to read what every look needs. Whoever looks then says what went wrong. */
  begin(signal: AbortSignal): void {
    this.#overview.get(signal).catch(() => undefined);
  }

  /** How each container of the workload's pods stands; empty where a pod has only one. */
  containers(signal: AbortSignal): Promise<readonly ContainerStanding[]> {
    return this.#containers.get(signal);
  }

  /** See `beforeKills`. */
  killsOf(pod: PodMemory, signal: AbortSignal): Promise<readonly KillView[]> {
    const known = this.#kills.get(pod.pod);
    const read = known ?? new SharedRead((aborted) => beforeKills(this.#source, { ...this.#of, signal: aborted }, pod));
    this.#kills.set(pod.pod, read);
    return read.get(signal);
  }

  /** What was deployed in the range, oldest first; nothing else is read for it. */
  deploys(signal: AbortSignal): Promise<readonly Deploy[]> {
    return deploysSince(this.#source, { ...this.#of, signal });
  }

  /** See `runtimeVersion`. */
  versionOf(
    process: { readonly runtime: Runtime; readonly pod: string | undefined },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    return runtimeVersion(this.#source, { ...this.#of, signal }, process);
  }

  /** That the others could not be read is no reason not to look at the one. */
  async #readContainers(signal: AbortSignal): Promise<readonly ContainerStanding[]> {
    const readings = new Readings(tolerantMetrics(this.#source));
    const found = await podContainers(readings, { ...this.#of, signal }).catch((error: unknown) => {
      if (signal.aborted || !(error instanceof UnavailableError)) throw error;
      return [];
    });
    return found.map(({ container, pods }) => standingOf(container, pods));
  }

  #lateGaps({ ended }: WorkloadMemory): readonly Gap[] {
    return ended === undefined ? [] : [lateGap(this.source, ended, this.#of.range)];
  }

  /** Of what was read for it the memory of each pod is kept, not the series: those of a large service are many. */
  async #readOverview(signal: AbortSignal): Promise<Overview> {
    const metrics = tolerantMetrics(this.#source);
    const readings = new Readings(metrics);
    const memory = await workloadMemory(readings, { ...this.#of, signal });
    const process = await processSeries(readings, { ...this.#of, range: memory.range, signal });
    const runtime = runtimeOf(process.signs);
    const heaps = await liveHeaps(readings, { ...this.#of, range: memory.range, signal }, { memory, process, runtime });
    if (memory.pods.length === 0) metrics.throwIfFailed();
    this.#samples = samplesIn(memory.pods.map(({ rss }) => rss)) + samplesIn(memory.builds);
    return { memory, process, heaps, gaps: metrics.gaps(), unread: metrics.unread(), partial: metrics.partial() };
  }

  /** What was read of single pods, as long as nothing failed. */
  #quantitiesWithin({ range, naming }: WorkloadMemory): PodQuantities {
    const known = this.#quantities;
    if (known !== undefined && known.failures.gaps().length === 0) return known;
    this.#quantities = new PodQuantities(this.#source, { ...this.#of, range }, naming);
    return this.#quantities;
  }
}

/** That what is judged is not resident memory. */
function takenGaps({ taken, metric = 'its runtime' }: WorkloadMemory): readonly Gap[] {
  return taken === undefined ? [] : [takenGap(taken, metric)];
}

/** What a process says of a heap that is not read; several processes of one pod are added up. */
function unreadHeapOf(all: readonly Series[], pod: string | undefined): Observation['unread'] {
  const runtime = unreadRuntimeOf(new Set(all.map(({ metric }) => metric)));
  const own = all.filter(({ labels }) => podOf(labels) === pod);
  const metric = runtime?.heap.find((each) => own.some((one) => one.metric === each.metric))?.metric;
  if (runtime === undefined) return undefined;
  return metric === undefined
    ? { runtime }
    : { runtime, heap: { metric, track: sumOf(own.filter((one) => one.metric === metric)) } };
}

function samplesIn(tracks: readonly Track[]): number {
  return tracks.reduce((sum, { times }) => sum + times.length, 0);
}
