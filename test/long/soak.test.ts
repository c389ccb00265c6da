import { expect, test } from 'vitest';
import { soak } from '../../scripts/bench/soak.ts';
import { GiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';

/** Minutes of it: `SOAK=60 npm run test:long`. Too few for a verdict on its memory when short. */
const MINUTES = Number(process.env['SOAK'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 2 : 30));
const FOR_A_VERDICT = 10;

test(`${MINUTES} min with sources failing in turn: nothing is lost, and memory and store stay within their bounds`, {
  timeout: MINUTES * MINUTE + 12 * MINUTE,
}, async () => {
  const soaked = await soak(MINUTES);
  process.stdout.write(`${JSON.stringify({ warm: soaked.warm, errors: [...soaked.errors] })}\n`);
  expect(soaked.unhandled).toBe(0);
  expect(soaked.exitStatus).toBe(0);
  expect(soaked.lostGestures).toBe(0);
  expect(soaked.withoutThread).toEqual([]);
  expect(soaked.undelivered).toBe(0);
  expect(soaked.gestures.acknowledged).toBeGreaterThan(0);
  expect(soaked.largestStore).toBeLessThanOrEqual(soaked.storeBound);
  // The limit of manifest/kubernetes/leakbot.yaml.
  expect(Math.max(...soaked.memory)).toBeLessThan(GiB);
  if (MINUTES >= FOR_A_VERDICT) expect(soaked.warm.growing).toBe('no');
});
