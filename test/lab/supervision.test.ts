import { expect, test } from 'vitest';
import { judgeExit } from '../../scripts/lab/cluster/container.ts';
import { newBooksPerSecond, SCENARIOS, scenarioOf, TIMINGS } from '../../scripts/lab/scenario.ts';
import { MiB } from '../../src/measurement/bytes.ts';

test.each([
  { name: 'the kernel', code: null, signal: 'SIGKILL', kills: 1, reason: 'OOMKilled', exitCode: 137 },
  { name: 'a person', code: null, signal: 'SIGKILL', kills: 0, reason: 'Error', exitCode: 137 },
  { name: 'itself, on SIGTERM', code: 0, signal: null, kills: 0, reason: 'Completed', exitCode: 0 },
  { name: 'a panic', code: 2, signal: null, kills: 0, reason: 'Error', exitCode: 2 },
] as const)('ended by $name', ({ code, signal, kills, reason, exitCode }) => {
  expect(judgeExit(code, signal, kills)).toEqual({ reason, exitCode });
});

test.each(SCENARIOS)('%s sends what the machine bears at every pace', (name) => {
  const scenario = scenarioOf(name);
  expect(scenario.limit).toBeGreaterThanOrEqual(64 * MiB);
  for (const timing of Object.values(TIMINGS)) expect(newBooksPerSecond(scenario, timing)).toBeLessThan(250);
});
