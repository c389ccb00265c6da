import { shareOfLimit, standsAtLimit } from '../../collection/due.ts';
import type { CollectorStores } from '../../collection/stores.ts';
import type { Target } from '../../collection/target.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';
import type { Capture, CaptureRequest } from './capture.ts';
import { HealthNotes, type VisitWatch } from './health-notes.ts';
import { Lanes } from './lanes.ts';
import { OddTargets } from './odd-targets.ts';
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
  /** Counts how visits went. */
  readonly watch?: VisitWatch | undefined;
  /** Called with what goes wrong in the collector itself, as opposed to in a target. */
  readonly onError: (error: unknown) => void;
  /** Called with what a target says that cannot be true: nothing of it is believed. */
  readonly onOdd: (target: string, what: readonly string[]) => void;
}

export interface TargetsStanding {
  readonly up: number;
  readonly down: number;
}

/** A hanging target holds one of these lanes for its timeout; the others go on. */
const LANES = { all: 32, slow: 8 };

/** Visits processes and keeps what they serve. */
export class Collector {
  readonly #dependencies: CollectorDependencies;
  readonly #visiting: Visiting;
  readonly #tidying: Tidying;
  readonly #lanes = new Lanes(LANES);
  /** Targets whose visit waits or is under way. */
  readonly #busy = new Set<string>();
  /** The targets of the last round. */
  #targets: readonly Target[] = [];

  constructor(dependencies: CollectorDependencies) {
    const { stores, endpoint, clock, every, limits } = dependencies;
    this.#dependencies = dependencies;
    this.#visiting = {
      stores,
      endpoint,
      clock,
      every,
      notes: new HealthNotes(stores.health, dependencies.watch),
      watches: new WatchList(),
      patience: new Patience(every),
      batch: new ScrapeBatch(stores.samples),
      odd: new OddTargets(dependencies.onOdd),
    };
    this.#tidying = new Tidying(stores, limits);
  }

  /** Visits every target that no earlier round still waits for, then tidies the store. Throws nothing. */
  async round(signal?: AbortSignal): Promise<void> {
    const { stores, clock, onError } = this.#dependencies;
    const { watches, batch, notes } = this.#visiting;
    try {
      await watches.restore(stores.snapshots);
      await Promise.all((await this.#free()).map((target) => this.#visitInTurn(target, signal)));
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

  /** How many targets of the last round gave their metrics when they were visited last, and how many did not. */
  standing(): TargetsStanding {
    const states = this.#targets.map((target) => this.#visiting.notes.isUp(target));
    return { up: states.filter((up) => up === true).length, down: states.filter((up) => up === false).length };
  }

  /** The targets of this round: those that no earlier one still visits. */
  async #free(): Promise<readonly Target[]> {
    const { patience, clock } = this.#visiting;
    this.#targets = await this.#dependencies.targets();
    const now = clock.now();
    return this.#targets.filter(({ instance }) => !this.#busy.has(instance) && patience.ready(instance, now));
  }

  /** A visit whose failure is only its own. */
  async #visitInTurn(target: Target, signal: AbortSignal | undefined): Promise<void> {
    const { instance } = target;
    this.#busy.add(instance);
    try {
      await this.#lanes.run(this.#visiting.patience.hung(instance), async () => {
        if (signal?.aborted !== true) await visit(this.#visiting, target, signal);
      });
    } catch (error) {
      if (signal?.aborted !== true) this.#dependencies.onError(error);
    } finally {
      this.#busy.delete(instance);
    }
  }
}
