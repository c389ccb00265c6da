import { beforeEach, expect, test } from 'vitest';
import type { PrometheusApi } from '../../src/adapters/prometheus/api.ts';
import { KnownServices } from '../../src/commands/known-services.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { aService, NOON } from '../support/investigations.ts';

const configured = [aService()];
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

let now: number;
/** What Prometheus is asked and has not answered. */
let asked: PromiseWithResolvers<never>[];

beforeEach(() => {
  now = NOON;
  asked = [];
});

function known(): KnownServices {
  const prometheus: PrometheusApi = {
    name: 'Prometheus',
    get() {
      const question = Promise.withResolvers<never>();
      asked.push(question);
      return question.promise;
    },
  };
  return new KnownServices(configured, { prometheus, clock: { now: () => now }, log });
}

async function unreachable(): Promise<void> {
  for (const { reject } of asked.splice(0)) reject(new Error('unreachable'));
  await new Promise((resolve) => setImmediate(resolve));
}

test('what is configured is known at once, while the first discovery runs', async () => {
  const services = known();
  expect(await services.now('known')).toEqual(configured);
  expect(asked.length).toBeGreaterThan(0);
});

test('only a first discovery is waited for; later ones run beside', async () => {
  const services = known();
  const first = services.now();
  await unreachable();
  expect(await first).toEqual(configured);
  now += 2 * MINUTE;
  expect(await services.now()).toEqual(configured);
  expect(asked.length).toBeGreaterThan(0);
});

test('discoveries at the same time are one; a fresh answer is asked for only where the last is old', async () => {
  const services = known();
  const answers = [services.now(), services.now('fresh'), services.now()];
  const once = asked.length;
  await unreachable();
  await Promise.all(answers);
  await services.now('fresh');
  expect(asked).toHaveLength(0);
  now += 10 * SECOND;
  const fresh = services.now('fresh');
  expect(asked).toHaveLength(once);
  await unreachable();
  expect(await fresh).toEqual(configured);
});

test('why none is known: not asked yet, not answered, answered with nothing, no source', async () => {
  const services = known();
  const first = services.now();
  expect(services.now.whyNone?.()).toBe('Prometheus has not answered yet.');
  await unreachable();
  await first;
  expect(services.now.whyNone?.()).toBe(
    'Prometheus could not be asked for them (unreachable). leakbot doctor shows more.',
  );
  const empty: PrometheusApi = { name: 'Prometheus', get: () => Promise.resolve([] as never) };
  const answered = new KnownServices([], { prometheus: empty, clock: { now: () => now }, log });
  expect(await answered.now()).toEqual([]);
  expect(answered.now.whyNone?.()).toMatch(
    /^Prometheus answers, but has shown no container and no process in the last 6 h\./,
  );
  expect(new KnownServices([], { clock: { now: () => now }, log }).now.whyNone?.()).toBeUndefined();
});
