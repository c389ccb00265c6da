import { expect, test } from 'vitest';
import { evictedGrowing, evictedLine, limitBelow, timeLeft } from '../../src/diagnosis/evicted-growing.ts';
import { firstStep, isPressing } from '../../src/diagnosis/first-step.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import type { Urgency } from '../../src/diagnosis/urgency-figures.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

const climb = (from: number, to: number, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => (from + ((to - from) * i) / (minutes - 1)).toFixed(1)).join(' ');

function evicted(pod: PodMemory, at: number): PodMemory {
  return {
    ...pod,
    evictedAt: minute(at),
    lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })),
  };
}

function watching(...pods: readonly PodMemory[]): Observation {
  const range = { from: T0, to: minute(120) };
  return { range, step: MINUTE, runtime: 'unknown', pods, chosen: undefined, measured: {}, deploys: [] };
}

test('pods that grew until they were evicted show how far the next one comes', () => {
  const before = evicted(aPod('scan-a', { rss: climb(500, 4096, 100) }), 99);
  const found = evictedGrowing(watching(before, aPod('scan-b', { rss: climb(500, 1000, 20) })));
  expect(found).toEqual({ pods: 1, since: minute(99), level: 4096 * MiB });
  if (found === undefined) return;
  expect(evictedLine(found)).toBe(
    '1 pod of this service was evicted since 22 Nov 11:39 UTC, after it had grown to 4 GiB: the kubelet evicts where its node runs short of memory.',
  );
  // 3 GiB at half a GiB an hour.
  expect(timeLeft(found, { level: GiB, perHour: GiB / 2 })).toBe(6 * HOUR);
  expect(timeLeft(found, { level: GiB, perHour: undefined })).toBeUndefined();
});

test('a pod that was level when it was evicted gave way to others', () => {
  const level = evicted(aPod('scan-a', { rss: Array.from({ length: 100 }, (_, i) => 800 + (i % 3)).join(' ') }), 99);
  expect(evictedGrowing(watching(level))).toBeUndefined();
});

test('the first line is a limit: without one the node is what ends the growth', () => {
  const group = { pods: 2, since: minute(30), level: 4 * GiB };
  const urgency: Urgency = {
    pod: 'scan-b',
    alive: true,
    now: minute(120),
    limit: undefined,
    level: GiB,
    kills: 0,
    restarts: 0,
    nextKill: undefined,
    deploy: undefined,
    bound: undefined,
    perHour: GiB,
    evicted: group,
  };
  expect(isPressing(urgency)).toBe(true);
  expect(firstStep(urgency)).toBe(`Now: ${limitBelow('scan-b', group, 3 * HOUR)}.`);
  expect(firstStep(urgency)).toContain('set a memory limit below 4 GiB for scan-b');
  expect(firstStep(urgency)).toContain('about 3 h at its present rate');
});
