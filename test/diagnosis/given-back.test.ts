import { describe, expect, test } from 'vitest';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import { givenBackOf } from '../../src/diagnosis/given-back.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { aRun } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

/** A run of some hours: RSS and page cache in use at both ends, in MiB; 10 MiB belong to the kernel. */
function observed(minutes: number, rss: readonly [number, number], active: readonly [number, number], limit = 2000) {
  const sum = (i: 0 | 1, ...more: number[]) => rss[i] + active[i] + 10 + more.reduce((all, each) => all + each, 0);
  const run = aRun({
    pod: 'kv-0',
    minutes,
    limit,
    bytes: {
      rss,
      'active-file': active,
      'page-cache': active,
      usage: [sum(0), sum(1)],
      'working-set': [sum(0), sum(1)],
    },
  });
  const track = (quantity: 'rss' | 'working-set') =>
    run.tracks[quantity]?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const life = { from: minute(0), to: minute(minutes), end: 'running', startedAt: minute(0), startSeen: true } as const;
  const pod = {
    pod: 'kv-0',
    rss: track('rss'),
    workingSet: track('working-set'),
    limit: limit * MiB,
    lifetimes: [life],
    restarts: 0,
    kills: [],
  };
  const observation: Observation = {
    range: { from: minute(0), to: minute(minutes) },
    step: MINUTE,
    pods: [pod],
    chosen: 'kv-0',
    measured: {},
    deploys: [],
    runs: { pod: 'kv-0', runs: [run], cpus: 1, restarts: 0 },
  };
  return { observation, pod };
}

const END = (minutes: number) => minute(minutes);

describe('page cache that grows beside the process', () => {
  test.each([
    [300, [200, 500], [100, 300]],
    [300, [200, 400], [50, 220]],
    [600, [300, 800], [20, 220]],
  ] as const)('counts towards no kill: %i min, RSS %j, cache %j', (minutes, rss, active) => {
    const { observation } = observed(minutes, rss, active);
    const next = forecastOf(observation, 'kv-0');
    // What is left for what the kernel cannot give back, at the rate of that.
    const left = ((2000 - rss[1] - 10) / (rss[1] - rss[0])) * minutes * MINUTE;
    expect(((next?.at ?? 0) - END(minutes)) / HOUR).toBeGreaterThan((0.85 * left) / HOUR);
    expect(((next?.at ?? 0) - END(minutes)) / HOUR).toBeLessThan((1.15 * left) / HOUR);
    expect(judgeRssGrowing(observation).reasons.join(' ')).toContain('the kernel gives that back first');
  });

  test('that stands, or is small beside the rest, changes nothing', () => {
    for (const active of [
      [300, 300],
      [20, 30],
    ] as const) {
      const { observation, pod } = observed(300, [200, 500], active);
      expect(givenBackOf(observation, pod)).toBeUndefined();
      expect(judgeRssGrowing(observation).reasons.join(' ')).not.toContain('gives that back');
    }
  });
});

/** A process that stands, and files that no metric separates into page cache and memory-backed ones. */
function files(kills: readonly number[]): Observation {
  const run = aRun({
    pod: 'kv-0',
    minutes: 180,
    limit: 1000,
    bytes: { rss: [100, 101], 'page-cache': [60, 500], usage: [170, 611], 'working-set': [120, 420] },
  });
  const { observation, pod } = observed(180, [100, 101], [10, 309], 1000);
  return {
    ...observation,
    pods: [{ ...pod, kills }],
    runs: { pod: 'kv-0', runs: [run], cpus: 1, restarts: 0 },
  };
}

test('files that may be page cache predict no kill, and when they would fill the limit if they are not is said', () => {
  expect(forecastOf(files([]), 'kv-0')).toBeUndefined();
  expect(judgeRssGrowing(files([])).reasons.join(' ')).toMatch(
    /No kill is predicted: if what grows is page cache, the kernel gives it back first; if it is memory-backed files, the limit is reached in about 5 h/,
  );
});

test('files that a kill has shown to be memory-backed predict the next one', () => {
  expect(forecastOf(files([minute(-5)]), 'kv-0')).toBeDefined();
});
