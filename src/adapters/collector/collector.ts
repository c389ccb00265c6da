import { shareOfLimit, standsAtLimit } from '../../collection/due.ts';
import type { CollectorStores } from '../../collection/stores.ts';
import type { Target } from '../../collection/target.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';
import type { Capture, CaptureRequest } from './capture.ts';
import { HealthNotes } from './health-notes.ts';
import { inParallel } from './in-parallel.ts';
import { Patience } from './patience.ts';
import type { RetentionLimits } from './retention.ts';
import { ScrapeBatch } from './scrape-batch.ts';
import { takeProfiles, type Visiting, visit } from './target-visits.ts';
import { Tidying } from './tidying.ts';
import { readMetrics } from './visit.ts';
import { WatchList } from './watch-list.ts';

export interface CollectorDependencies {
  readonly stores: CollectorStores;
  readonly endpoint: ProcessEndpoint;
  /** The targets to visit now; asked before every round. */
  readonly targets: () => Promise<readonly Target[]>;
  readonly clock: Clock;
  /** The time between two rounds. */
  readonly every: Milliseconds;
  readonly limits: RetentionLimits;
  /** Called with what goes wrong in the collector itself, as opposed to in a target. */
  readonly onError: (error: unknown) => void;
}

/** A hanging target holds one of these lanes for its timeout; the others go on. */
const LANES = 32;

/** Visits processes and keeps what they serve. */
export class Collector {
  readonly #dependencies: CollectorDependencies;
  readonly #visiting: Visiting;
  readonly #tidying: Tidying;
  readonly #busy = new Set<string>();

  constructor(dependencies: CollectorDependencies) {
    const { stores, endpoint, clock, every, limits } = dependencies;
    this.#dependencies = dependencies;
    this.#visiting = {
      stores,
      endpoint,
      clock,
      every,
      notes: new HealthNotes(stores.health),
      watches: new WatchList(),
      patience: new Patience(every),
      batch: new ScrapeBatch(stores.samples),
    };
    this.#tidying = new Tidying(stores, limits);
  }

  /** Visits every target that no earlier round still waits for, then tidies the store. Throws nothing. */
  async round(signal?: AbortSignal): Promise<void> {
    const { stores, clock, onError } = this.#dependencies;
    const { watches, batch, notes } = this.#visiting;
    try {
      await watches.restore(stores.snapshots);
      await inParallel(await this.#free(), LANES, (target) => this.#visitAlone(target, signal));
      await batch.flush();
      await notes.flush(clock.now());
      await this.#tidying.tidy(clock.now());
    } catch (error) {
      onError(error);
    }
  }

  /** Takes snapshots of one process at once. */
  async captureNow(target: Target, { gc, evenAtLimit }: CaptureRequest, signal?: AbortSignal): Promise<Capture> {
    const { endpoint, clock, watches, notes } = this.#visiting;
    const time = clock.now();
    const metrics = await readMetrics(endpoint, target, { time, signal });
    const reading = metrics.kind === 'read' ? metrics.reading : { time };
    const watch = watches.with(target.instance, reading);
    if (evenAtLimit !== true && standsAtLimit(watch, target.memoryLimit) === true) {
      return { kind: 'at-limit', share: shareOfLimit(watch, target.memoryLimit) ?? 1 };
    }
    const processStart: Instant | undefined = reading.processStart;
    const capture = await takeProfiles(this.#visiting, { target, watch }, { time, processStart, gc, signal });
    await notes.flush(clock.now());
    return capture;
  }

  /** The targets of this round. Those that hung last time are last: they must not hold the lanes before the others had their turn. */
  async #free(): Promise<readonly Target[]> {
    const { patience, clock } = this.#visiting;
    const now = clock.now();
    const free = (await this.#dependencies.targets()).filter(
      ({ instance }) => !this.#busy.has(instance) && patience.ready(instance, now),
    );
    return [...free].sort((a, b) => Number(patience.hung(a.instance)) - Number(patience.hung(b.instance)));
  }

  /** A visit whose failure is only its own. */
  async #visitAlone(target: Target, signal: AbortSignal | undefined): Promise<void> {
    this.#busy.add(target.instance);
    try {
      await visit(this.#visiting, target, signal);
    } catch (error) {
      if (signal?.aborted !== true) this.#dependencies.onError(error);
    } finally {
      this.#busy.delete(target.instance);
    }
  }
}
