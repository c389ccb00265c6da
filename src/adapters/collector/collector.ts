import { due, shareOfLimit, standsAtLimit } from '../../collection/due.ts';
import type { Target } from '../../collection/target.ts';
import { attempted, type Watch, watched } from '../../collection/watch.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';
import { type CollectorStores, enforceRetention, type RetentionLimits } from '../sqlite/retention.ts';
import { type Capture, type CaptureRequest, takeSnapshots } from './capture.ts';
import { healthNotes } from './health-notes.ts';
import { inParallel } from './in-parallel.ts';
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

/** A hanging target holds one of these lanes for its timeout; the others go on. */
const LANES = 32;
const COMPACTIONS_A_ROUND = 8;
const RETENTION_EVERY: Milliseconds = 10 * MINUTE;
/** A target that keeps hanging is left alone for up to so many rounds. */
const MOST_ROUNDS_PASSED = 5;

export function createCollector(dependencies: CollectorDependencies): Collector {
  const { stores, endpoint, clock, every } = dependencies;
  const notes = healthNotes(stores.health);
  const batch = scrapeBatch(stores.samples);
  const watches = new Map<string, Watch>();
  const busy = new Set<string>();
  const hanging = new Map<string, { readonly times: number; readonly until: Instant }>();
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
      noteHanging(target, metrics.kind === 'timeout');
      if (isUnreachable(target, metrics)) {
        for (const part of ['heap', 'goroutine'] as const) notes.failed(target, part, { time, failure: metrics });
        return;
      }
    } else {
      notes.succeeded(target, 'metrics', time);
      noteHanging(target, false);
      if (target.storeMetrics) await batch.add({ ...target, time, samples: metrics.samples });
    }
    const watch = watched(watches.get(target.instance), metrics.kind === 'read' ? metrics.reading : { time });
    watches.set(target.instance, watch);
    if (!due(watch, time, { every, limit: target.memoryLimit })) return;
    // Without metrics of this very moment nothing tells whether the process is still the one known before.
    const processStart = metrics.kind === 'read' ? watch.processStart : undefined;
    const capture = await takeSnapshots({ stores, endpoint, notes, clock }, target, {
      processStart,
      gc: false,
      signal,
    });
    watches.set(target.instance, attempted(watch, time, capture.kind === 'captured'));
  }

  function noteHanging(target: Target, hangs: boolean): void {
    if (!hangs) {
      hanging.delete(target.instance);
      return;
    }
    const times = (hanging.get(target.instance)?.times ?? 0) + 1;
    hanging.set(target.instance, {
      times,
      until: clock.now() + Math.min(times, MOST_ROUNDS_PASSED) * every - every / 2,
    });
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
      if (clock.now() - tidied < RETENTION_EVERY) return;
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
          ({ instance }) => !busy.has(instance) && now >= (hanging.get(instance)?.until ?? 0),
        );
        // Those that hung last time go last: they must not hold the lanes before the others had their turn.
        const ordered = [...free].sort((a, b) => Number(hanging.has(a.instance)) - Number(hanging.has(b.instance)));
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
      const capture = await takeSnapshots({ stores, endpoint, notes, clock }, target, { processStart, gc, signal });
      watches.set(target.instance, attempted(watch, time, capture.kind === 'captured'));
      await notes.flush(clock.now());
      return capture;
    },
  };
}
