import type { Scenario, ScenarioName } from '../scenario.ts';
import { jvmScenarios } from './jvm.ts';
import { marketsScenarios } from './markets.ts';
import { marketsJobScenarios } from './markets-jobs.ts';
import { nodeScenarios } from './node.ts';
import { pythonScenarios } from './python.ts';

const scenarios: readonly Scenario[] = [
  ...marketsScenarios,
  ...marketsJobScenarios,
  ...jvmScenarios,
  ...nodeScenarios,
  ...pythonScenarios,
];

export function scenarioOf(name: ScenarioName): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new RangeError(`no scenario ${name}`);
  return found;
}
