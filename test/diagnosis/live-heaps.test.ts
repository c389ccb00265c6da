import { describe, expect, test } from 'vitest';
import { anotherPodLines, besideClimbing } from '../../src/diagnosis/another-pod.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

const MINUTES = 180;

/** A level pod of three hours, in MiB. */
function level(name: string, rss: number, limit: number): PodMemory {
  const values = Array.from({ length: MINUTES }, (_, i) => (rss + 0.4 * ((i * 7) % 3)).toFixed(2));
  return aPod(name, { rss: values.join(' '), limit });
}

/** What survives collections, in MiB by the minute, and the heap's maximum. */
function heap(law: (i: number) => number, max?: number) {
  const points = Array.from({ length: MINUTES }, (_, i) => [minute(i), (law(i) + 0.3 * ((i * 5) % 4)) * MiB] as const);
  const measured = { track: trackOf(points), metric: 'jvm_gc_live_data_size_bytes', reading: 'value' as const };
  return { measured, max: max === undefined ? undefined : max * MiB };
}

function watching(
  pods: readonly PodMemory[],
  heaps: Readonly<Record<string, ReturnType<typeof heap>>>,
  chosen?: string,
): Observation {
  return {
    range: { from: T0, to: minute(MINUTES - 1) },
    step: MINUTE,
    runtime: 'jvm',
    pods,
    heaps: new Map(Object.entries(heaps)),
    chosen,
    measured: {},
    deploys: [],
  };
}

const ORDER = [level('till-a', 1610, 2048), level('till-b', 1580, 2048)];
const CLIMB = heap((i) => 210 + 0.6 * i, 1400);
const calm = (mib: number) => heap(() => mib, 1400);
const first = (observation: Observation) => rankPods(observation)[0]?.pod;

describe('of level pods', () => {
  test('the one whose live heap climbs comes first, though another is nearer to its limit', () => {
    expect(first(watching(ORDER, { 'till-a': calm(230), 'till-b': CLIMB }))).toBe('till-b');
  });

  test('of two that climb the one that gained more of what it has', () => {
    const slower = heap((i) => 600 + 0.9 * i, 1400);
    expect(first(watching(ORDER, { 'till-a': slower, 'till-b': CLIMB }))).toBe('till-b');
  });

  test('the one whose live heap takes nearly all that it may have comes before a calm one', () => {
    expect(first(watching(ORDER, { 'till-a': calm(230), 'till-b': calm(1330) }))).toBe('till-b');
  });

  test.each<[string, Readonly<Record<string, ReturnType<typeof heap>>>]>([
    ['all live heaps are level', { 'till-a': calm(230), 'till-b': calm(260) }],
    ['a live heap filled after its start and stands', { 'till-b': heap((i) => 100 + 90 * (1 - Math.exp(-i / 9))) }],
    ['a live heap gained what a cache gains', { 'till-b': heap((i) => 300 + 0.07 * i) }],
    ['nothing is known of what lives', {}],
  ])('the fuller one comes first where %s', (_, heaps) => {
    expect(first(watching(ORDER, heaps))).toBe('till-a');
  });

  test('one that was killed comes before a live heap that climbs', () => {
    const values = level('till-c', 900, 1024).rss.values.map((value) => value / MiB);
    const killed = aPod('till-c', {
      rss: `${[...values.slice(0, 150)].join(' ')} 1020 | ${[...values.slice(151)].join(' ')}`,
      limit: 1024,
    });
    expect(first(watching([...ORDER, killed], { 'till-b': CLIMB }))).toBe('till-c');
  });
});

describe('a report about a level pod', () => {
  const calmVerdict: Verdict = { kind: 'no-growth', confidence: 0.985, also: [], contradicted: [] };

  test('names the other whose live heap climbs, and is not very sure', () => {
    const observation = watching(ORDER, { 'till-a': calm(230), 'till-b': CLIMB }, 'till-a');
    expect(besideClimbing(calmVerdict, observation).confidence).toBeLessThan(0.8);
    expect(anotherPodLines('no-growth', observation).join()).toMatch(/^The live heap of b grew 2\d\d → 3\d\d MiB in/);
  });

  test('does not send anyone to another whose live heap went the same way at the same time', () => {
    const stepped = (from: number) => heap((i) => (i < 60 ? from : 2.1 * from + 0.3 * i), 1400);
    const observation = watching(ORDER, { 'till-a': stepped(188), 'till-b': stepped(181) }, 'till-a');
    expect(anotherPodLines('no-growth', observation)).toEqual([]);
    const other = watching(ORDER, { 'till-a': calm(188), 'till-b': stepped(181) }, 'till-a');
    expect(anotherPodLines('no-growth', other).join()).toMatch(/^The live heap of b grew/);
  });

  test('is as sure as before where no live heap climbs', () => {
    const observation = watching(ORDER, { 'till-a': calm(230), 'till-b': calm(260) }, 'till-a');
    expect(besideClimbing(calmVerdict, observation).confidence).toBe(0.985);
    expect(anotherPodLines('no-growth', observation)).toEqual([]);
  });
});
