import { describe, expect, test } from 'vitest';
import type { AdviceContext } from '../../src/diagnosis/advice-context.ts';
import { CONTAINER_ADVICE } from '../../src/diagnosis/container-advice.ts';
import type { Urgency } from '../../src/diagnosis/first-step.ts';
import { tooSoonToRaise } from '../../src/diagnosis/too-soon.ts';
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
