import { expect, test } from 'vitest';
import { firstStep } from '../../src/diagnosis/first-step.ts';
import type { Urgency } from '../../src/diagnosis/urgency-figures.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const around = (at: number) => ({ at, earliest: at, latest: at });
const quiet: Urgency = {
  pod: 'api-0',
  alive: true,
  now: NOW,
  limit: 2 * GiB,
  level: 200 * MiB,
  kills: 0,
  restarts: 0,
  nextKill: undefined,
  deploy: undefined,
  bound: undefined,
};
/** 128 MiB lie beside a heap of 1 GiB: of 2 GiB a tenth is left free. */
const OWN = { size: GiB, reported: true, level: GiB + 128 * MiB, ended: 2, by: 'an OutOfMemoryError', option: '-Xmx' };
const deploy = { revision: '4f2c1a9', previous: '9e01b7c', time: NOW - HOUR };

test.each<[string, Partial<Urgency>, string]>([
  [
    'at a tenth of the limit nothing is raised',
    {},
    'Now: nothing is urgent: memory is at 10 % of the limit of 2 GiB, and no kill is predicted within 30 days.',
  ],
  [
    'time that is left all the same is no calm',
    {
      unpredicted: {
        why: 'No kill is predicted: its pod may have been replaced. Should it still run, about 9 h were left then.',
        mayBeNear: true,
      },
    },
    'Now: memory is at 10 % of the limit of 2 GiB. No kill is predicted: its pod may have been replaced. Should it still run, about 9 h were left then.',
  ],
  [
    'where no kill is predicted for another reason than the distance, that is said',
    { unpredicted: { why: 'No kill is predicted: its pod may have been replaced.' } },
    'Now: nothing is urgent: memory is at 10 % of the limit of 2 GiB. No kill is predicted: its pod may have been replaced.',
  ],
  [
    'a limit that is far off by nothing but the rate is no kill within 30 days',
    { unpredicted: { why: 'At this rate the limit is more than 30 days off.', farOff: true } },
    'Now: nothing is urgent: memory is at 10 % of the limit of 2 GiB, and no kill is predicted within 30 days.',
  ],
  [
    'a limit that is days off leaves time for the fix, and for no rollback',
    { nextKill: around(NOW + 5 * DAY), deploy },
    'Now: nothing is urgent: at this rate the limit of 2 GiB is reached in about 5 d. Plan the fix before then.',
  ],
  [
    'what may come within hours has no quiet hour before it, however late it is in the middle',
    { nextKill: { at: NOW + 20 * HOUR, earliest: NOW + 5 * HOUR, latest: NOW + 40 * HOUR, wide: true } },
    'Now: raise the limit from 2 GiB to 4 GiB to gain time.',
  ],
  [
    'a wide range is said as one, and what may never come from when on it may',
    { nextKill: { at: NOW + 20 * HOUR, earliest: NOW + 9 * HOUR, latest: NOW + 40 * HOUR, wide: true } },
    'Now: restart api-0 at a quiet hour: 9 h to 40 h are left before the limit of 2 GiB.',
  ],
  [
    'of what may level off the shortest time is said',
    { nextKill: { at: NOW + 4 * DAY, earliest: NOW + 3 * DAY, latest: NOW + 30 * DAY, open: true, basis: 'slower' } },
    'Now: nothing is urgent: the limit of 2 GiB is reached in at least 3 d. Plan the fix before then.',
  ],
  [
    'a kill that is near calls for time',
    { nextKill: around(NOW + HOUR) },
    'Now: raise the limit from 2 GiB to 4 GiB to gain time.',
  ],
  ['so does one that was', { kills: 1 }, 'Now: raise the limit from 2 GiB to 4 GiB to gain time.'],
  [
    'what a larger limit gains is said where the rate is known: 2 GiB at 256 MiB/h last 8 h',
    { kills: 1, perHour: 256 * MiB },
    'Now: raise the limit from 2 GiB to 4 GiB to gain about 8 h.',
  ],
  [
    'minutes are no gain: 2 GiB at 20 GiB/h last 6 min',
    { kills: 9, perHour: 20 * GiB },
    'Now: go to the fix below: twice the limit would gain only about 6 min.',
  ],
  [
    'no line points to a fix where none follows',
    { kills: 9, perHour: 20 * GiB, fixUnknown: true },
    'Now: find out what grows: twice the limit would gain only about 6 min.',
  ],
  ['a rollback is one all the same', { kills: 9, perHour: 20 * GiB, deploy }, 'Now: roll back to 9e01b7c.'],
  [
    'a kill that leaves the night, far below the limit, leaves a choice of the hour',
    { nextKill: around(NOW + 20 * HOUR), level: 470 * MiB, perHour: 79 * MiB },
    'Now: restart api-0 at a quiet hour: about 20 h are left before the limit of 2 GiB.',
  ],
  [
    'a heap that is full before the limit is given what the limit has room for: 640 MiB at 128 MiB/h last 5 h',
    { ownEnd: OWN, level: GiB, perHour: 128 * MiB },
    'Now: raise the heap’s maximum (-Xmx) from 1 GiB to 1.63 GiB, for which the limit of 2 GiB has room, to gain about 5 h.',
  ],
  [
    'where it has room for little, the limit is raised with it',
    { ownEnd: { ...OWN, level: 1.8 * GiB }, level: GiB, perHour: 256 * MiB },
    'Now: raise the heap’s maximum (-Xmx) from 1 GiB to 2 GiB, and the limit from 2 GiB to 4 GiB with it, to gain about 4 h.',
  ],
  [
    'a heap that is not full for days leaves time',
    { ownEnd: { ...OWN, ended: 0, reported: false }, nextKill: { ...around(NOW + 5 * DAY), heapFull: true } },
    'Now: nothing is urgent: at this rate the heap reaches its maximum of about 1 GiB in about 5 d. Plan the fix before then.',
  ],
  [
    'one pod of many is restarted, and the others need not be',
    { kills: 1, perHour: 256 * MiB, othersSpared: 29 },
    'Now: restart api-0 (none of the 29 other pods grows), or raise the limit from 2 GiB to 4 GiB to gain about 8 h.',
  ],
  [
    'without a limit a kill of the node’s takes it',
    { kills: 1, limit: undefined },
    'Now: restart api-0 before its memory runs out, to gain time.',
  ],
  [
    'a deploy of which it is known what ran before can be rolled back',
    { kills: 1, deploy },
    'Now: roll back to 9e01b7c, or raise the limit from 2 GiB to 4 GiB to gain time.',
  ],
  [
    'one of which it is not cannot',
    { kills: 1, deploy: { revision: '4f2c1a9', previous: undefined, time: NOW } },
    'Now: raise the limit from 2 GiB to 4 GiB to gain time.',
  ],
  [
    'a heap with a bound of its own cannot use a larger limit',
    { kills: 1, bound: 'GOMEMLIMIT' },
    'Now: raise the limit from 2 GiB to 4 GiB and GOMEMLIMIT with it to gain time.',
  ],
  [
    'restarts that are no kills are looked into',
    { restarts: 3 },
    'Now: kubectl describe pod api-0: its 3 restarts are no OOM kills (memory is at 10 % of the limit of 2 GiB); exit code and events show what ended it.',
  ],
  [
    'what a deploy replaced is watched',
    { kills: 4, over: { running: 3, deploy } },
    'Now: nothing is urgent: 4f2c1a9 replaced what grew on api-0 at 09:00 UTC, and none of the 3 pods that run clearly grows. Watch for as long as the growth took to show.',
  ],
  [
    'so is a pod that is gone',
    { kills: 4, over: { running: 1, deploy: undefined } },
    'Now: nothing is urgent: what grew on api-0 no longer runs, and the pod that runs does not clearly grow. Watch for as long as the growth took to show.',
  ],
  [
    'without a limit no kill can be predicted',
    { limit: undefined },
    'Now: set a memory limit for api-0: none is known, and without one it grows until its machine has no memory left.',
  ],
  [
    'a live heap under level memory fills what it may take',
    { level: 1.9 * GiB, bound: 'the heap’s maximum', heapFull: { at: NOW + 12 * HOUR, size: 768 * MiB } },
    'Now: raise the limit from 2 GiB to 4 GiB and the heap’s maximum with it to gain time. At this rate the live heap fills the 768 MiB that it may take in about 12 h.',
  ],
  [
    'what was seen too briefly is not known to be safe',
    { open: { again: 'Look again at 10:05 UTC (in 5 min).', seen: MINUTE } },
    'Now: memory is at 10 % of the limit of 2 GiB; when it is full is not known, since it was seen for 60 s only. Look again at 10:05 UTC (in 5 min).',
  ],
  [
    'what would be full before a look is not waited for',
    { level: 1.9 * GiB, open: { again: 'Look again at 10:05 UTC (in 5 min).', fullIn: 17 * SECOND } },
    'Now: memory is at 95 % of the limit of 2 GiB, and at the rate of late it would be full in about 17 s, too soon to look again: raise the limit first. It may level off as well.',
  ],
  [
    'what is full has no rate, and no time at which it would be',
    { level: 1.99 * GiB, open: { again: 'Look again at 10:05 UTC (in 5 min).', fullIn: 0 } },
    'Now: memory is at >99 % of the limit of 2 GiB: raise the limit first, and then look again. It may level off as well.',
  ],
  [
    'what is full later than a look is looked at',
    { open: { again: 'Look again at 10:05 UTC (in 5 min).', fullIn: HOUR } },
    'Now: memory is at 10 % of the limit of 2 GiB; whether it grows, and when it would be full, the data does not settle. Look again at 10:05 UTC (in 5 min).',
  ],
  [
    'nor is what the data does not settle',
    { open: { again: 'Look again at 10:05 UTC (in 5 min).' } },
    'Now: memory is at 10 % of the limit of 2 GiB; whether it grows, and when it would be full, the data does not settle. Look again at 10:05 UTC (in 5 min).',
  ],
])('%s', (_what, changes, line) => {
  expect(firstStep({ ...quiet, ...changes })).toBe(line);
});

const SAVE = 'save a thread dump of api-0 (jcmd <pid> Thread.print)';

test.each<[string, Partial<Urgency>, string]>([
  [
    'what a restart loses is saved before it',
    { kills: 1, perHour: 256 * MiB },
    `Now: ${SAVE}, then raise the limit from 2 GiB to 4 GiB to gain about 8 h.`,
  ],
  [
    'also where nothing gains time',
    { nextKill: around(NOW + 5 * MINUTE), level: 1.9 * GiB, perHour: 20 * GiB },
    `Now: ${SAVE}, then go to the fix below: twice the limit would gain only about 6 min.`,
  ],
  [
    'and where there is no hurry there is no need',
    { nextKill: around(NOW + 5 * DAY) },
    'Now: nothing is urgent: at this rate the limit of 2 GiB is reached in about 5 d. Plan the fix before then.',
  ],
])('%s', (_what, changes, line) => {
  expect(firstStep({ ...quiet, ...changes }, SAVE)).toBe(line);
});
