import type { RunsOfPod } from '../attribution/container-run.ts';
import { runsOfPod } from '../attribution/runs-of-pod.ts';
import type { RunBefore } from '../diagnosis/before-window.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Measured } from '../metrics/measured.ts';
import { podOf } from '../metrics/pod-label.ts';
import type { ProcessNaming } from '../metrics/several-processes.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { measure } from './asking.ts';
import { podFacts } from './pod-facts.ts';
import type { MetricsSource } from './ports.ts';
import type { ProcessSeries } from './process-series.ts';
import { Readings } from './readings.ts';
import { runBefore } from './run-before.ts';
import { SharedRead } from './shared-read.ts';
import type { SightedRange } from './sighting.ts';
import { tolerantMetrics } from './tolerant-metrics.ts';
import type { WorkloadMemory } from './workload-memory.ts';

/** A quantity of one pod, and the names that its process goes by in the series that show it. */
export interface QuantityOfPod {
  readonly measured: Measured;
  readonly addresses: readonly string[];
}

export interface ProcessAsked {
  readonly runtime: Runtime;
  readonly pod: string;
  readonly process: ProcessSeries;
  readonly memory: WorkloadMemory;
}

interface QuantityAsked extends ProcessAsked {
  readonly quantity: Quantity;
  /** Whether the pod is named in the request. */
  readonly named: boolean;
}

/** Quantities of single pods of a service, each read once. */
export class PodQuantities {
  readonly #of: SightedRange;
  readonly #metrics: ReturnType<typeof tolerantMetrics>;
  readonly #readings: Readings;
  readonly #reads = new Map<string, SharedRead<QuantityOfPod | undefined>>();
  readonly #runs = new Map<string, SharedRead<RunsOfPod>>();
  readonly #before = new Map<string, SharedRead<RunBefore>>();
  #samples = 0;

  constructor(source: MetricsSource, of: SightedRange, naming?: ProcessNaming) {
    this.#of = of;
    this.#metrics = tolerantMetrics(source);
    this.#readings = new Readings(this.#metrics, naming);
  }

  /** How many samples are kept in memory. */
  get samples(): number {
    return this.#samples + this.#readings.samples;
  }

  /** What could not be read so far. */
  get failures(): Pick<ReturnType<typeof tolerantMetrics>, 'gaps' | 'unread' | 'partial'> {
    return this.#metrics;
  }

  /** Asked for by the name of the pod; one that goes by its instance, or by another label, is found among all of them. */
  async read(
    needs: readonly Quantity[],
    process: ProcessAsked,
    signal: AbortSignal,
  ): Promise<readonly (QuantityOfPod | undefined)[]> {
    const ask = (named: boolean) =>
      Promise.all(needs.map((quantity) => this.#quantity({ ...process, quantity, named }).get(signal)));
    const byName = process.memory.unnamed.has(process.pod) ? [] : await ask(true);
    return byName.some((answer) => answer !== undefined) ? byName : ask(false);
  }

  /** Every run of the pod's container, with all that is known of it. */
  runs({ runtime, pod, process, memory }: ProcessAsked, signal: AbortSignal): Promise<RunsOfPod> {
    const key = JSON.stringify([runtime, pod]);
    const begin = async (aborted: AbortSignal) =>
      runsOfPod(await podFacts(this.#readings, { ...this.#of, signal: aborted }, { memory, pod, runtime, process }));
    const read = this.#runs.get(key) ?? new SharedRead(begin);
    this.#runs.set(key, read);
    return read.get(signal);
  }

  /** See `runBefore`. */
  before({ runtime, pod, process, memory }: ProcessAsked, signal: AbortSignal): Promise<RunBefore> {
    const key = JSON.stringify([runtime, pod]);
    const begin = (aborted: AbortSignal) =>
      runBefore(this.#readings, {
        ...this.#of,
        runtime,
        pod,
        named: !memory.unnamed.has(pod),
        isOwn: process.isOwn,
        signal: aborted,
      });
    const read = this.#before.get(key) ?? new SharedRead(begin);
    this.#before.set(key, read);
    return read.get(signal);
  }

  #quantity(asked: QuantityAsked): SharedRead<QuantityOfPod | undefined> {
    const key = JSON.stringify([asked.quantity, asked.runtime, asked.pod, asked.named]);
    const read = this.#reads.get(key) ?? new SharedRead((signal) => this.#measure(asked, signal));
    this.#reads.set(key, read);
    return read;
  }

  async #measure({ quantity, ...asked }: QuantityAsked, signal: AbortSignal): Promise<QuantityOfPod | undefined> {
    const { runtime, pod, named, process } = asked;
    const question = { ...this.#of, runtime, pod, named, isOwn: process.isOwn, signal };
    const answer = await measure(this.#readings, quantity, question);
    if (answer === undefined) return undefined;
    const { request, series, measured } = answer;
    this.#samples += measured.track.times.length;
    const own = request.exporter === 'process' ? series : [];
    const addresses = own.flatMap(({ labels }) =>
      podOf(labels) === pod && labels['instance'] ? [labels['instance']] : [],
    );
    return { measured, addresses };
  }
}
