import type { Runtime } from '../service/service.ts';
import { goPlaybook } from './go.ts';
import { jvmPlaybook } from './jvm.ts';
import { nodePlaybook } from './node.ts';
import { pythonPlaybook } from './python.ts';
import type { Playbook, PlaybookStep } from './step.ts';
import { unknownPlaybook } from './unknown.ts';

/** Every playbook there is: a new runtime is a file and a line here. */
const PLAYBOOKS: readonly Playbook[] = [goPlaybook, jvmPlaybook, nodePlaybook, pythonPlaybook];

/** The playbook of a runtime; of an unknown one only what holds for any process is asked. */
export function playbookFor(runtime: Runtime | undefined): Playbook {
  return PLAYBOOKS.find((playbook) => playbook.runtime === runtime) ?? unknownPlaybook;
}

export function stepOf(playbook: Playbook, id: string): PlaybookStep | undefined {
  return playbook.steps.find((step) => step.id === id);
}
