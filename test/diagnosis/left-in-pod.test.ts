import { describe, expect, test } from 'vitest';
import type { ContainerStanding } from '../../src/diagnosis/container-standing.ts';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import { leftNow } from '../../src/diagnosis/left-in-pod.ts';
import { limitReason } from '../../src/diagnosis/limit-reason.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type Track, trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

const LIMIT = 512 * MiB;

const drawn = (level: (minute: number) => number): Track =>
  trackOf(Array.from({ length: 121 }, (_, i) => [T0 + i * MINUTE, level(i) * MiB]));

/** A container that grew from 130 MiB by 30 an hour for two hours, in a pod that keeps `left` MiB of ended ones. */
function pod(left: number | undefined, containers?: readonly ContainerStanding[]) {
  const rss = drawn((i) => 130 + i / 2 + Math.sin(i * 3));
  const life = { from: T0, to: T0 + 2 * HOUR, end: 'running' as const, startSeen: true, limit: LIMIT };
  const memory = { pod: 'merge-1', rss, lifetimes: [life], restarts: 0, kills: [], limit: LIMIT };
  const run = {
    ...life,
    pod: 'merge-1',
    runtime: 'unknown' as const,
    limits: [{ from: T0, limit: LIMIT }],
    tracks: { rss: { track: rss, metric: 'rss', reading: 'value' as const } },
  };
  const leftBehind = left === undefined ? undefined : drawn(() => left);
  const observation: Observation = {
    range: { from: T0, to: T0 + 2 * HOUR },
    step: MINUTE,
    pods: [memory],
    chosen: 'merge-1',
    measured: {},
    deploys: [],
    runs: { pod: 'merge-1', runs: [run], cpus: 1, restarts: 0, leftBehind },
    containers,
  };
  return { observation, memory, hours: ((forecastOf(observation, 'merge-1')?.at ?? 0) - T0) / HOUR - 2 };
}

describe('what ended containers left in a pod', () => {
  test.each([
    ['none is known', undefined, (512 - 190) / 30],
    ['none', 0, (512 - 190) / 30],
    ['what two scrapes differ by', 30, (512 - 190) / 30],
    ['some', 200, (512 - 390) / 30],
    ['nearly all there is', 315, (512 - 505) / 30],
  ] as const)('brings the next kill nearer: %s', (_, left, hours) => {
    expect(pod(left).hours).toBeCloseTo(hours, 0);
  });

  test('is said beside the limit', () => {
    const { observation, memory } = pod(300);
    expect(limitReason(observation, memory, LIMIT)).toMatch(
      /^Now at 1\d\d MiB; with 300 MiB that ended containers left in the pod, 9\d % of the limit of 512 MiB\.$/,
    );
    const none = pod(20);
    expect(limitReason(none.observation, none.memory, LIMIT)).toMatch(/^Now at 1\d\d MiB, 37 % of the limit/);
  });

  test('is no part of this container in a pod of several: their limits together bound it', () => {
    const standing = (container: string): ContainerStanding => ({ container }) as ContainerStanding;
    const { observation, memory } = pod(300, [standing('merge'), standing('proxy')]);
    expect(leftNow(observation, memory)).toBe(0);
  });
});
