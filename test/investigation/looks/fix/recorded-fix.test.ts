import { expect, test } from 'vitest';
import type { Recording } from '../../../../scripts/lab/record/recording.ts';
import { Sightings } from '../../../../src/evidence/sightings.ts';
import { lookAfterDeploy } from '../../../../src/investigation/looks/fix/fix.ts';
import { MINUTE, SECOND } from '../../../../src/measurement/duration.ts';
import { player } from '../../../support/played-out.ts';
import { readFixture } from '../../../support/profile/read-fixture.ts';
import { recordedEvidence } from '../../../support/recorded-evidence.ts';

const SCENARIO = 'fix-rolled-out';

/** A real leak, reported before the release that fixed it was rolled out, and that release half an hour later. */
test('a recorded fix is seen once its processes were watched for half an hour, and not before', async () => {
  const recording = JSON.parse(
    Buffer.from(readFixture(`recordings/${SCENARIO}/recording.json`)).toString(),
  ) as Recording;
  const fix = recording.events.findLast(({ kind }) => kind === 'rolled-out');
  if (fix?.kind !== 'rolled-out') throw new Error('the recording has no fix');
  const evidence = recordedEvidence(SCENARIO);
  const { investigation, conclusion } = await player().play({ ...evidence, now: fix.time - SECOND });
  expect(conclusion.finding.kind).toBe('heap-leak');

  const look = (now: number) =>
    lookAfterDeploy({ ...evidence, sightings: new Sightings(evidence.metrics) }, investigation, {
      now,
      signal: new AbortController().signal,
    });
  expect(await look(fix.time + 5 * MINUTE)).toBeUndefined();
  expect(await look(evidence.end)).toMatchObject({ kind: 'fixed', deploy: { revision: fix.revision } });
});
