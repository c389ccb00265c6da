import type { Runtime } from '../service/service.ts';
import { goPlaybook } from './go.ts';
import type { Playbook, PlaybookStep } from './step.ts';

/** Every playbook there is: a new runtime is a file and a line here. */
const PLAYBOOKS: readonly Playbook[] = [goPlaybook];

/** The playbook of a runtime; an unknown one is asked the Go questions, whose first steps hold for any process. */
export function playbookFor(runtime: Runtime | undefined): Playbook {
  return PLAYBOOKS.find((playbook) => playbook.runtime === runtime) ?? goPlaybook;
}

export function stepOf(playbook: Playbook, id: string): PlaybookStep | undefined {
  return playbook.steps.find((step) => step.id === id);
}
