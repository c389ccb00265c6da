import { workloadKey } from '../service/service.ts';
import type { Effect } from './state/effect.ts';
import { currentSteps, type Investigation, type Step } from './state/investigation.ts';

/** Work beside the events: what is looked at, or fetched, for an investigation as it stands. */
export type Task =
  | { readonly kind: 'observe'; readonly step: string }
  | { readonly kind: 'conclude' }
  | { readonly kind: 'capture'; readonly note: string };

/** What an event's effects ask to be done beside; messages are the courier's. */
export function tasksIn(effects: readonly Effect[]): readonly Task[] {
  return effects.filter((effect) => effect.kind !== 'show' && effect.kind !== 'react' && effect.kind !== 'pass-on');
}

/**
 * What an earlier process left to be done. A capture is not among it: a profile costs the process something, and its
 * user may no longer wait for it.
 */
export function tasksLeftIn(investigation: Investigation): readonly Task[] {
  if (investigation.status === 'cancelled') return [];
  const observing = currentSteps(investigation).filter((step) => step.status === 'observing');
  const tasks: readonly Task[] = observing.map((step) => ({ kind: 'observe', step: step.key }));
  return investigation.status === 'concluding' ? [...tasks, { kind: 'conclude' }] : tasks;
}

/** Whether nothing waits for a task any longer. A capture is not given up half-way: what it costs, it has cost. */
export function isObsolete(task: Task, asked: Investigation, now: Investigation): boolean {
  if (task.kind === 'capture') return false;
  if (task.kind === 'observe') return now.status === 'cancelled' || keyOf(asked) !== keyOf(now);
  return now.status !== 'concluding' || now.conclusionAttempt !== asked.conclusionAttempt;
}

/** Whether a step still waits for what was seen of it, and not for a look at another service, pod or window. */
export function isAwaited(step: Step, asked: Investigation, now: Investigation): boolean {
  const still = now.steps.find((candidate) => candidate.key === step.key);
  const same = still?.pod === step.pod && now.range.to === asked.range.to && keyOf(asked) === keyOf(now);
  return still?.status === 'observing' && same;
}

/** The workload that is looked at. */
function keyOf({ service }: Investigation): string | undefined {
  return service && workloadKey(service.workload);
}
