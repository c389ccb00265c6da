import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collectorProfiles } from '../../../src/adapters/collector/profile-source.ts';
import type { Target } from '../../../src/collection/target.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { aCollector } from '../../support/collector.ts';
import { aTarget, type ProcessStandIn, processStandIn } from '../../support/process-stand-in.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';

const HISTOGRAM = gunzipSync(readFixture('jfr/histogram-base.txt.gz')).toString();

const asksForOne = (url: string, change: Partial<Target> = {}) =>
  aTarget(url, { classHistogram: { url: `${url}/debug/histogram`, every: 30 * MINUTE }, ...change });

const timesAsked = ({ asked }: ProcessStandIn) => asked.filter((path) => path === '/debug/histogram').length;

describe('the class histogram of a JVM', () => {
  test('is never asked for unless someone wants it', async () => {
    await using process = await processStandIn({ histogram: HISTOGRAM });
    await using collector = await aCollector([aTarget(process.url)]);
    await collector.rounds(60);
    expect(timesAsked(process)).toBe(0);
  });

  test('is taken beside a heap profile, at most as often as was said, and kept as it was served', async () => {
    await using process = await processStandIn({ histogram: HISTOGRAM });
    const target = asksForOne(process.url);
    await using collector = await aCollector([target]);
    const from = collector.clock.time;
    await collector.rounds(60);
    const range = { from, to: collector.clock.time };
    const source = collectorProfiles(collector.stores.snapshots);
    const of = { instances: [target.instance], range } as const;
    const [histograms, heaps] = await Promise.all([
      source.snapshots({ kind: 'histogram', ...of }),
      source.snapshots({ kind: 'heap', ...of }),
    ]);
    const times = histograms.map(({ time }) => time);
    expect(times.length).toBeGreaterThan(1);
    expect(times.slice(1).every((time, at) => time - (times[at] ?? 0) >= 30 * MINUTE)).toBe(true);
    expect(heaps.map(({ time }) => time)).toEqual(expect.arrayContaining(times));
    expect(timesAsked(process)).toBe(times.length);
    const [first] = histograms;
    expect(first && gunzipSync(await source.read(first)).toString()).toBe(HISTOGRAM);
    expect(collector.errors).toEqual([]);
  });

  test('is not asked for again by a Leakbot that starts again', async () => {
    await using process = await processStandIn({ histogram: HISTOGRAM });
    const target = asksForOne(process.url, { classHistogram: { url: `${process.url}/debug/histogram`, every: HOUR } });
    await using first = await aCollector([target]);
    await first.rounds(2);
    expect(timesAsked(process)).toBe(1);
    await using second = await aCollector([target], { now: first.clock.time });
    // What the first stored, as the second finds it.
    for (const kind of ['heap', 'histogram'] as const) {
      const [time, processStart] = [first.clock.time - 2 * MINUTE, process.startedAt * 1000 + 250];
      const profile = Buffer.from(HISTOGRAM);
      await second.stores.snapshots.addSnapshot({ instance: target.instance, kind, time, processStart, profile });
    }
    await second.rounds(50);
    expect(timesAsked(process)).toBe(1);
    await second.rounds(30);
    expect(timesAsked(process)).toBe(2);
  });

  test('is not asked for from 90 % of the limit on: the collection that it costs may be the last', async () => {
    await using process = await processStandIn({ histogram: HISTOGRAM, rss: 91e6 });
    await using collector = await aCollector([asksForOne(process.url, { memoryLimit: 100e6 })]);
    await collector.rounds(60);
    expect(process.asked.filter((path) => path.endsWith('/heap')).length).toBeGreaterThan(0);
    expect(timesAsked(process)).toBe(0);
    process.rss = 60e6;
    await collector.rounds(60);
    expect(timesAsked(process)).toBeGreaterThan(0);
  });

  test('that is not served is a fault with the option of the agent; heap profiles go on', async () => {
    await using process = await processStandIn();
    await using collector = await aCollector([asksForOne(process.url)]);
    await collector.rounds(40);
    const health = await collector.stores.health.targetHealth();
    expect(health.find(({ part }) => part === 'histogram')?.fault?.fix).toContain('histogram=on');
    expect(health.find(({ part }) => part === 'heap')?.succeededAt).toBeDefined();
    expect(timesAsked(process)).toBeLessThanOrEqual(2);
  });
});
