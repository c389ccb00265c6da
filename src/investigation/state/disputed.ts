import { currentSteps, type Investigation, type Step } from './investigation.ts';

/** The questions that a person answered with the opposite of what the data shows: no report is settled while there are any. */
export function disputedSteps(investigation: Investigation): readonly Step[] {
  return currentSteps(investigation).filter(({ answer, facts }) => {
    const data = facts?.judgement.answer;
    return (answer?.value === 'yes' && data === 'no') || (answer?.value === 'no' && data === 'yes');
  });
}
