import { describe, expect, test } from 'vitest';
import { burstSeen } from '../../src/diagnosis/burst-seen.ts';
import { gapsBeside } from '../../src/diagnosis/finding.ts';
import { killsSaid, withKills } from '../../src/diagnosis/kill-count.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { describeOthers } from '../../src/diagnosis/other-pods.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { settlingOf } from '../../src/diagnosis/settling.ts';
import { tellingPaths } from '../../src/diagnosis/telling-paths.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute } from '../support/a-pod.ts';

function seen(...pods: readonly PodMemory[]): Observation {
  return {
    range: { from: minute(0), to: minute(120) },
    step: MINUTE,
    pods,
    chosen: pods[0]?.pod,
    measured: {},
    deploys: [],
  };
}

/** Two hours of one run, a sample a minute. */
function running(pod: string, levelAt: (at: number) => number): PodMemory {
  const rss = trackOf(Array.from({ length: 121 }, (_, i) => [minute(i), levelAt(i) * MiB] as const));
  const life = { from: minute(0), to: minute(120), end: 'running', startSeen: true } as const;
  return { pod, rss, limit: 512 * MiB, lifetimes: [life], restarts: 0, kills: [] };
}

function gone(pod: PodMemory): PodMemory {
  return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
}

describe('bursts', () => {
  test.each([
    ['60 61 60 150 | 60 61 60 140 | 60 61', { kills: 2, highest: 150 * MiB, rose: true }],
    ['60 61 60 150 | 60 61 60 61 | 60 61', { kills: 1, highest: 150 * MiB, rose: true }],
    ['60 61 60 62 | 60 61 60 61 | 60 61', { kills: 0, highest: 62 * MiB, rose: false }],
  ])('%s shows so many', (rss, shown) => {
    const pod = aPod('api-x2x', { rss, limit: 160 });
    expect(burstSeen(seen(pod), pod)).toEqual(shown);
  });
});

describe('memory that fills up after its start', () => {
  test.each([
    ['levels off', (at: number) => 180 - 80 * Math.exp(-at / 15), 'level'],
    ['still rises, ever more slowly', (at: number) => 300 - 200 * Math.exp(-at / 80), 'slowing'],
  ] as const)('%s', (_, levelAt, kind) => {
    const pod = running('api-x2x', levelAt);
    expect(settlingOf(seen(pod), pod).kind).toBe(kind);
  });
});

describe('kills', () => {
  const killed = aPod('api-x2x', { rss: '60 150 | 60 150 | 60' });
  const other = aPod('api-k7p', { rss: '60 150 | 60' });

  test('of a pod stand beside those of its service', () => {
    expect(killsSaid(seen(killed), killed)).toBe('2 OOM kills in the window.');
    expect(killsSaid(seen(killed, other), killed)).toBe('2 of the service’s 3 OOM kills in the window.');
    expect(killsSaid(seen(aPod('api-m4t', { rss: '60 60' }), other), aPod('api-m4t', { rss: '60 60' }))).toBe(
      '1 OOM kill in the window, none of them of this pod.',
    );
  });

  test('that nothing counts are not denied', () => {
    const uncounted = { ...aPod('api-m4t', { rss: '60 60' }), killsUncounted: true as const };
    expect(killsSaid(seen(uncounted), uncounted)).toMatch(/^Kills are not counted here: .*_last_terminated_reason/);
    expect(killsSaid(seen(uncounted, other), uncounted)).toBe('1 OOM kill in the window, none of them of this pod.');
  });

  test.each([
    ['x2x is flat', 3, 'x2x is flat; it was killed 3 times'],
    ['x2x was killed 3 times', 3, 'x2x was killed 3 times'],
    ['It was killed 2 times at its start', 3, 'It was killed 2 times at its start (of 3 kills in the window)'],
    ['x2x is flat', 0, 'x2x is flat'],
  ])('complete “%s” of %d', (sentence, kills, said) => expect(withKills(sentence, kills)).toBe(said));
});

describe('the other pods', () => {
  const climbs = (at: number) => 100 + 2 * at;
  const flat = () => 100;
  const said = (...others: readonly PodMemory[]) => {
    const ranked = rankPods(seen(running('api-7d9f-x2x', climbs), ...others));
    const subject = ranked.find(({ name }) => name === 'x2x');
    return subject && describeOthers(ranked, subject, false);
  };

  test('that grow are not said to be killed', () => {
    expect(said(running('api-7d9f-k7p', climbs))).toBe('the other pod grows too');
  });

  test('that are gone count where they grew', () => {
    expect(said(running('api-7d9f-k7p', flat), gone(running('api-7d9f-m4t', climbs)))).toBe(
      'the other pod is flat, the one gone grew too',
    );
    expect(said(running('api-7d9f-k7p', flat), gone(running('api-7d9f-m4t', flat)))).toBe('the other pod is flat');
  });
});

test('paths that are noise are left out, the first never', () => {
  const path = (share: number) => ({ frames: [], below: [], base: 0, current: 1, delta: 1, share });
  expect(tellingPaths([path(0.02), path(0.6), path(0.01), path(0.2)]).map(({ share }) => share)).toEqual([
    0.02, 0.6, 0.2,
  ]);
});

test('that there is no profile is no gap where no profile would show the growth', () => {
  const profiles = { about: 'comparison', missing: 'No heap profile.', fix: 'Take two class histograms.' } as const;
  const metric = { missing: 'No metric shows the traffic.', fix: 'Count requests.' };
  expect(gapsBeside({ kind: 'native-growth', advice: [] }, [profiles, metric])).toEqual([metric]);
  // One that was looked for to show just this is one.
  const own = { ...profiles, only: 'native-growth' } as const;
  expect(gapsBeside({ kind: 'native-growth', advice: [] }, [own, metric])).toEqual([own, metric]);
  expect(gapsBeside({ kind: 'heap-leak', advice: ['Count requests.'] }, [profiles, metric])).toEqual([profiles]);
});
