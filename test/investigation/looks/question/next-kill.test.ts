import { expect, test } from 'vitest';
import { Sightings } from '../../../../src/evidence/sightings.ts';
import { renewed } from '../../../../src/investigation/looks/question/next-kill.ts';
import { HOUR, MINUTE } from '../../../../src/measurement/duration.ts';
import { Story } from '../../../support/investigations.ts';
import { recordedEvidence } from '../../../support/recorded-evidence.ts';

const { service, end, metrics } = recordedEvidence();
const sightings = new Sightings(metrics);
const never = new AbortController().signal;

/** The recorded leak, asked about ten minutes before the recording ends, with what was predicted then. */
function asked() {
  const then = end - 10 * MINUTE;
  const { investigation } = new Story({ subject: { service }, range: { from: then - HOUR, to: then } });
  const overview = { kills: 3, restarts: 3, killedPods: [], pods: 6, nextKillAt: then + MINUTE };
  return { ...investigation, pod: 'markets-api-7d9f8b6c5-x2xkf', overview };
}

test('what was predicted minutes ago is predicted again', async () => {
  const { nextKillAt = 0, nextKillRange } = await renewed({ sightings, now: () => end }, asked(), never);
  expect(nextKillAt).toBeGreaterThan(end);
  expect(nextKillAt).toBeLessThan(end + 10 * MINUTE);
  expect(nextKillRange?.from).toBeLessThanOrEqual(nextKillAt);
  expect(nextKillRange?.to).toBeGreaterThanOrEqual(nextKillAt);
});

test('of a pod that does not climb nothing is predicted any longer', async () => {
  const investigation = { ...asked(), pod: 'markets-api-5c6d7f9b84-d7hpm' };
  expect(await renewed({ sightings, now: () => end }, investigation, never)).toEqual({});
});

test('a window that ends in the past on purpose, or just now, keeps what it said', async () => {
  const investigation = asked();
  const kept = { nextKillAt: investigation.overview.nextKillAt, nextKillRange: undefined };
  expect(await renewed({ sightings }, investigation, never)).toEqual(kept);
  expect(await renewed({ sightings, now: () => investigation.range.to + MINUTE }, investigation, never)).toEqual(kept);
});
