import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { aCollector } from '../../support/collector.ts';
import { aTarget, processStandIn } from '../../support/process-stand-in.ts';

const ever = { from: 0, to: Number.MAX_SAFE_INTEGER };

describe('a round of the collector', () => {
  it('stores the metrics that a diagnosis may ask for, with the labels of the target', async () => {
    await using process = await processStandIn({ rss: 123_000_000 });
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    await held.rounds(1);
    const query = (metric: string) =>
      held.stores.samples.series({
        metric,
        matchers: [{ label: 'container', op: '=', value: 'api' }],
        range: { from: held.clock.time - HOUR, to: held.clock.time },
        step: MINUTE,
        aggregate: 'last',
      });
    const [rss] = await query('process_resident_memory_bytes');
    expect(rss?.labels).toEqual(target.labels);
    expect([...(rss?.values ?? [])]).toEqual([123_000_000]);
    expect((await query('acme_build_info')).map(({ labels }) => labels['revision'])).toEqual(['4f2c1aa']);
    expect((await query('http_requests_total')).map(({ values }) => [...values])).toEqual([[7]]);
    expect(await query('acme_orders_total')).toEqual([]);
    expect(held.errors).toEqual([]);
  });

  it('takes a heap and a goroutine snapshot soon after a start, and never forces a collection', async () => {
    await using process = await processStandIn();
    await using held = await aCollector([aTarget(process.url)]);
    await held.rounds(1);
    expect(process.asked).toEqual(['/metrics', '/debug/pprof/heap', '/debug/pprof/goroutine']);
    const [snapshot] = await held.stores.snapshots.find({
      kind: 'heap',
      instances: [new URL(process.url).host],
      range: ever,
    });
    expect(snapshot?.processStart).toBe(1_000_000_000_250);
  });

  it('takes them at growing intervals in a calm process', async () => {
    await using process = await processStandIn();
    await using held = await aCollector([aTarget(process.url)], { now: 1_000_000_060_000 });
    await held.rounds(120);
    const times = (await held.stores.snapshots.all()).filter(({ kind }) => kind === 'heap').map(({ time }) => time);
    const minutes = times.map((time) => Math.round((time - 1_000_000_000_250) / MINUTE));
    expect(minutes).toMatchInlineSnapshot(`
      [
        1,
        2,
        3,
        4,
        5,
        6,
        8,
        10,
        13,
        17,
        22,
        29,
        38,
        50,
        66,
        88,
        117,
      ]
    `);
  });

  it('begins a new life when the process starts again', async () => {
    await using process = await processStandIn();
    await using held = await aCollector([aTarget(process.url)]);
    await held.rounds(1);
    process.startedAt = (held.clock.time - 20_000) / 1000;
    await held.rounds(1);
    const starts = (await held.stores.snapshots.all()).map(({ processStart }) => processStart);
    expect(new Set(starts).size).toBe(2);
  });

  it('visits no one at once after its own restart when snapshots are fresh', async () => {
    await using process = await processStandIn();
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    await held.stores.snapshots.addSnapshot({
      instance: target.instance,
      kind: 'heap',
      time: held.clock.time - MINUTE,
      processStart: 1_000_000_000_250,
      profile: new Uint8Array([0x0a, 0]),
    });
    await held.rounds(1);
    expect(process.asked).toEqual(['/metrics']);
  });
});

describe('capture now', () => {
  it('forces a collection when asked to, and shows what it stored', async () => {
    await using process = await processStandIn();
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    const capture = await held.collector.captureNow(target, { gc: true });
    expect(process.asked).toContain('/debug/pprof/heap?gc=1');
    expect(capture).toMatchObject({
      kind: 'captured',
      snapshots: [{ kind: 'heap' }, { kind: 'goroutine' }],
      faults: [],
    });
  });

  it('asks back before it touches a process at its limit', async () => {
    await using process = await processStandIn({ rss: 95e6 });
    const target = aTarget(process.url, { memoryLimit: 100e6 });
    await using held = await aCollector([target]);
    expect(await held.collector.captureNow(target, { gc: true })).toEqual({ kind: 'at-limit', share: 0.95 });
    expect(process.asked).toEqual(['/metrics']);
    expect(await held.collector.captureNow(target, { gc: true, evenAtLimit: true })).toMatchObject({
      kind: 'captured',
    });
  });
});
