import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { peersGoneLine } from '../../src/diagnosis/peers-gone.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute, T0 } from '../support/a-pod.ts';

const HOURS_4 = 240;

interface Drawn {
  readonly from?: number;
  readonly to?: number;
  /** MiB that it rises by at minute 120. */
  readonly step?: number;
}

function pod(name: string, { from = 0, to = HOURS_4, step = 0 }: Drawn = {}): PodMemory {
  const values = Array.from(
    { length: to - from + 1 },
    (_, i) => [minute(from + i), (750 + (i % 3) + (from + i > 125 ? step : 0)) * MiB] as const,
  );
  const end = to < HOURS_4 ? 'restarted' : 'running';
  const life = { from: minute(from), to: minute(to), end, startSeen: from > 0 } as const;
  return { pod: name, rss: trackOf(values), lifetimes: [life], restarts: 0, kills: [] };
}

function said(pods: readonly PodMemory[]): string {
  const observation: Observation = {
    range: { from: T0, to: minute(HOURS_4) },
    step: MINUTE,
    runtime: 'jvm',
    pods,
    chosen: 'edge-a',
    measured: {},
    deploys: [],
  };
  return peersGoneLine(observation).join();
}

const rose = pod('edge-a', { step: 380 });
const gone = (...names: readonly string[]) => names.map((name, i) => pod(name, { to: 119 + i }));

describe('pods that ended while memory rose in those that are left', () => {
  test('are said, with when and how many', () => {
    expect(said([rose, pod('edge-b', { step: 380 }), ...gone('edge-c', 'edge-d', 'edge-e', 'edge-f')])).toMatch(
      /^4 of 6 pods ended about 22 Nov 12:02 UTC, and memory rose here within the hour: .* the 2 that are left\.$/,
    );
    expect(said([rose, ...gone('edge-c')])).toContain('1 of 2 pods ended');
  });

  test.each<[string, readonly PodMemory[]]>([
    ['none ended', [rose, pod('edge-b')]],
    ['few of many ended', [rose, pod('edge-b'), pod('edge-c'), pod('edge-d'), ...gone('edge-e')]],
    ['memory did not rise then', [pod('edge-a'), pod('edge-b'), ...gone('edge-c', 'edge-d')]],
    ['others took their place, as in a rollout', [rose, pod('edge-x', { from: 118 }), ...gone('edge-c', 'edge-d')]],
  ])('are not where %s', (_, pods) => {
    expect(said(pods)).toBe('');
  });
});
