import { expect, test } from 'vitest';
import { scenarios } from '../../scripts/demo/recording.ts';
import { SCENARIOS, type ScenarioName } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';
import { playRecording } from '../../scripts/outcomes/recorded.ts';
import { expectRight } from '../support/right-outcome.ts';
import { rightScenarios } from '../support/right-scenarios.ts';

test('every scenario of the lab was recorded', () => {
  expect([...scenarios()].sort()).toEqual([...SCENARIOS].sort());
});

const waiting = scenarios().flatMap((scenario) => {
  const { pending } = scenarioOf(scenario as ScenarioName);
  return pending === undefined ? [] : [{ scenario, pending }];
});

// Played like the others: a scenario that ends right is no longer pending.
test.concurrent.each(waiting)(
  '$scenario does not end right yet: $pending',
  { timeout: 120_000 },
  async ({ scenario }) => {
    const outcome = await playRecording(scenario);
    expect(() => expectRight(outcome), `remove \`pending\` of ${scenario}: it ends right now`).toThrow();
  },
);

// The whole bot, from the recorded alert through the clicks in Slack to the report.
test.concurrent.each(rightScenarios())('%s ends in its own finding', { timeout: 120_000 }, async (scenario) => {
  const outcome = await playRecording(scenario);
  expectRight(outcome);
  // The Go service and the exporters beside it show everything that is asked for.
  if (scenarioOf(outcome.scenario as ScenarioName).program.runtime !== 'go') return;
  expect(outcome.gaps.filter((gap) => gap.startsWith('No metric shows'))).toEqual([]);
});
