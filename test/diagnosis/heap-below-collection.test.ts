import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { judgeHeapPastLimit } from '../../src/diagnosis/heap-past-limit.ts';
import type { Judgement } from '../../src/diagnosis/judgement.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { RANGE, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'quotes-0';

/**
 * A JVM of a day under Serial, whose heap may take 1 GiB of a limit of 2 GiB. Its old generation gains `perHour` and was
 * never collected: garbage or not, no figure shows. Above it stand a young generation in teeth of 60 MiB, and 180 MiB beside.
 */
function jvm(perHour: number): Observation {
  const old = (hour: number) => 90 + perHour * hour;
  const teeth = (hour: number) => 60 * ((hour * 7.3) % 1);
  const used = (hour: number) => (old(hour) + teeth(hour)) * MiB;
  const committed = (hour: number) => (old(hour) + 70) * MiB;
  const rss = track((hour) => committed(hour) + 180 * MiB);
  const observation: Observation = {
    range: RANGE,
    step: 120_000,
    runtime: 'jvm',
    pods: podMemoryOf({ rss: [series('container_memory_rss', { pod: POD }, rss)] }, RANGE, { limit: 2048 * MiB }),
    chosen: POD,
    measured: {},
    deploys: [],
  };
  return withRuns(
    withMeasured(observation, {
      'heap-used': track(used),
      'heap-committed': track(committed),
      'heap-max': track(() => 1024 * MiB),
      collections: track((hour) => Math.round(hour * 7.3)),
    }),
  );
}

/** Every question as it is judged, and what comes of that. */
function concluded(observation: Observation) {
  const judged: readonly (readonly [QuestionId, Judgement])[] = [
    ['rss-growing', judgeRssGrowing(observation)],
    ['live-heap-growing', judgeLiveHeapGrowing(observation)],
    ['outside-heap-growing', judgeOutsideHeapGrowing(observation)],
    ['heap-past-limit', judgeHeapPastLimit(observation)],
  ];
  const steps = judged.map(([step, judgement]) => ({
    step,
    means: QUESTIONS[step]('jvm').means,
    judgement,
    answer: judgement.answer,
  }));
  return { steps, finding: conclude({ observation, steps, comparisons: [], gaps: [] }) };
}

describe('a heap that its collector has not looked at as a whole', () => {
  test('and that fills the room it was given is not called a leak', () => {
    // 90 → 330 MiB in a day: Serial collects the old generation from two thirds of 1 GiB on.
    const { finding, steps } = concluded(jvm(10));
    expect(steps[0]).toMatchObject({ answer: 'yes' });
    expect(steps[1]).toMatchObject({ answer: 'unclear' });
    expect(steps[1]?.judgement.headline).toMatch(/no full collection shows how much of it is live/);
    expect(finding.kind).toBe('warm-up');
    expect(finding.confidence).toBeLessThanOrEqual(0.7);
    expect(finding.title).toBe('Probably no leak: the heap fills the room that it was given');
    expect(finding.advice.join('\n')).toContain('jcmd <pid> GC.run');
  });

  test('is held to live where even its lowest level lies above the size at which it is collected', () => {
    // 90 → 834 MiB: the old generation was due from 683 MiB on.
    const { finding } = concluded(jvm(31));
    expect(finding.kind).toBe('heap-leak');
    expect(finding.confidence).toBeLessThan(0.8);
  });
});
