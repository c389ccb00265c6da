import { describe, expect, it } from 'vitest';
import { collectorCapturer } from '../../../src/adapters/collector/capturer.ts';
import type { Target } from '../../../src/collection/target.ts';
import type { Service } from '../../../src/service/service.ts';
import { workloadKey } from '../../../src/service/service.ts';
import { aCollector } from '../../support/collector.ts';
import { aService } from '../../support/investigations.ts';
import { aTarget, processStandIn } from '../../support/process-stand-in.ts';

const POD = 'markets-api-7d9f-x2x';

function targetOf(service: Service, url: string, change: Partial<Target> = {}): Target {
  const target = aTarget(url, { workload: workloadKey(service.workload), ...change });
  return { ...target, labels: { ...target.labels, pod: POD } };
}

describe('a capturer', () => {
  it('finds a process by its pod or its address, only in its own workload', async () => {
    await using process = await processStandIn();
    const target = targetOf(aService(), process.url);
    await using held = await aCollector([target]);
    const capturer = collectorCapturer({ captureNow: held.captureNow, targets: () => Promise.resolve([target]) });
    expect(await capturer.visits({ service: aService(), names: [POD] })).toBe(true);
    expect(await capturer.visits({ service: aService(), names: ['other', target.instance] })).toBe(true);
    expect(await capturer.visits({ service: aService(), names: ['other'] })).toBe(false);
    expect(await capturer.visits({ service: aService({ namespace: 'test' }), names: [POD] })).toBe(false);
    expect(process.asked).toEqual([]);
  });

  it('stores what it takes where a report finds it, and shows the sizes', async () => {
    await using process = await processStandIn();
    const target = targetOf(aService(), process.url);
    await using held = await aCollector([target]);
    const capturer = collectorCapturer({ captureNow: held.captureNow, targets: () => Promise.resolve([target]) });
    const outcome = await capturer.capture({ service: aService(), names: [POD], evenAtLimit: false });
    const now = held.clock.time;
    expect(outcome).toMatchObject({
      kind: 'captured',
      profiles: [
        { kind: 'heap', time: now },
        { kind: 'goroutine', time: now },
      ],
      faults: [],
    });
    const sizes = outcome.kind === 'captured' ? outcome.profiles.map(({ bytes }) => bytes) : [];
    const stored = (await held.stores.snapshots.all()).filter(({ kind }) => kind === 'heap' || kind === 'goroutine');
    expect(sizes).toEqual(stored.map(({ bytes }) => bytes));
    const query = { kind: 'heap', instances: [POD], range: { from: now, to: now } } as const;
    expect(await held.stores.snapshots.find(query)).toMatchObject([{ pod: POD, time: now }]);
  });

  it('takes the limit that metrics show where the settings have none', async () => {
    await using process = await processStandIn({ rss: 97e6 });
    const target = targetOf(aService(), process.url);
    await using held = await aCollector([target]);
    const capturer = collectorCapturer({ captureNow: held.captureNow, targets: () => Promise.resolve([target]) });
    const wish = { service: aService(), names: [POD], limit: 100e6, evenAtLimit: false };
    expect(await capturer.capture(wish)).toEqual({ kind: 'at-limit', share: 0.97 });
    expect(process.asked).toEqual(['/metrics']);
    expect(await capturer.capture({ ...wish, evenAtLimit: true })).toMatchObject({ kind: 'captured' });
  });

  it('never asks an address that an alert named', async () => {
    await using process = await processStandIn();
    await using stranger = await processStandIn();
    const target = targetOf(aService(), process.url);
    await using held = await aCollector([target]);
    const capturer = collectorCapturer({ captureNow: held.captureNow, targets: () => Promise.resolve([target]) });
    const names = [new URL(stranger.url).host, stranger.url, `${stranger.url}/debug/pprof`];
    expect(await capturer.visits({ service: aService(), names })).toBe(false);
    expect(await capturer.capture({ service: aService(), names, evenAtLimit: true })).toMatchObject({ kind: 'failed' });
    expect([...stranger.asked, ...process.asked]).toEqual([]);
  });

  it('asks no one when the process is gone from its targets', async () => {
    const captureNow = () => Promise.reject(new Error('no process is to be asked'));
    const capturer = collectorCapturer({ captureNow, targets: () => Promise.resolve([]) });
    const outcome = await capturer.capture({ service: aService(), names: [POD], evenAtLimit: false });
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(outcome)).toContain(`no longer visits ${POD}`);
  });
});
