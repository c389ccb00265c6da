import { expect, test } from 'vitest';
import { withFinalEnd } from '../../src/metrics/final-end.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute } from '../support/a-pod.ts';

/** A pod of which no container runs any more. */
function gone(): PodMemory {
  const pod = aPod('backfill-x2x4q', { rss: '100 300 500', limit: 512 });
  return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
}

test('a pod that is gone was killed for memory where Kubernetes says so', () => {
  const pod = withFinalEnd(gone(), { finalEnd: { reason: 'OOMKilled', seenAt: minute(5) } });
  expect(pod.lifetimes.at(-1)).toMatchObject({ end: 'oom-killed', reason: 'OOMKilled' });
  expect(pod.kills).toEqual([minute(2)]);
});

test.each([
  ['Completed', { finalEnd: { reason: 'Completed', seenAt: minute(5) } }],
  ['Evicted', { evictedAt: minute(3), finalEnd: { reason: 'Error', seenAt: minute(5) } }],
])('one that ended as %s was not, and the reason stands', (reason, said) => {
  const pod = withFinalEnd(gone(), said);
  expect(pod.lifetimes.at(-1)).toMatchObject({ end: 'restarted', reason });
  expect(pod.kills).toEqual([]);
});

test('what was said of an earlier container, or of one that runs, is not its end', () => {
  const early = { finalEnd: { reason: 'OOMKilled', seenAt: minute(-10) } };
  expect(withFinalEnd(gone(), early)).toEqual(gone());
  const running = aPod('backfill-x2x4q', { rss: '100 300 500', limit: 512 });
  expect(withFinalEnd(running, { finalEnd: { reason: 'OOMKilled', seenAt: minute(5) } })).toEqual(running);
});
