import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const ASKED = ['rss-growing', 'threads-growing', 'live-heap-growing', 'outside-heap-growing'] as const;

interface Drawn {
  /** MiB at the start, and by the hour. */
  readonly from: number;
  readonly perHour: number;
  /** MiB. */
  readonly max: number;
  readonly limit: number;
  /** What grows beside them, in MiB by the hour. */
  readonly native?: number;
}

/** A JVM whose direct buffers grow evenly. */
function watched({ from, perHour, max, limit, native = 0 }: Drawn): Observation {
  const buffers = (hour: number) => (from + perHour * hour) * MiB;
  const rss = track((hour) => buffers(hour) + (400 + native * hour + 2 * ((hour * 7) % 1)) * MiB, MiB);
  const pods = podMemoryOf({ rss: [series('container_memory_rss', { pod: 'edge-1' }, rss)] }, RANGE, {
    limit: limit * MiB,
  });
  return withRuns(
    withMeasured(
      { range: RANGE, step: STEP, runtime: 'jvm', pods, chosen: 'edge-1', measured: {}, deploys: [] },
      {
        'live-heap': track(() => 120 * MiB),
        'heap-used': track((hour) => (120 + 60 * ((hour * 5) % 1)) * MiB),
        'heap-committed': track(() => 220 * MiB),
        'heap-max': track(() => max * MiB),
        metaspace: track(() => 90 * MiB),
        buffers: track(buffers),
        threads: track(() => 40),
        collections: track((hour) => Math.floor(hour * 60)),
      },
    ),
  );
}

function concluded(observation: Observation) {
  const steps = ASKED.map((step) => {
    const { judge, means } = QUESTIONS[step]('jvm');
    const judgement = judge(observation);
    return { step, means, judgement, answer: judgement.answer };
  });
  return conclude({ observation, steps, comparisons: [], gaps: [] });
}

describe('direct buffers that grow', () => {
  test.each([
    ['a heap of 1 GiB in 4 GiB', { from: 300, perHour: 20, max: 1024, limit: 4096 }],
    ['a heap of 512 MiB in 2 GiB', { from: 60, perHour: 15, max: 512, limit: 2048 }],
    ['a heap of 700 MiB in 1536 MiB', { from: 100, perHour: 18, max: 700, limit: 1536 }],
  ] as const)('towards the maximum of %s end there, and no larger limit gains time', (_, drawn) => {
    const observation = watched(drawn);
    const finding = concluded(observation);
    expect(finding.kind).toBe('native-growth');
    expect(finding.advice[0]).toMatch(
      /direct buffers .* may take \(-XX:MaxDirectMemorySize, by default the heap’s maximum\)/,
    );
    expect(finding.advice[0]).not.toContain('raise the limit');
    expect(forecastOf(observation, 'edge-1')).toBeUndefined();
    expect(judgeRssGrowing(observation).reasons.join(' ')).toMatch(/No kill is predicted: direct buffers/);
  });

  test.each([
    ['meet the limit first', { from: 200, perHour: 20, max: 1024, limit: 1200 }],
    ['are beyond the heap’s maximum, where an option bounds them', { from: 600, perHour: 40, max: 512, limit: 2048 }],
    ['grow beside as much native memory', { from: 100, perHour: 12, max: 512, limit: 2048, native: 12 }],
  ] as const)('and %s are forecast by the limit', (_, drawn) => {
    const observation = watched(drawn);
    expect(concluded(observation).advice.join(' ')).not.toContain('that they may take');
    expect(forecastOf(observation, 'edge-1')).toBeDefined();
  });
});
