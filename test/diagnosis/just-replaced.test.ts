import { describe, expect, test } from 'vitest';
import { firstStep } from '../../src/diagnosis/first-step.ts';
import { justReplaced } from '../../src/diagnosis/just-replaced.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { urgencyOf } from '../../src/diagnosis/urgency.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

const LEAKS = 'v2.8.0';
const NEXT = 'v2.8.1';
/** When the next revision began. */
const DEPLOYED = 300;

/** From one level to another; `bend` below 1 slows down on the way, as what fills after its start does. */
const climb = (from: number, to: number, minutes: number, bend = 1) =>
  Array.from({ length: minutes }, (_, i) => (from + (to - from) * (i / (minutes - 1)) ** bend).toFixed(2)).join(' ');

function of(revision: string, pod: PodMemory, later = 0, gone = false): PodMemory {
  const by = later * MINUTE;
  const last = pod.lifetimes.length - 1;
  return {
    ...pod,
    rss: { times: pod.rss.times.map((time) => time + by), values: pod.rss.values },
    lifetimes: pod.lifetimes.map((life, i) => ({
      ...life,
      from: life.from + by,
      to: life.to + by,
      revision,
      startSeen: later > 0 || life.startSeen,
      ...(gone && i === last ? { end: 'restarted' as const } : {}),
    })),
    kills: pod.kills.map((kill) => kill + by),
  };
}

const leaked = (rss: string, name = 'api-old') => of(LEAKS, aPod(name, { rss, limit: 256 }), 0, true);
const young = (rss: string, revision = NEXT, name = 'api-new') =>
  of(revision, aPod(name, { rss, limit: 256 }), DEPLOYED);

function rolledOut(minutes: number, ...pods: readonly PodMemory[]): Observation {
  return {
    range: { from: T0, to: minute(DEPLOYED + minutes - 1) },
    step: MINUTE,
    runtime: 'go',
    pods,
    measured: {},
    deploys: [{ time: minute(DEPLOYED), revision: NEXT, previous: LEAKS }],
  };
}

const KILLED = `${climb(80, 255, 200)} | ${climb(80, 170, 100)}`;
const ONCE = climb(80, 200, 300);
const FILLS = climb(70, 88, 18, 0.7);

describe('minutes after a rollout', () => {
  test.each([
    ['was killed', KILLED],
    ['grew and was never killed', ONCE],
  ])('what %s is what is reported, and nothing of the pods that fill after their start', (_, rss) => {
    const observation = rolledOut(18, leaked(rss), young(FILLS), young(FILLS, NEXT, 'api-two'));
    expect(justReplaced(observation)).toMatchObject({ revision: LEAKS, revisions: 1, running: 2 });
    const [first, ...others] = rankPods(observation);
    expect(first).toMatchObject({ pod: 'api-old', growth: { answer: 'yes' } });
    for (const other of others) expect(other).toMatchObject({ growth: { answer: 'unclear' }, nextKill: undefined });
    const { headline } = judgeRssGrowing(observation);
    expect(headline).toContain('the 2 other pods are too young');
    const file = { observation: { ...observation, chosen: 'api-old' }, steps: [], comparisons: [], gaps: [] };
    const line = firstStep(urgencyOf(file, undefined));
    expect(line).toContain('v2.8.1 replaced what grew');
    expect(line).toContain('too young to show whether the growth is over. Look again at');
    expect(line).not.toContain('raise the limit');
  });

  test('a pod that kept its name is judged by what it did before', () => {
    const before = leaked(KILLED, 'db-0');
    const now = young(FILLS, NEXT, 'db-0');
    const rss = {
      times: Float64Array.from([...before.rss.times, ...now.rss.times]),
      values: Float64Array.from([...before.rss.values, ...now.rss.values]),
    };
    const same = { ...before, rss, lifetimes: [...before.lifetimes, ...now.lifetimes] };
    expect(rankPods(rolledOut(18, same))[0]).toMatchObject({
      growth: { answer: 'yes', earlier: true },
      nextKill: undefined,
    });
  });

  test.each([
    ['runs for an hour', 90, climb(70, 115, 90)],
    ['climbs faster than what it replaced', 18, climb(70, 160, 18)],
  ])('one that %s is judged by itself', (_, minutes, rss) => {
    const observation = rolledOut(minutes, leaked(KILLED), young(rss));
    expect(justReplaced(observation)).toBeUndefined();
    expect(rankPods(observation).find(({ pod }) => pod === 'api-new')?.growth.answer).toBe('yes');
  });

  test.each([
    ['one of the same revision', young(climb(70, 115, 18), LEAKS)],
    ['one of an unknown revision', { ...young(climb(70, 115, 18)), ...aPod('api-new', { rss: climb(70, 115, 18) }) }],
  ])('%s is no fix', (_, pod) => {
    expect(justReplaced(rolledOut(18, leaked(KILLED), pod))).toBeUndefined();
  });

  test('where nothing grew before, a young pod may bring the growth', () => {
    const level = Array.from({ length: 300 }, (_, i) => 80 + (i % 3)).join(' ');
    expect(justReplaced(rolledOut(18, leaked(level), young(climb(70, 160, 18))))).toBeUndefined();
  });
});
