import { expect, test } from 'vitest';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

test('a pod that is gone and shows too little comes after those that live', () => {
  const gone = aPod('api-old', { rss: '80 84 83 85 86', limit: 160 });
  const old = { ...gone, lifetimes: gone.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  const flat = aPod('api-new', { rss: Array.from({ length: 60 }, (_, i) => 50 + (i % 2)).join(' '), limit: 160 });
  const ranked = rankPods({
    range: { from: T0, to: minute(59) },
    step: MINUTE,
    runtime: 'go',
    pods: [old, flat],
    chosen: undefined,
    measured: {},
    deploys: [],
  });
  expect(ranked.map(({ pod, growth }) => `${pod} ${growth.answer}`)).toEqual(['api-new no', 'api-old unclear']);
});

test('of pods that grow, where no limit is known and none was killed, the one that climbs fastest comes first', () => {
  const climbing = (name: string, perMinute: number) =>
    aPod(name, { rss: Array.from({ length: 60 }, (_, i) => 100 + perMinute * i).join(' ') });
  const pods = [climbing('api-a', 0.5), climbing('api-b', 5), climbing('api-c', 1)];
  const range = { from: T0, to: minute(59) };
  const rest = { chosen: undefined, measured: {}, deploys: [] };
  const ranked = rankPods({ range, step: MINUTE, runtime: 'go', pods, ...rest });
  expect(ranked.map(({ pod, growth }) => `${pod} ${growth.answer}`)).toEqual(['api-b yes', 'api-c yes', 'api-a yes']);
});
