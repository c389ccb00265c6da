import { describe, expect, test } from 'vitest';
import { atOnceClause, beganAtOnce } from '../../src/diagnosis/began-at-once.ts';
import { heapFix } from '../../src/diagnosis/heap-fix.ts';
import { heapTitle } from '../../src/diagnosis/heap-title.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';

const T0 = Date.UTC(2026, 10, 30);

/** Pods that are level and grow by `rate` MiB an hour from their hour on, seen for 12 hours. */
function pods(begins: readonly number[], { rate = 90, hours = 12, from = 0 } = {}): Observation {
  const life: Lifetime = { from: T0 + from * HOUR, to: T0 + hours * HOUR, end: 'running' };
  return {
    range: { from: T0, to: T0 + hours * HOUR },
    step: MINUTE,
    runtime: 'go',
    pods: begins.map(
      (begin, i): PodMemory => ({
        pod: `sink-${i}`,
        rss: trackOf(
          Array.from({ length: (hours - from) * 60 + 1 }, (_, n) => {
            const hour = from + n / 60;
            const garbage = 3 * ((n * 0.382 + i / 3) % 1);
            return [T0 + hour * HOUR, (90 + rate * Math.max(0, hour - begin) + garbage) * MiB] as const;
          }),
        ),
        limit: 1024 * MiB,
        lifetimes: [life],
        restarts: 0,
        kills: [],
      }),
    ),
    chosen: 'sink-0',
    measured: {},
    deploys: [],
  };
}

function atOnce(observation: Observation, deploy?: { readonly time: number; readonly revision: string }) {
  const [pod] = observation.pods;
  const onset = pod && memoryGrowth(observation, pod).onset;
  if (onset === undefined) throw new Error('no onset');
  return beganAtOnce(observation, { ...onset, deploy });
}

describe('a growth that began in every pod at one moment', () => {
  test.each([[[10, 10, 10]], [[9, 9.1]], [[10.5, 10.5, 10.5, 10.45]]])(
    'is one that something outside may have begun: %j',
    (begins) => {
      const seen = atOnce(pods(begins));
      expect(seen?.pods).toBe(begins.length);
      expect(Math.abs((seen?.at ?? 0) - T0 - (begins[0] ?? 0) * HOUR)).toBeLessThan(20 * MINUTE);
    },
  );

  test.each([
    ['one pod only', [10]],
    ['one of several', [10, 99, 99]],
    ['at different times', [10, 8.5, 9]],
    ['for longer than it was level', [4, 4, 4]],
  ] as const)('not: %s', (_, begins) => {
    expect(atOnce(pods(begins))).toBeUndefined();
  });

  test('not: a deploy brought it', () => {
    expect(atOnce(pods([10, 10, 10]), { time: T0 + 10 * HOUR, revision: '4f2c1a9' })).toBeUndefined();
  });

  test('title and fix say both', () => {
    const words = guideTo('go').words;
    const seen = { at: T0 + 10 * HOUR, pods: 3 };
    expect(atOnceClause({ ...seen, pods: 2 })).toBe('a leak, or what came to both pods about 30 Nov 10:00 UTC');
    const subject = {
      verdict: { kind: 'heap-leak', contradicted: [] },
      suspect: undefined,
      pod: undefined,
      atOnce: seen,
    };
    expect(heapTitle(subject as never, { steps: [] } as never, '')).toBe(
      'Heap growth: a leak, or what came to all 3 pods about 30 Nov 10:00 UTC',
    );
    expect(heapFix({ words, suspect: undefined, withRequests: undefined, atOnce: seen })).toMatch(
      /^Fix: look for what began about 30 Nov 10:00 UTC .*; else find what still refers to /,
    );
  });
});
