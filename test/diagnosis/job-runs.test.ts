import { expect, test } from 'vitest';
import { isOfJob, jobRemedy, jobRunsOf } from '../../src/diagnosis/job-runs.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { aPod, minute } from '../support/a-pod.ts';

const LEAK = { steps: ['Now: roll back to 4f2c1a9.', 'Fix: bound the map.'], proof: 'It is level after 30 min.' };

/** Runs of a nightly job: three that ended at 300, 320 and 340 MiB, and one that was killed at 500 of 512. */
function nightly({ killed = true } = {}) {
  const run = (day: number, rss: string) => {
    const pod = aPod(`nightly-2938134${day}-x2x4q`, { rss, limit: 512 });
    return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  };
  const last = aPod('nightly-29381349-k7p2z', { rss: '100 300 500', limit: 512 });
  const ends = killed
    ? { kills: [minute(2)], lifetimes: last.lifetimes.map((life) => ({ ...life, end: 'oom-killed' as const })) }
    : {};
  const pods = [run(1, '100 300'), run(2, '100 340'), run(3, '100 320'), { ...last, ...ends }];
  const observation = { range: { from: minute(0), to: minute(9) }, step: 60_000, pods, measured: {}, deploys: [] };
  const [chosen] = pods.slice(-1);
  return chosen && jobRunsOf(observation, chosen);
}

test.each([
  ['nightly-29381340-x2x4q', true],
  ['api-7d9f6c5b8-x2x4q', false],
  ['api-1767225600-x2x4q', true],
  ['db-0', false],
  // A template hash that happens to have digits alone.
  ['manager-866549478-x2x4q', false],
  ['manager-86654947-x2x4q', false],
])('without its controller %s is known by its name', (pod, isRun) => {
  expect(isOfJob({ pod })).toBe(isRun);
});

test.each([
  ['backfill-x2x4q', 'Job', true],
  ['backfill-0-x2x4q', 'Job', true],
  ['etl-7qk2z-transform-2938134211', 'Workflow', true],
  // A workload whose name ends in a day.
  ['shard-20251130-x2x4q', 'DaemonSet', false],
  ['report-29381340-x2x4q', 'ReplicaSet', false],
  ['nightly-29381340-x2x4q', 'Job', true],
])('%s of a %s is judged by that', (pod, ownerKind, isRun) => {
  expect(isOfJob({ pod, ownerKind })).toBe(isRun);
});

test('a run that was killed is compared with those that ended, and given more', () => {
  const runs = nightly();
  expect(runs).toMatchObject({ ended: 3, peak: 320 * MiB, killed: 1, highest: 500 * MiB });
  const remedy = runs && jobRemedy('heap-leak', LEAK, runs, 640 * MiB);
  expect(remedy?.steps).toEqual([
    'Now: compare the input of the killed run with that of the others; 3 runs that ended reached about 320 MiB. A limit of 640 MiB holds more than the 500 MiB that was seen, until what a run keeps is bounded.',
    'Fix: bound the map.',
  ]);
  expect(remedy?.proof).not.toContain('30 min');
});

test('what only grows within a run that goes on is nothing urgent', () => {
  const runs = nightly({ killed: false });
  expect(runs && jobRemedy('native-growth', LEAK, runs, 640 * MiB).steps[0]).toBe(
    'Now: nothing is urgent: a run returns its memory when it ends, and 3 runs that ended reached about 320 MiB, of a limit of 512 MiB.',
  );
});

test('advice that is about no growth stays as it is', () => {
  const runs = nightly();
  expect(runs && jobRemedy('shared-memory', LEAK, runs, 640 * MiB)).toEqual(LEAK);
});
