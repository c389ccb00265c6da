import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { StepPicture } from '../../src/playbook/step.ts';
import { comparisonPicture, stepPicture } from '../../src/presentation/illustrator.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { COUNTED_QUANTITIES } from '../../src/runtime/candidate.ts';
import { aRun, goBytes } from '../attribution/a-run.ts';
import { aPod, minute } from '../support/a-pod.ts';

const pod = aPod('api-7d9f-x2x', { rss: '200 350 500 | 200 350 500 | 200 350' });
const sibling = aPod('api-7d9f-k7p', { rss: '200 200 200 200 200 200 200 200', limit: 512 });
const observation: Observation = {
  range: { from: minute(0), to: minute(7) },
  step: MINUTE,
  pods: [pod, sibling],
  chosen: pod.pod,
  measured: {},
  deploys: [],
};

function pictureOf(picture: StepPicture, measured: Observation['measured'] = {}, runs?: Observation['runs']) {
  return stepPicture({
    picture,
    service: 'api · prod',
    observation: { ...observation, measured, runs },
    judgement: { answer: 'yes', confidence: 0.9, headline: 'x2x grows 150 MiB/min.', reasons: [] },
  });
}

describe('the picture of a step', () => {
  test('of memory shows all pods; its title is the finding', () => {
    expect(pictureOf({ of: 'memory' })).toMatchObject({ kind: 'time-chart', title: 'x2x grows 150 MiB/min' });
  });

  test('is left out where the quantity was not available', () => {
    for (const of of ['live-heap', 'ledger'] as const) expect(pictureOf({ of })).toBeUndefined();
    for (const quantity of COUNTED_QUANTITIES) expect(pictureOf({ of: 'count', quantity })).toBeUndefined();
  });

  test.each([
    ['working set', { 'working-set': 620 }],
    ['RSS', {}],
  ])('of the parts says what they are parts of: %s', (whole, more) => {
    const run = aRun({ runtime: 'go', pod: pod.pod, bytes: { rss: 600, ...goBytes({ 'heap-inuse': 500 }), ...more } });
    const runs = { pod: pod.pod, runs: [run], cpus: 1, restarts: 0 };
    const picture = pictureOf({ of: 'ledger' }, {}, runs);
    expect(picture?.alt).toContain(`Parts of ${whole} of x2x`);
  });

  test('of the live heap leaves out the garbage above its floor, and takes the limit that siblings share', () => {
    const values = pod.rss.times.map((_, i) => (i % 2 === 0 ? 80 : 300) * MiB);
    const alloc = { track: { times: pod.rss.times, values }, metric: 'go_memstats_alloc_bytes' };
    const picture = pictureOf({ of: 'live-heap' }, { 'live-heap': { ...alloc, reading: 'floor' } });
    if (picture?.kind !== 'time-chart') throw new Error('the live heap is a chart');
    const live = picture.lines.find((line) => line.role === 'chosen');
    expect(new Set(live?.points.map(([, value]) => value).filter((value) => value !== null))).toEqual(
      new Set([80 * MiB]),
    );
    expect(picture.limit?.label).toBe('limit 512 MiB');
  });
});

describe('the title of a comparison', () => {
  const comparison = (unit: string, delta: number, top: number): Comparison => ({
    sampleType: unit === 'bytes' ? 'inuse_space' : 'goroutine',
    unit,
    base: { time: minute(0), total: 88 * MiB },
    current: { time: minute(5), total: 88 * MiB + delta },
    delta,
    paths: [
      {
        frames: [{ function: 'github.com/acme/markets/internal/cache.(*Cache).Put', file: 'cache.go', line: 88 }],
        below: [],
        base: 0,
        current: top,
        delta: top,
        share: top / delta,
      },
    ],
    tree: { name: 'all', base: 88 * MiB, current: 88 * MiB + delta, children: [] },
  });

  test.each([
    ['bytes', 314 * MiB, 271 * MiB, 'cache.(*Cache).Put keeps 271 of the 314 MiB that were added'],
    ['bytes', 2048 * MiB, 271 * MiB, 'cache.(*Cache).Put keeps 271 MiB of the 2 GiB that were added'],
    ['count', 378, 379, 'cache.(*Cache).Put holds all of the 378 goroutines that were added'],
    ['count', 12_000, 9_000, 'cache.(*Cache).Put holds 9,000 of the 12,000 goroutines that were added'],
    ['bytes', 0, 12, 'No growth: 88 MiB then, 88 MiB now'],
  ])('%s, %d added, %d of them by the first path', (unit, delta, top, title) => {
    const scene = { service: 'api', pod: pod.pod, podName: 'x2x', baseCaption: 'after start', currentCaption: 'now' };
    expect(comparisonPicture({ ...scene, comparison: comparison(unit, delta, top) }).title).toBe(title);
  });
});
