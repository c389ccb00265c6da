import { describe, expect, test } from 'vitest';
import type { Growth } from '../../../../src/diagnosis/growth.ts';
import {
  type AfterDeploy,
  deployToCheck,
  judgedFrom,
  outcomeAfter,
} from '../../../../src/investigation/looks/fix/outcome.ts';
import type { Baseline } from '../../../../src/investigation/state/fix.ts';
import { MiB } from '../../../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE } from '../../../../src/measurement/duration.ts';
import { NOON } from '../../../support/investigations.ts';

const baseline: Baseline = {
  quantity: 'live-heap',
  perHour: 30 * MiB,
  shownIn: 2 * HOUR,
  revision: '4f2c1a9',
  requestsPerHour: 1000,
  signature: 'the path',
};
const deploy = { time: NOON, revision: '7d1e0aa', previous: '4f2c1a9' };

function growth(answer: Growth['answer'], changes: Partial<Growth> = {}): Growth {
  const stretch = {
    from: NOON,
    to: NOON + 2 * HOUR,
    start: 90 * MiB,
    end: 92 * MiB,
    lowest: 88 * MiB,
    highest: 95 * MiB,
  };
  const kind = answer === 'yes' ? 'growing' : 'flat';
  return { answer, probability: 0.5, kind, lives: 1, growingLives: 0, perHour: 0, rates: [], stretch, ...changes };
}

function seenAfter(hours: number, seen: Partial<AfterDeploy> = {}) {
  const now = NOON + hours * HOUR;
  return outcomeAfter(baseline, { deploy, now, growth: growth('no'), requestsPerHour: 1000, ...seen });
}

describe('the deploy to look at', () => {
  const at = (minutes: number, revision: string) => ({ time: NOON + minutes * MINUTE, revision });
  test.each([
    ['none yet', [], undefined],
    ['one from before the report', [at(-10, '7d1e0aa')], undefined],
    ['the first after it', [at(-10, '4f2c1a9'), at(10, '7d1e0aa')], '7d1e0aa'],
    ['the latest of several', [at(10, '7d1e0aa'), at(20, '8888888')], '8888888'],
    ['the leaking revision brought back', [at(10, '7d1e0aa'), at(20, '4f2c1a9')], undefined],
  ])('%s', (_name, deploys, revision) => {
    expect(deployToCheck(deploys, baseline, NOON)?.revision).toBe(revision);
  });

  test('is judged after the time that the leak took to show, within bounds', () => {
    const after = (shownIn: number) => judgedFrom(deploy, { ...baseline, shownIn }) - NOON;
    expect([MINUTE, 2 * HOUR, 9 * DAY].map(after)).toEqual([30 * MINUTE, 2 * HOUR, 6 * HOUR]);
  });
});

describe('what is said of it', () => {
  test.each([
    ['nothing before it has run long enough', 1.9, {}, undefined],
    ['fixed, when it is level at the same traffic', 2, {}, 'fixed'],
    ['fixed, when no counter shows the traffic', 2, { requestsPerHour: undefined }, 'fixed'],
    ['nothing yet, with too little traffic', 2, { requestsPerHour: 300 }, undefined],
    ['open after a day of too little traffic', 25, { requestsPerHour: 300 }, 'unsettled'],
    ['nothing yet, when the samples do not settle it', 2, { growth: growth('unclear') }, undefined],
    ['open after a day without any samples', 25, { growth: undefined }, 'unsettled'],
    [
      'not fixed, whatever the traffic',
      2,
      { growth: growth('yes', { perHour: MiB }), requestsPerHour: 1 },
      'not-fixed',
    ],
  ] satisfies [string, number, Partial<AfterDeploy>, string | undefined][])('%s', (_name, hours, seen, kind) => {
    expect(seenAfter(hours, seen)?.kind).toBe(kind);
  });

  test('a leak so slow that it would not show is not called fixed', () => {
    const slow = { ...baseline, perHour: MiB };
    const seen = { deploy, now: NOON + 2 * HOUR, growth: growth('no') };
    expect(outcomeAfter(slow, seen)).toBeUndefined();
    expect(outcomeAfter(slow, { ...seen, now: NOON + 6 * HOUR })?.kind).toBe('fixed');
  });

  test('carries the figures that the line needs', () => {
    expect(seenAfter(2)).toMatchObject({ span: 2 * HOUR, before: 30 * MiB, traffic: 1 });
    expect(seenAfter(2, { growth: growth('yes', { perHour: 3 * MiB }) })).toMatchObject({ after: 3 * MiB });
    expect(seenAfter(25, { requestsPerHour: 300 })?.why).toContain('too little of the traffic');
  });
});
