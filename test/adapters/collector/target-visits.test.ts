import { describe, expect, it, onTestFinished } from 'vitest';
import { HealthNotes } from '../../../src/adapters/collector/health-notes.ts';
import { OddTargets } from '../../../src/adapters/collector/odd-targets.ts';
import { Patience } from '../../../src/adapters/collector/patience.ts';
import { ScrapeBatch } from '../../../src/adapters/collector/scrape-batch.ts';
import { type Visiting, visit } from '../../../src/adapters/collector/target-visits.ts';
import { WatchList } from '../../../src/adapters/collector/watch-list.ts';
import { processEndpoint } from '../../../src/adapters/pprof-endpoint/process-endpoint.ts';
import { openStores } from '../../../src/commands/stores.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { aTarget, processStandIn } from '../../support/process-stand-in.ts';
import { anEmptyLocation } from '../../support/test-database.ts';

const STARTED = 1_000_000_000_250;

/** What a visit works with, over a store in memory; its clock stands still. */
async function aVisiting(): Promise<
  Visiting & { readonly stores: Awaited<ReturnType<typeof openStores>>['collector'] }
> {
  const clock = { now: () => STARTED + 10 * MINUTE };
  const all = await openStores(await anEmptyLocation(), clock);
  const endpoint = processEndpoint({ bounds: { metricsTimeout: SECOND } });
  onTestFinished(async () => {
    await all.close();
  });
  const stores = all.collector;
  return {
    stores,
    endpoint,
    clock,
    every: MINUTE,
    notes: new HealthNotes(stores.health),
    watches: new WatchList(),
    patience: new Patience(MINUTE),
    batch: new ScrapeBatch(stores.samples),
    odd: new OddTargets(() => undefined),
  };
}

describe('one visit', () => {
  it('remembers what the metrics said and that profiles were taken', async () => {
    await using process = await processStandIn({ rss: 42e6 });
    const target = aTarget(process.url);
    const visiting = await aVisiting();
    await visit(visiting, target, undefined);
    const now = visiting.clock.now();
    expect(visiting.watches.with(target.instance, { time: now })).toMatchObject({
      since: STARTED,
      processStart: STARTED,
      memory: [{ time: now, bytes: 42e6 }],
      captured: { time: now, memory: 42e6 },
      failures: 0,
    });
    expect((await visiting.stores.snapshots.all()).map(({ kind }) => kind).sort()).toEqual(['goroutine', 'heap']);
  });

  it('of a process that is down asks for no profile, and notes every part as failed', async () => {
    const process = await processStandIn();
    const target = aTarget(process.url);
    await process[Symbol.asyncDispose]();
    const visiting = await aVisiting();
    await visit(visiting, target, undefined);
    await visiting.notes.flush(visiting.clock.now());
    const health = await visiting.stores.health.targetHealth();
    expect(health.map(({ part, failedAt }) => [part, failedAt])).toEqual(
      ['goroutine', 'heap', 'metrics'].map((part) => [part, visiting.clock.now()]),
    );
    expect(visiting.patience.hung(target.instance)).toBe(false);
  });
});

describe('patience', () => {
  it('leaves a target that hangs alone for one more round each time, five at most, until it answers', () => {
    const patience = new Patience(MINUTE);
    const passed: number[] = [];
    let now = 0;
    for (let hang = 0; hang < 7; hang += 1) {
      patience.noted('h:1', true, now);
      const since = now;
      while (!patience.ready('h:1', now)) now += MINUTE;
      passed.push((now - since) / MINUTE);
    }
    expect(passed).toEqual([1, 2, 3, 4, 5, 5, 5]);
    expect(patience.hung('h:1')).toBe(true);
    patience.noted('h:1', false, now);
    expect(patience.ready('h:1', now)).toBe(true);
    expect(patience.hung('h:1')).toBe(false);
  });
});
