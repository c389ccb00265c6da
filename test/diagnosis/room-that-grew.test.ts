import { expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'reports-0';

/** A JVM that has run for three days and gained `room` MiB of free heap, and `native` beside it, in eight hours, 14 h ago. */
function concluded(room: number, native: number) {
  const step = (hour: number, of: number) => of * Math.min(1, Math.max(0, (hour - 2) / 8));
  const rss = track((hour) => (440 + step(hour, room + native)) * MiB, MiB);
  const startTime = track(() => (RANGE.from - 72 * HOUR) / 1000);
  const pods = podMemoryOf(
    {
      rss: [series('container_memory_rss', { pod: POD }, rss)],
      startTime: [series('container_start_time_seconds', { pod: POD }, startTime)],
    },
    RANGE,
    { limit: 1100 * MiB },
  );
  const observation = withRuns(
    withMeasured(
      { range: RANGE, step: STEP, runtime: 'jvm', pods, chosen: POD, deploys: [], measured: {} },
      {
        'live-heap': track(() => 120 * MiB, MiB),
        'heap-used': track((hour) => (150 + 30 * ((hour * 5) % 1)) * MiB),
        'heap-committed': track((hour) => (270 + step(hour, room)) * MiB),
        'heap-max': track(() => 700 * MiB),
        metaspace: track(() => 90 * MiB),
        collections: track((hour) => 60 * Math.floor(hour)),
        'working-set': rss,
        requests: track(() => 200_000, 9_000),
      },
    ),
  );
  const judged = [
    ['rss-growing', judgeRssGrowing(observation)],
    ['live-heap-growing', judgeLiveHeapGrowing(observation)],
  ] as const;
  const steps = judged.map(([id, judgement]) => ({
    step: id,
    means: QUESTIONS[id]('jvm').means,
    judgement,
    answer: judgement.answer,
  }));
  return conclude({ observation, steps, comparisons: [], gaps: [] });
}

test('what grew and stopped and is room of a heap is nothing to let go of', () => {
  const { title, advice } = concluded(130, 0);
  expect(title).toContain('Growth that stopped');
  expect(advice.join(' ')).toMatch(/1[23]\d MiB of what it gained .* is unused heap/);
  expect(advice.join(' ')).not.toMatch(/let what it used go|still in memory/);
});

test('what something else took is', () => {
  const { title, advice } = concluded(0, 130);
  expect(title).toContain('Growth that stopped');
  expect(advice.join(' ')).toMatch(/let what it used go when it ends: 1[123]\d MiB of it are still in memory/);
});
