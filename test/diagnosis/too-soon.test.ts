import { describe, expect, test } from 'vitest';
import type { AdviceContext } from '../../src/diagnosis/advice-context.ts';
import { CONTAINER_ADVICE } from '../../src/diagnosis/container-advice.ts';
import { firstStep } from '../../src/diagnosis/first-step.ts';
import { tooSoonToRaise } from '../../src/diagnosis/too-soon.ts';
import type { Urgency } from '../../src/diagnosis/urgency-figures.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';

const NOW = Date.UTC(2026, 10, 22, 10);

/** A pod of a limit of 640 MiB, never killed, whose end is predicted. */
function predicted(runsFor: number, left: number, own: Partial<Urgency> = {}): Urgency {
  return {
    pod: 'api-0',
    alive: true,
    now: NOW,
    limit: 640 * MiB,
    level: 600 * MiB,
    kills: 0,
    restarts: 0,
    nextKill: { at: NOW + left, earliest: NOW + left, latest: NOW + left },
    runsFor,
    deploy: undefined,
    bound: undefined,
    perHour: (40 * MiB * HOUR) / left,
    ...own,
  };
}

describe('a kill that is further ahead than a run was seen', () => {
  test.each([
    [20 * MINUTE, 3 * HOUR, '11:30 UTC (in 1 h 30 min)'],
    [4 * HOUR, 30 * HOUR, '01:00 UTC (in 15 h)'],
  ])('is looked at again before anything is changed: %i, %i', (runsFor, left, again) => {
    const line = tooSoonToRaise(predicted(runsFor, left));
    expect(line).toContain(`Now: look again at ${again}, and change nothing yet`);
    expect(line).not.toContain('raise');
  });

  test.each([
    ['the kill is near', predicted(10 * MINUTE, 40 * MINUTE)],
    ['the run was seen for longer', predicted(30 * HOUR, 20 * HOUR)],
    ['it was killed before', predicted(HOUR, 20 * HOUR, { kills: 1 })],
    ['nothing is predicted', predicted(HOUR, 20 * HOUR, { nextKill: undefined })],
  ])('not so where %s', (_, urgency) => {
    expect(tooSoonToRaise(urgency)).toBeUndefined();
  });
});

describe('the first line about what grows in a young run', () => {
  test.each([
    [20 * MINUTE, 3 * HOUR],
    [58 * MINUTE, 7 * HOUR],
    [110 * MINUTE, 20 * HOUR],
  ])('of %i, whose kill is %i away, asks for another look', (runsFor, left) => {
    const line = firstStep(predicted(runsFor, left));
    expect(line).toContain('may still be filling up');
    expect(line).not.toContain('raise');
  });

  test('where the kill is near, gains time, and says the age', () => {
    const line = firstStep(predicted(30 * MINUTE, 50 * MINUTE));
    expect(line).toMatch(/^Now: raise .* Its run is 30 min old and may still be filling up\.$/);
  });

  test.each([
    ['the run is older', predicted(5 * HOUR, 20 * HOUR)],
    ['it was seen for longer than is left', predicted(HOUR, 40 * MINUTE)],
    ['it was killed', predicted(HOUR, 20 * HOUR, { kills: 2 })],
  ])('says nothing of the age where %s', (_, urgency) => {
    expect(firstStep(urgency)).not.toContain('filling');
  });

  test('rolls back the deploy that it began with all the same', () => {
    const deploy = { time: NOW - HOUR, revision: 'v42', previous: 'v41' };
    expect(firstStep(predicted(HOUR, 20 * HOUR, { deploy }))).toMatch(/roll back to v41.*may still be filling up\.$/);
  });
});

/** What to do now about what the process does not hold. */
const nowFor = (kind: 'shared-memory' | 'kernel-memory', urgency: Urgency, leftInPod = false) =>
  CONTAINER_ADVICE[kind]({ pod: 'api-0', urgency, leftInPod } as AdviceContext).steps[0] ?? '';

describe('memory beside the processes that will be killed within hours', () => {
  test('is gained time for, after what a restart would lose was read', () => {
    const line = nowFor('kernel-memory', predicted(30 * HOUR, 90 * MINUTE));
    expect(line).toMatch(/^Now: count open sockets .*, then raise the limit from 640 MiB to 1\.\d+ GiB to gain about /);
    expect(nowFor('kernel-memory', predicted(30 * HOUR, 9 * 24 * HOUR))).not.toContain('raise');
  });

  test('in a memory-backed volume is deleted there, or with its pod: a restart of the container frees nothing', () => {
    const line = nowFor('shared-memory', predicted(30 * HOUR, 90 * MINUTE));
    expect(line).toContain('delete the files there that nothing reads any longer, or delete the pod api-0');
    expect(line).toContain('a restart of its container frees nothing');
    expect(line).toContain('about 1 h 30 min are left before the limit of 640 MiB');
    expect(nowFor('shared-memory', predicted(30 * HOUR, 20 * HOUR))).not.toContain('delete');
    expect(nowFor('shared-memory', predicted(30 * HOUR, 90 * MINUTE, { elsewhere: true }))).not.toContain('pod');
  });
});
