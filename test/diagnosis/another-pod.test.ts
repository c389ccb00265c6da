import { describe, expect, test } from 'vitest';
import { anotherPodLines, besideClimbing } from '../../src/diagnosis/another-pod.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

/** Two hours of a service. */
function watching(pods: readonly PodMemory[], chosen?: string): Observation {
  return { range: { from: T0, to: minute(119) }, step: MINUTE, runtime: 'go', pods, chosen, measured: {}, deploys: [] };
}

/** A line through so many minutes, with a little that moves. */
function line(from: number, to: number, minutes = 120): readonly number[] {
  return Array.from({ length: minutes }, (_, i) => from + ((to - from) * i) / (minutes - 1) + 0.4 * ((i * 7) % 3));
}

const drawn = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(' ');

/** Level, with a burst to its limit in each of these minutes. */
function burstAt(...kills: readonly number[]): PodMemory {
  const ends = [...kills, 120];
  const lives = ends.map((end, i) => {
    const length = end - (kills[i - 1] ?? 0);
    const level = line(145, 145, length);
    return drawn(i < kills.length ? [...level.slice(0, -1), 505] : level);
  });
  return aPod('ledger-1', { rss: lives.join(' | '), limit: 512 });
}

const climbing = aPod('ledger-0', { rss: drawn(line(140, 200)), limit: 512 });
const first = (...pods: readonly PodMemory[]) => rankPods(watching(pods))[0]?.pod;

describe('of a pod that was killed once and one that climbs to its kill', () => {
  test('the one that climbs comes first', () => {
    expect(first(burstAt(40), climbing)).toBe('ledger-0');
  });

  test.each<[string, readonly PodMemory[]]>([
    ['the kill is a matter of minutes', [burstAt(105), climbing]],
    ['it was killed again', [burstAt(40, 80), climbing]],
    ['the other is months from a kill', [burstAt(40), aPod('ledger-0', { rss: drawn(line(140, 143)), limit: 512 })]],
  ])('the killed one comes first where %s', (_, pods) => {
    expect(first(...pods)).toBe('ledger-1');
  });

  test('a report about the one names the other, and the killed one is not spoken of very surely', () => {
    const burst: Verdict = { kind: 'burst', confidence: 0.985, also: [], contradicted: [] };
    const ofKilled = watching([burstAt(40), climbing], 'ledger-1');
    expect(besideClimbing(burst, ofKilled).confidence).toBeLessThan(0.8);
    expect(anotherPodLines('burst', ofKilled).join()).toMatch(
      /^ledger-0 climbs meanwhile, by 3\d(\.\d)? MiB\/h, to a kill/,
    );
    const ofClimbing = watching([burstAt(40), climbing], 'ledger-0');
    expect(anotherPodLines('heap-leak', ofClimbing)).toEqual([
      'ledger-1 was killed once, at 22 Nov 10:39 UTC, and does not grow: that is another matter.',
    ]);
  });

  test('beside level pods it is as sure as before', () => {
    const level = watching([burstAt(40), aPod('ledger-0', { rss: drawn(line(140, 140)), limit: 512 })], 'ledger-1');
    const burst: Verdict = { kind: 'burst', confidence: 0.985, also: [], contradicted: [] };
    expect(besideClimbing(burst, level).confidence).toBe(0.985);
    expect(anotherPodLines('burst', level)).toEqual([]);
  });
});

describe('of a pod that jumped and stays up and one that gained a little', () => {
  const jumped = aPod('scorer-b', {
    rss: drawn([...line(185, 185, 50), 900, 640, ...line(430, 430, 68)]),
    limit: 1024,
  });
  const little = aPod('scorer-a', { rss: drawn(line(194, 199)), limit: 1024 });

  test('the one that jumped comes first', () => {
    expect(rankPods(watching([little, jumped])).map(({ pod }) => pod)).toEqual(['scorer-b', 'scorer-a']);
  });

  test('the other comes first where it gains much', () => {
    expect(first(jumped, aPod('scorer-a', { rss: drawn(line(194, 420)), limit: 1024 }))).toBe('scorer-a');
  });

  test('or where the jump is small beside the limit', () => {
    const small = aPod('scorer-b', { rss: drawn([...line(185, 185, 50), ...line(230, 230, 70)]), limit: 1024 });
    expect(first(little, small)).toBe('scorer-a');
  });
});
