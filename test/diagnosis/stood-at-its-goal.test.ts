import { expect, test } from 'vitest';
import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import type { Track } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { NOW, RANGE, series, tooth, track } from './go-case.ts';

const POD = 'quotes-0';
/** Hours from start to kill; the last run is 40 minutes old. */
const PERIOD = 24 - 2 / 3;
const FIRST = PERIOD / 3;

/**
 * Runs of 7.8 h, three of them killed at the limit of 512 MiB. In each memory reaches Go's goal of 460 MiB after a third of
 * it and stands there, while what lives grows from 30 MiB by `gained` until the end.
 */
function service(gained: number): Observation {
  const share = (hour: number) => tooth(hour, FIRST) / FIRST;
  const live = (hour: number) => 30 + gained * share(hour);
  const total = (hour: number) =>
    share(hour) > 0.97 ? 510 : Math.min(460, 60 + 400 * Math.min(1, share(hour) / 0.33));
  const rss = track((hour) => total(hour) * MiB, MiB / 2);
  const ended = series(
    'restarts',
    { pod: POD },
    track((hour) => Math.floor(hour / FIRST)),
  );
  const killed = series(
    'reason',
    { pod: POD },
    track((hour) => (hour >= FIRST ? 1 : 0)),
  );
  const pods = podMemoryOf(
    { rss: [series('container_memory_rss', { pod: POD }, rss)], restarts: [ended], terminatedReason: [killed] },
    RANGE,
    { limit: 512 * MiB },
  );
  const parts = {
    'live-heap': track((hour) => live(hour) * MiB),
    'heap-inuse': track((hour) => (live(hour) + 10) * MiB),
    'heap-idle': track((hour) => (total(hour) - live(hour) - 30) * MiB),
    'heap-released': track(() => 0),
    stacks: track(() => 4 * MiB),
    'runtime-sys': track((hour) => (total(hour) - 6) * MiB),
    gogc: track(() => 100),
    collections: track((hour) => 4_000 * share(hour)),
  } as const;
  const answer = (metric: string, own: Track) => ({
    metric: {
      metric,
      exporter: 'process' as const,
      matchers: [],
      reading: 'value' as const,
      aggregate: 'last' as const,
    },
    series: [series(metric, { pod: POD }, own)],
  });
  const runs = runsOfPod({
    pod: POD,
    range: RANGE,
    runtime: 'go',
    lifetimes: pods[0]?.lifetimes ?? [],
    restarts: 3,
    answers: {
      rss: answer('container_memory_rss', rss),
      ...Object.fromEntries(Object.entries(parts).map(([name, own]) => [name, answer(name, own)])),
    },
    siblings: {},
    builds: [],
    limit: 512 * MiB,
  });
  const measured = Object.fromEntries(
    Object.entries(parts).map(([name, own]) => [name, { track: own, metric: name, reading: 'value' as const }]),
  );
  return { range: RANGE, step: 120_000, runtime: 'go', pods, chosen: POD, measured, deploys: [], runs };
}

function concluded(observation: Observation) {
  const steps = (
    [
      ['rss-growing', judgeRssGrowing(observation)],
      ['live-heap-growing', judgeLiveHeapGrowing(observation)],
    ] as const
  ).map(([step, judgement]) => ({ step, means: QUESTIONS[step]('go').means, judgement, answer: judgement.answer }));
  return { steps, finding: conclude({ observation, steps, comparisons: [], gaps: [] }) };
}

test('a live heap that grew to each kill under a goal leaks, though the run that goes on is young', () => {
  expect(NOW - RANGE.from).toBe(24 * HOUR);
  const { steps, finding } = concluded(service(400));
  expect(steps.map(({ answer }) => answer)).toEqual(['no', 'yes']);
  expect(finding.kind).toBe('heap-leak');
});

test('where what lives is level, the limit is what is small', () => {
  const { finding } = concluded(service(0));
  expect(finding.kind).not.toBe('heap-leak');
});
