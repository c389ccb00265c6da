import { describe, expect, test } from 'vitest';
import { judgeExit } from '../../scripts/lab/cluster/container.ts';
import { newBooksPerSecond, SCENARIOS, swingAt, TIMINGS } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';
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

describe('traffic', () => {
  const { medium } = TIMINGS;

  test.each([
    ['least at first', 0, 0.1],
    ['whole after half a period', 0.4, 1],
    ['least again after a period', 0.8, 0.1],
  ])('that swings is %s', (_, lives, share) => {
    expect(swingAt(scenarioOf('load-driven'), medium, lives * medium.life)).toBeCloseTo(share);
  });

  test('is level in every other scenario', () => {
    const level = SCENARIOS.filter((name) => swingAt(scenarioOf(name), medium, 0) === 1);
    expect(SCENARIOS.filter((name) => !level.includes(name))).toEqual(['load-driven']);
  });
});

test.each(SCENARIOS)('%s: both releases of its program can be distinguished by any name', (name) => {
  const { previous, current } = scenarioOf(name).program.releases;
  for (const key of ['revision', 'version', 'hash'] as const) expect(previous[key]).not.toBe(current[key]);
  expect(current.suffixes.filter((suffix) => previous.suffixes.includes(suffix))).toEqual([]);
  expect([previous.revision, current.revision].every((revision) => /^[0-9a-f]{40}$/.test(revision))).toBe(true);
});
