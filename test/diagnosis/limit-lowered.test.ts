import { describe, expect, test } from 'vitest';
import { limitLowered } from '../../src/diagnosis/limit-lowered.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';

const HOUR_OF_PODS = 60;

/** Every life of a pod under one limit, some minutes later than drawn. */
function under(limit: number, pod: PodMemory, later = 0): PodMemory {
  const by = later * MINUTE;
  return {
    ...pod,
    limit: limit * MiB,
    rss: { times: pod.rss.times.map((time) => time + by), values: pod.rss.values },
    lifetimes: pod.lifetimes.map((life) => ({ ...life, from: life.from + by, to: life.to + by, limit: limit * MiB })),
    kills: pod.kills.map((kill) => kill + by),
  };
}

function gone(pod: PodMemory): PodMemory {
  return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
}

const climbing = (top: number) => Array.from({ length: 20 }, (_, i) => 100 + ((top - 100) * i) / 19).join(' ');
const level = (at: number) => Array.from({ length: HOUR_OF_PODS }, (_, i) => at + (i % 3)).join(' ');
const killed = under(500, aPod('api-new', { rss: [climbing(495), climbing(495), climbing(495)].join(' | ') }), 60);

function watching(...pods: readonly PodMemory[]): Observation {
  return {
    range: { from: T0, to: minute(119) },
    step: MINUTE,
    runtime: 'go',
    pods,
    chosen: undefined,
    measured: {},
    deploys: [],
  };
}

describe('a limit that was lowered', () => {
  test('below where memory stood level is why the kills began', () => {
    const observation = watching(gone(under(1000, aPod('api-old', { rss: level(700) }))), killed);
    expect(limitLowered(observation, killed)).toEqual({
      at: minute(60),
      from: 1000 * MiB,
      to: 500 * MiB,
      level: 702 * MiB,
      kills: 2,
    });
    const judgement = judgeRssGrowing(observation);
    expect(judgement.answer).toBe('no');
    expect(judgement.suggests).toBe('limit-too-small');
    expect(judgement.headline).toContain('Limit lowered from 1000 MiB to 500 MiB');
  });

  const rising = (from: number, to: number) =>
    Array.from({ length: HOUR_OF_PODS }, (_, i) => (from + ((to - from) * i) / (HOUR_OF_PODS - 1)).toFixed(1)).join(
      ' ',
    );
  test.each([
    ['rose with the day', rising(460, 540)],
    [
      'rose at the end of a calm',
      `${level(450).split(' ').slice(0, 40).join(' ')} ${rising(452, 520).split(' ').slice(0, 20).join(' ')}`,
    ],
    ['grows slowly as well', rising(600, 700)],
  ])('is why they began where what stood above it %s', (_, rss) => {
    const before = gone(under(1000, aPod('api-old', { rss })));
    const other = gone(under(1000, aPod('api-two', { rss })));
    expect(limitLowered(watching(before, other, killed), killed)).toMatchObject({ from: 1000 * MiB, to: 500 * MiB });
    const judgement = judgeRssGrowing(watching(before, other, killed));
    expect(judgement).toMatchObject({ answer: 'no', suggests: 'limit-too-small' });
    expect(judgement.headline).toContain('Limit lowered from 1000 MiB to 500 MiB');
  });

  test.each([
    ['what climbed through the smaller limit', gone(under(1000, aPod('api-old', { rss: rising(380, 700) })))],
    ['what fits as before', gone(under(1000, aPod('api-old', { rss: level(400) })))],
    [
      'what was killed under the larger limit too',
      under(1000, aPod('api-old', { rss: `${climbing(990)} | ${level(700)}` })),
    ],
    [
      'what grew all the time under the larger limit',
      gone(under(1000, aPod('api-old', { rss: Array.from({ length: 60 }, (_, i) => 100 + 14 * i).join(' ') }))),
    ],
    ['a limit that was raised', gone(under(250, aPod('api-old', { rss: level(230) })))],
  ])('is no reason for the kills of %s', (_, before) => {
    expect(limitLowered(watching(before, killed), killed)).toBeUndefined();
  });
});
