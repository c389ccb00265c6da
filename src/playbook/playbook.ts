import type { PlannedQuestion, QuestionPlan } from '../runtime/question-plan.ts';
import { guideTo, RUNTIMES, type Runtime } from '../runtime/runtimes.ts';
import { QUESTIONS } from './questions.ts';
import type { Playbook, PlaybookStep } from './step.ts';

/** The playbook of a runtime; of an unknown one only what holds for any process is asked. */
export function playbookFor(runtime: Runtime = 'unknown'): Playbook {
  return PLAYBOOKS.get(runtime) ?? UNKNOWN;
}

export function stepOf(playbook: Playbook, id: string): PlaybookStep | undefined {
  return playbook.steps.find((step) => step.id === id);
}

/** Growing memory, and memory that may grow, leads to the first question about its cause. */
function opening({ still, questions: [first] }: QuestionPlan): PlaybookStep {
  const next = { yes: { to: first.asks }, no: { to: still }, unclear: { to: first.asks } };
  return { ...QUESTIONS['rss-growing'](undefined), id: 'rss-growing', next };
}

function placed({ asks, about, needs, yes, otherwise, denied = otherwise }: PlannedQuestion): PlaybookStep {
  const question = QUESTIONS[asks](about);
  return {
    ...question,
    id: asks,
    needs: [...question.needs, ...(needs ?? [])],
    next: { yes, no: { to: denied }, unclear: { to: otherwise } },
  };
}

function playbookOf(runtime: Runtime): Playbook {
  const { plan } = guideTo(runtime);
  return { runtime, steps: [opening(plan), ...plan.questions.map(placed)] };
}

const UNKNOWN = playbookOf('unknown');
const PLAYBOOKS: ReadonlyMap<Runtime, Playbook> = new Map(RUNTIMES.map(({ name }) => [name, playbookOf(name)]));
