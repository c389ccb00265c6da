import { describe, expect, it } from 'vitest';
import { collectorWitness } from '../../../src/adapters/collector/witness.ts';
import { MINUTE } from '../../../src/measurement/duration.ts';
import { aCollector } from '../../support/collector.ts';
import { goroutineFixture } from '../../support/goroutine-fixture.ts';
import { aTarget, processStandIn } from '../../support/process-stand-in.ts';

const LEAKS = goroutineFixture('hedge.goroutineleak.pb.gz');
const ever = { from: 0, to: Number.MAX_SAFE_INTEGER };
const TEXT = '/debug/pprof/goroutine?debug=2';
const LEAK = '/debug/pprof/goroutineleak';

describe('a runtime whose goroutines multiply', () => {
  it('is asked for their wait times, then for those it calls leaked, and what it says is kept', async () => {
    await using process = await processStandIn({ leaks: LEAKS });
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    await held.rounds(1);
    expect(process.asked).not.toContain(TEXT);
    process.goroutines = 400;
    await held.rounds(3);
    expect(process.asked.slice(-6)).toContain('/metrics');
    expect(process.asked.filter((path) => path === TEXT || path === LEAK)).toEqual([TEXT, LEAK]);
    const said = await collectorWitness(held.stores.snapshots).testimony({
      instances: [target.instance],
      range: ever,
      processStart: 1_000_000_000_250,
    });
    expect(Buffer.from(said.leaked?.bytes ?? [])).toEqual(LEAKS);
    expect(said.texts).toHaveLength(1);
    expect(held.errors).toEqual([]);
  });

  it('that has no such profile is asked once, until the process is another; it is no fault', async () => {
    await using process = await processStandIn();
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    const asked = () => process.asked.filter((path) => path === LEAK).length;
    await held.collector.captureNow(target, { gc: true });
    await held.collector.captureNow(target, { gc: true });
    expect(asked()).toBe(1);
    expect((await held.stores.health.targetHealth()).map(({ part, fault }) => [part, fault])).toEqual([
      ['goroutine', undefined],
      ['heap', undefined],
    ]);
    process.startedAt = (held.clock.time - 20_000) / 1000;
    await held.collector.captureNow(target, { gc: true });
    expect(asked()).toBe(2);
  });

  it('is not asked again at once when Leakbot starts again', async () => {
    await using process = await processStandIn({ goroutines: 400, leaks: LEAKS });
    const target = aTarget(process.url);
    await using held = await aCollector([target]);
    const one = { instance: target.instance, processStart: 1_000_000_000_250, profile: LEAKS };
    for (const kind of ['heap', 'goroutineleak'] as const) {
      await held.stores.snapshots.addSnapshot({ ...one, kind, time: held.clock.time - 10 * MINUTE });
    }
    await held.rounds(1);
    process.goroutines = 500;
    await held.rounds(9);
    expect(process.asked).toContain('/debug/pprof/heap');
    expect(process.asked).not.toContain(LEAK);
  });
});

it('testimony is of the process and the time that are asked for', async () => {
  await using held = await aCollector([]);
  const witness = collectorWitness(held.stores.snapshots);
  const one = { instance: 'h:1', pod: 'x2x', kind: 'goroutineleak', profile: LEAKS } as const;
  await held.stores.snapshots.addSnapshot({ ...one, time: MINUTE, processStart: 0 });
  await held.stores.snapshots.addSnapshot({ ...one, time: 2 * MINUTE, processStart: 0 });
  await held.stores.snapshots.addSnapshot({ ...one, time: 9 * MINUTE, processStart: 8 * MINUTE });
  const at = async (query: Partial<Parameters<typeof witness.testimony>[0]>) =>
    (await witness.testimony({ instances: ['x2x'], range: ever, processStart: 0, ...query })).leaked?.time;
  expect(await at({})).toBe(2 * MINUTE);
  expect(await at({ instances: ['h:1'] })).toBe(2 * MINUTE);
  expect(await at({ instances: ['k7p'] })).toBeUndefined();
  expect(await at({ range: { from: 0, to: MINUTE } })).toBe(MINUTE);
  expect(await at({ processStart: 8 * MINUTE })).toBe(9 * MINUTE);
});
