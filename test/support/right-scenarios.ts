import { scenarios } from '../../scripts/demo/recording.ts';
import type { ScenarioName } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';

/**
 * The recorded scenarios that Leakbot ends right. A pending one joins them with the commit that removes its reason; until then
 * test/e2e/recordings.test.ts plays it and prints the reason.
 */
export function rightScenarios(): readonly string[] {
  return scenarios().filter((scenario) => scenarioOf(scenario as ScenarioName).pending === undefined);
}
