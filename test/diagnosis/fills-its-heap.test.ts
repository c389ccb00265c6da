import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { heapFillOf } from '../../src/diagnosis/heap-fill.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import type { Track } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { Runtime } from '../../src/runtime/runtimes.ts';
import { NOW, RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'claims-0';

interface Drawn {
  readonly runtime: Runtime;
  readonly limit: number;
  /** MiB by the hour. */
  readonly rss: (hour: number) => number;
  readonly parts: Partial<Record<Quantity, Track>>;
}

function watched({ runtime, limit, rss, parts }: Drawn): Observation {
  const pods = podMemoryOf(
    {
      rss: [
        series(
          'container_memory_rss',
          { pod: POD },
          track((hour) => rss(hour) * MiB, MiB),
        ),
      ],
    },
    RANGE,
    { limit: limit * MiB },
  );
  return withRuns(
    withMeasured({ range: RANGE, step: STEP, runtime, pods, chosen: POD, measured: {}, deploys: [] }, parts),
  );
}

/** A JVM whose heap of 2 GiB was touched at its start; its live heap goes from 240 MiB up. */
function withWholeHeap(perHour: number, max = 2048, most = max): Observation {
  const live = (hour: number) => Math.min(max, 240 + perHour * hour);
  return watched({
    runtime: 'jvm',
    limit: max + 1024,
    rss: () => max + 350,
    parts: {
      'live-heap': track((hour) => Math.round(live(hour)) * MiB),
      'heap-used': track((hour) => (live(hour) + (max - live(hour)) * ((hour * 5) % 1)) * MiB),
      'heap-committed': track(() => max * MiB),
      'heap-max': track(() => max * MiB),
      'live-max': track(() => most * MiB),
      metaspace: track(() => 110 * MiB),
      'working-set': track(() => (max + 352) * MiB),
      collections: track((hour) => Math.floor(hour * 60)),
    },
  });
}

/** Go whose memory reached GOMEMLIMIT after six hours; what lives goes on. */
function underGoal(perHour: number): Observation {
  const goal = 460;
  const live = (hour: number) => 60 + perHour * hour;
  const total = (hour: number) => Math.min(goal, 2 * live(hour) + 20, 120 + 60 * hour);
  return watched({
    runtime: 'go',
    limit: 512,
    rss: (hour) => total(hour) + 6,
    parts: {
      'live-heap': track((hour) => live(hour) * MiB),
      'heap-inuse': track((hour) => (live(hour) + (total(hour) - live(hour)) / 2) * MiB),
      'heap-idle': track((hour) => (total(hour) - live(hour) - 14) * (MiB / 2)),
      'heap-released': track(() => 0),
      stacks: track(() => 2 * MiB),
      'runtime-sys': track((hour) => total(hour) * MiB),
      gogc: track(() => 100),
      gomemlimit: track(() => goal * MiB),
      collections: track((hour) => 900 * hour),
    },
  });
}

function concluded(observation: Observation) {
  const steps = (
    [
      ['rss-growing', judgeRssGrowing(observation)],
      ['live-heap-growing', judgeLiveHeapGrowing(observation)],
    ] as const
  ).map(([step, judgement]) => ({
    step,
    means: QUESTIONS[step](undefined).means,
    judgement,
    answer: judgement.answer,
  }));
  return { steps, finding: conclude({ observation, steps, comparisons: [], gaps: [] }) };
}

describe('a heap that had all of its memory from its start', () => {
  test.each([
    { perHour: 40, max: 2048, kind: 'heap-leak', atMost: 1 },
    { perHour: 12, max: 5120, kind: 'no-growth', atMost: 0.65 },
    { perHour: 20, max: 2048, kind: 'heap-leak', atMost: 1 },
    { perHour: 6, max: 768, kind: 'heap-leak', atMost: 0.65 },
    { perHour: 8, max: 768, kind: 'heap-leak', atMost: 1 },
  ] as const)('of $max MiB, of which $perHour MiB/h come to live: $kind', ({ perHour, max, kind, atMost }) => {
    const observation = withWholeHeap(perHour, max);
    const { steps, finding } = concluded(observation);
    expect(steps.map(({ answer }) => answer)).toEqual(['no', 'yes']);
    expect(finding.kind).toBe(kind);
    expect(finding.confidence).toBeLessThanOrEqual(atMost);
    const left = (max - 240 - 24 * perHour) / perHour;
    expect(((heapFillOf(observation, 2 * max * MiB)?.at ?? 0) - NOW) / HOUR / left).toBeCloseTo(1, 1);
    expect(finding.evidence.join(' ')).toContain('The live heap grew');
    if (kind === 'heap-leak') expect(finding.advice[0]).toContain('the live heap fills the');
  });

  test('is full when its old generation is, where what is young has room of its own', () => {
    const observation = withWholeHeap(20, 2048, 1365);
    const left = (1365 - 240 - 24 * 20) / 20;
    expect(((heapFillOf(observation, 4096 * MiB)?.at ?? 0) - NOW) / HOUR / left).toBeCloseTo(1, 1);
  });

  test('is as calm as before where what lives is level', () => {
    const { finding } = concluded(withWholeHeap(0));
    expect(finding.kind).toBe('no-growth');
    expect(finding.confidence).toBeGreaterThan(0.9);
  });

  test('is no alarm where it is full in weeks, and no sure calm', () => {
    const { finding } = concluded(withWholeHeap(5));
    expect(finding.kind).toBe('no-growth');
    expect(finding.confidence).toBeLessThanOrEqual(0.65);
    expect(finding.evidence.join(' ')).toContain('The live heap grew');
  });
});

describe('a live heap under GOMEMLIMIT', () => {
  test('meets it long before anything is killed, and that is what the advice goes by', () => {
    // 60 + 13 × 24 = 372 of 446 MiB that it may take: 5 h 42 min.
    const observation = underGoal(13);
    const { steps, finding } = concluded(observation);
    expect(steps.map(({ answer }) => answer)).toEqual(['no', 'yes']);
    expect(finding.kind).toBe('heap-leak');
    const fill = heapFillOf(observation, 512 * MiB);
    expect(((fill?.at ?? 0) - NOW) / HOUR).toBeGreaterThan(5);
    expect(((fill?.at ?? 0) - NOW) / HOUR).toBeLessThan(7);
    const advice = finding.advice.join(' ');
    expect(advice).toContain('the live heap meets GOMEMLIMIT (460 MiB) in about');
    expect(advice).not.toContain('no kill is predicted');
  });
});
