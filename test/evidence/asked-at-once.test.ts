import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { prometheusApi } from '../../src/adapters/prometheus/api.ts';
import { activeTargets } from '../../src/adapters/prometheus/targets.ts';
import { asking } from '../../src/evidence/asked-at-once.ts';
import type { ProfileSource, Snapshot } from '../../src/evidence/ports.ts';
import { loopback } from '../support/loopback.ts';

/** Notes how many are under way, and the most of them at one time. */
function counter() {
  const count = { now: 0, most: 0, all: 0 };
  return {
    count,
    async during<Result>(answer: () => Result, until: Promise<void> = pause(5)): Promise<Result> {
      count.now += 1;
      count.all += 1;
      count.most = Math.max(count.most, count.now);
      await until;
      count.now -= 1;
      return answer();
    },
  };
}

test('a source of profiles is asked so many questions at a time, whatever they are', async () => {
  const { count, during } = counter();
  const source: ProfileSource = {
    name: 'counted',
    snapshots: () => during(() => []),
    read: () => during(() => new Uint8Array()),
    whyNone: () => during(() => undefined),
  };
  const asked = asking(source, 3);
  const query = {} as Parameters<ProfileSource['snapshots']>[0];
  const rounds = Array.from({ length: 5 }, () =>
    Promise.all([asked.snapshots(query), asked.read({} as Snapshot), asked.whyNone?.(query) ?? expect.fail()]),
  );
  await Promise.all(rounds);
  expect(count).toEqual({ now: 0, most: 3, all: 15 });
});

test('Prometheus is asked sixteen questions at a time, of all investigations together', async () => {
  const { count, during } = counter();
  const full = Promise.withResolvers<void>();
  await using server = await loopback((_, response) => {
    if (count.now === 15) setTimeout(() => full.resolve(), 50);
    const answer = () => response.end(JSON.stringify({ status: 'success', data: { activeTargets: [] } }));
    void during(answer, full.promise);
  });
  const api = prometheusApi({ url: server.url });
  await Promise.all(Array.from({ length: 50 }, () => activeTargets(api)));
  expect(count).toEqual({ now: 0, most: 16, all: 50 });
});
