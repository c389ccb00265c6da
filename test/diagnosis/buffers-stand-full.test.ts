import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const ASKED = ['rss-growing', 'threads-growing', 'live-heap-growing', 'outside-heap-growing'] as const;

/** A JVM with a heap of `max` MiB whose direct buffers follow a law, in MiB by the hour; all else stands. */
function watched(buffers: (hour: number) => number, max = 512): Observation {
  const rss = track((hour) => (400 + buffers(hour) + 2 * ((hour * 7) % 1)) * MiB, MiB);
  const pods = podMemoryOf({ rss: [series('container_memory_rss', { pod: 'edge-1' }, rss)] }, RANGE, {
    limit: 2048 * MiB,
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
        buffers: track((hour) => buffers(hour) * MiB),
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

describe('direct buffers that stand', () => {
  test('at the maximum of the heap are level because they are full', () => {
    const finding = concluded(watched((hour) => Math.min(500, 20 + 80 * hour)));
    expect(finding.kind).toBe('native-growth');
    expect(finding.confidence).toBeLessThan(0.8);
    expect(finding.evidence.join(' ')).toMatch(/They stand at 500 MiB for .* without -XX:MaxDirectMemorySize/);
    expect(finding.advice.join(' ')).not.toMatch(/nothing (?:has to be done|is urgent)/);
    expect(finding.advice[0]).toContain('whatever needs a direct buffer fails');
  });

  test.each<[string, (hour: number) => number]>([
    ['far below it', (hour) => Math.min(180, 20 + 80 * hour)],
    ['above it, where an option bounds them', (hour) => Math.min(700, 20 + 120 * hour)],
    ['there from the start', () => 500],
    ['near it by chance, and move', (hour) => 440 + 50 * Math.sin(hour)],
  ])('%s are no leak', (_, law) => {
    const { kind, evidence } = concluded(watched(law));
    expect(kind).not.toBe('native-growth');
    expect(evidence.join(' ')).not.toContain('MaxDirectMemorySize');
  });
});
