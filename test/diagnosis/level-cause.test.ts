import { expect, test } from 'vitest';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { levelCause } from '../../src/diagnosis/level-cause.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aRun } from '../attribution/a-run.ts';
import { aPod, minute } from '../support/a-pod.ts';

/** Figures in MiB that alternate between two values from sample to sample. */
function waving(
  run: ContainerRun,
  waves: Readonly<Partial<Record<Quantity, readonly [number, number]>>>,
): ContainerRun {
  const tracks = { ...run.tracks };
  for (const [quantity, pair] of Object.entries(waves)) {
    const values = Array.from({ length: 101 }, (_, i) => [minute(i), (pair[i % 2] ?? 0) * MiB] as const);
    tracks[quantity as Quantity] = { track: trackOf(values), metric: quantity, reading: 'value' };
  }
  return { ...run, tracks };
}

function causeOf(run: ContainerRun, usual: number) {
  const pod = {
    ...aPod('api-1', { rss: Array.from({ length: 101 }, () => usual).join(' '), limit: 160 }),
    limit: 160 * MiB,
  };
  const runs = { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 };
  const range = { from: minute(0), to: minute(100) };
  const observation = { range, step: MINUTE, pods: [pod], chosen: 'api-1', measured: {}, deploys: [], runs };
  return levelCause(observation, pod)?.kind;
}

// Seen in a cgroup of 160 MiB: at its limit the kernel moves pages between the active and the inactive list, and the
// working set goes up and down with them between 80 and 160 MiB while all that is charged stands at the limit.
test('files that fill the limit are found wherever their wave is when it is looked', () => {
  const level = aRun({ limit: 160, bytes: { rss: 42, usage: 160, 'page-cache': 117 } });
  const files = waving(level, { 'working-set': [158, 84], 'active-file': [115, 41] });
  expect(causeOf(files, 42)).toBe('page-cache');
  const other = waving(level, { 'working-set': [84, 158], 'active-file': [41, 115] });
  expect(causeOf(other, 42)).toBe('page-cache');
});

test('a container that never comes near its limit is not filled by its files', () => {
  const level = aRun({
    limit: 160,
    bytes: { rss: 42, usage: 90, 'page-cache': 47, 'working-set': 84, 'active-file': 41 },
  });
  expect(causeOf(level, 42)).toBeUndefined();
});

test('one kill far below the limit may be a burst; those of several pods are hardly bursts', () => {
  const level = { rss: Array.from({ length: 101 }, () => 40).join(' '), limit: 160 };
  const killed = (name: string) => ({
    ...aPod(name, level),
    limit: 160 * MiB,
    lifetimes: [{ from: minute(0), to: minute(100), end: 'oom-killed' as const, startSeen: true }],
    restarts: 1,
    kills: [minute(100)],
  });
  const run = aRun({ limit: 160, end: 'oom-killed', bytes: { rss: 40, 'working-set': 50 } });
  const runs = { pod: 'api-1', runs: [run], cpus: 1, restarts: 1 };
  const range = { from: minute(0), to: minute(101) };
  const among = (...names: readonly string[]) => {
    const pods = names.map(killed);
    const [pod] = pods;
    return (
      pod && levelCause({ range, step: MINUTE, pods, chosen: 'api-1', measured: {}, deploys: [], runs }, pod)?.kind
    );
  };
  expect(among('api-1')).toBeUndefined();
  expect(among('api-1', 'api-2', 'api-3')).toBe('restarts-not-memory');
});
