import { due, shareOfLimit, standsAtLimit } from '../../collection/due.ts';
import { examinationOf } from '../../collection/examination.ts';
import type { CollectorStores } from '../../collection/stores.ts';
import type { Target } from '../../collection/target.ts';
import { attempted, type Watch, watched } from '../../collection/watch.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';
import { type Capture, type CaptureRequest, takeSnapshots } from './capture.ts';
import { examine } from './examine.ts';
import { healthNotes } from './health-notes.ts';
import { inParallel } from './in-parallel.ts';
import { patience } from './patience.ts';
import { enforceRetention, isBeyond, type RetentionLimits } from './retention.ts';
import { scrapeBatch } from './scrape-batch.ts';
import { isUnreachable, readMetrics } from './visit.ts';
import { watchesFrom } from './watches.ts';

export interface CollectorDependencies {
  readonly stores: CollectorStores;
  readonly endpoint: ProcessEndpoint;
  /** Whom to visit now; asked before every round. */
  readonly targets: () => Promise<readonly Target[]>;
  readonly clock: Clock;
  /** The time between two rounds. */
  readonly every: Milliseconds;
  readonly limits: RetentionLimits;
  /** Told what goes wrong in the collector itself, as opposed to in a target. */
  readonly onError: (error: unknown) => void;
}

/** Visits processes and keeps what they tell. */
export interface Collector {
  /** Visits every target that no earlier round still waits for, then tidies the store. Throws nothing but an abort. */
  round(signal?: AbortSignal): Promise<void>;
  /** Takes snapshots of one process at once. */
  captureNow(target: Target, request: CaptureRequest, signal?: AbortSignal): Promise<Capture>;
}

interface ProfileOptions {
  readonly time: Instant;
  readonly processStart: Instant | undefined;
  /** A person asked: a collection may be forced. */
  readonly gc: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A hanging target holds one of these lanes for its timeout; the others go on. */
const LANES = 32;
const COMPACTIONS_A_ROUND = 8;
const RETENTION_EVERY: Milliseconds = 10 * MINUTE;

export function createCollector(dependencies: CollectorDependencies): Collector {
  const { stores, endpoint, clock, every } = dependencies;
  const notes = healthNotes(stores.health);
  const batch = scrapeBatch(stores.samples);
  const watches = new Map<string, Watch>();
  const busy = new Set<string>();
  const hanging = patience(every);
  let restored = false;
  let tidying = false;
  let tidied = 0;

  async function restore(): Promise<void> {
    if (restored) return;
    for (const [instance, watch] of watchesFrom(await stores.snapshots.all())) watches.set(instance, watch);
    restored = true;
  }

  async function visit(target: Target, signal: AbortSignal | undefined): Promise<void> {
    const time = clock.now();
    const metrics = await readMetrics(endpoint, target, { time, signal });
    if (metrics.kind !== 'read') {
      notes.failed(target, 'metrics', { time, failure: metrics });
      hanging.noted(target.instance, metrics.kind === 'timeout', clock.now());
      if (isUnreachable(target, metrics)) {
        for (const part of ['heap', 'goroutine'] as const) notes.failed(target, part, { time, failure: metrics });
        return;
      }
    } else {
      notes.succeeded(target, 'metrics', time);
      hanging.noted(target.instance, false, time);
      if (target.storeMetrics) await batch.add({ ...target, time, samples: metrics.samples });
    }
    const watch = watched(watches.get(target.instance), metrics.kind === 'read' ? metrics.reading : { time });
    watches.set(target.instance, watch);
    if (!due(watch, time, { every, limit: target.memoryLimit })) return;
    // Without metrics of this very moment nothing tells whether the process is still the one known before.
    const processStart = metrics.kind === 'read' ? watch.processStart : undefined;
    await profile(target, watch, { time, processStart, gc: false, signal });
  }

  /** Takes snapshots, asks the runtime what it is to be asked, and remembers both. */
  async function profile(
    target: Target,
    watch: Watch,
    { time, gc, ...options }: ProfileOptions,
  ): Promise<Exclude<Capture, { kind: 'at-limit' }>> {
    const capture = await takeSnapshots({ stores, endpoint, notes, clock }, target, { ...options, gc });
    const after = attempted(watch, time, capture.kind === 'captured');
    watches.set(target.instance, after);
    // What answers with no profile has nothing to add to it.
    if (capture.kind === 'captured') {
      const wanted = examinationOf(after, time, { limit: target.memoryLimit, asked: gc });
      watches.set(
        target.instance,
        await examine({ stores, endpoint, clock }, target, { ...options, wanted, watch: after }),
      );
    }
    return capture;
  }

  async function visitAlone(target: Target, signal: AbortSignal | undefined): Promise<void> {
    busy.add(target.instance);
    try {
      await visit(target, signal);
    } catch (error) {
      if (signal?.aborted !== true) dependencies.onError(error);
    } finally {
      busy.delete(target.instance);
    }
  }

  async function tidy(): Promise<void> {
    if (tidying) return;
    tidying = true;
    try {
      await stores.samples.compact(COMPACTIONS_A_ROUND);
      if (clock.now() - tidied < RETENTION_EVERY && !(await isBeyond(stores, dependencies.limits))) return;
      tidied = clock.now();
      await enforceRetention(stores, dependencies.limits, tidied);
    } finally {
      tidying = false;
    }
  }

  return {
    async round(signal) {
      try {
        await restore();
        const now = clock.now();
        const free = (await dependencies.targets()).filter(
          ({ instance }) => !busy.has(instance) && hanging.ready(instance, now),
        );
        // Those that hung last time go last: they must not hold the lanes before the others had their turn.
        const ordered = [...free].sort((a, b) => Number(hanging.hung(a.instance)) - Number(hanging.hung(b.instance)));
        await inParallel(ordered, LANES, (target) => visitAlone(target, signal));
        await batch.flush();
        await notes.flush(clock.now());
        await tidy();
      } catch (error) {
        dependencies.onError(error);
      }
    },

    async captureNow(target, { gc, evenAtLimit }, signal) {
      const time = clock.now();
      const metrics = await readMetrics(endpoint, target, { time, signal });
      const reading = metrics.kind === 'read' ? metrics.reading : { time };
      const watch = watched(watches.get(target.instance), reading);
      if (evenAtLimit !== true && standsAtLimit(watch, target.memoryLimit) === true) {
        return { kind: 'at-limit', share: shareOfLimit(watch, target.memoryLimit) ?? 1 };
      }
      const { processStart } = reading;
      const capture = await profile(target, watch, { time, processStart, gc, signal });
      await notes.flush(clock.now());
      return capture;
    },
  };
}
