import { currentSteps, type Investigation, type Step } from './investigation.ts';

/** Why a question is asked although the one before it could have ended in a report; empty where the plan leads to it anyway. */
export function askedBecause(investigation: Investigation, { key, id }: Pick<Step, 'key' | 'id'>): readonly string[] {
  const steps = currentSteps(investigation);
  const before = steps[steps.findIndex((step) => step.key === key) - 1];
  const further = before?.facts?.judgement.further;
  return further === undefined || further.to !== id || further.after !== before?.answer?.value ? [] : [further.because];
}
