import { expect, test } from 'vitest';
import { SCENARIOS } from '../../scripts/lab/scenario.ts';
import { playLive } from '../../scripts/outcomes/live.ts';
import { currentConclusion } from '../../src/investigation/investigation.ts';
import { expectRight } from '../support/right-outcome.ts';

// From the kernel's kill through Prometheus, Alertmanager, Leakbot and the clicks in Slack to the report. Several labs at
// a time (see the configuration): most of their time goes by waiting.
test.concurrent.each(SCENARIOS)('%s ends in its own finding', async (scenario) => {
  const { outcome, investigation } = await playLive(scenario);
  expectRight(outcome);
  const compared = currentConclusion(investigation)?.compared;
  expect(compared?.current.snapshot.source).toBe(outcome.top && 'the embedded collector');
});

test.concurrent('without Prometheus, Leakbot finds the same leak by itself', async () => {
  const { outcome } = await playLive('heap-leak', { sources: 'embedded' });
  expectRight(outcome);
});
