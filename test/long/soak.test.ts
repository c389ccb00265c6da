import { expect, test } from 'vitest';
import { soak } from '../../scripts/bench/soak.ts';
import { soakGoals } from '../../scripts/bench/soak-goals.ts';
import { MINUTE } from '../../src/measurement/duration.ts';

/** Minutes of it: `SOAK=60 npm run test:long`. Too few for a verdict on its memory when short. */
const MINUTES = Number(process.env['SOAK'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 2 : 30));

test(`${MINUTES} min with sources failing in turn: nothing is lost, and memory and store stay within their bounds`, {
  timeout: MINUTES * MINUTE + 12 * MINUTE,
}, async () => {
  const soaked = await soak(MINUTES);
  process.stdout.write(`${JSON.stringify({ warm: soaked.warm, errors: [...soaked.errors] })}\n`);
  expect(soakGoals(soaked).filter((goal) => 'missed' in goal && goal.missed)).toEqual([]);
});
