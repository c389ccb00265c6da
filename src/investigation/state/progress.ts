import type { Instant } from '../../foundation/clock.ts';
import { playbookFor, stepOf } from '../../playbook/playbook.ts';
import type { Effect, Transition } from './effect.ts';
import { currentSteps, type Investigation, type Step, type StepAnswer } from './investigation.ts';
import { LEAKBOT, type Person } from './person.ts';

/** Adds the next question, to be observed before it is shown. */
export function ask(investigation: Investigation, id: string): Transition {
  const attempt = investigation.steps.filter((step) => step.id === id).length + 1;
  const step: Step = { key: `${id}.${attempt}`, id, pod: investigation.pod, status: 'observing' };
  return {
    investigation: {
      ...investigation,
      status: 'asking',
      steps: [...investigation.steps, step],
      ...(investigation.steps.length === 0 ? { firstReply: step.key } : {}),
    },
    effects: [
      { kind: 'observe', step: step.key },
      { kind: 'show', slot: 'status' },
    ],
  };
}

/** Goes on from an answered step: to the next question, or to the report. */
export function advance(investigation: Investigation, step: Step & { answer: StepAnswer }): Transition {
  const next = nextAfter(investigation, step);
  if (next !== 'report') return ask(investigation, next);
  return {
    investigation: { ...investigation, status: 'concluding', conclusionAttempt: investigation.conclusionAttempt + 1 },
    effects: [{ kind: 'conclude' }, { kind: 'show', slot: 'status' }],
  };
}

/** Where the course leads; past the report to a question that is still open while the answers explain too little. */
function nextAfter(investigation: Investigation, step: Step & { answer: StepAnswer }): string {
  const playbook = playbookFor(investigation.runtime);
  const next = stepOf(playbook, step.id)?.next[step.answer.value].to ?? 'report';
  const further = step.facts?.judgement.further;
  if (next !== 'report' || further?.after !== step.answer.value) return next;
  const known = stepOf(playbook, further.to) !== undefined;
  const asked = currentSteps(investigation).some(({ id }) => id === further.to);
  return known && !asked ? further.to : next;
}

/** Records an answer and goes on; whatever followed from an earlier, different answer becomes history. */
export function answer(investigation: Investigation, key: string, given: StepAnswer): Transition {
  const step = investigation.steps.find((candidate) => candidate.key === key);
  if (step?.status !== 'asked') return { investigation, effects: [], refusal: { kind: 'unknown' } };
  const answered: Step = { ...step, status: 'answered', answer: given };
  const shown: Effect = { kind: 'show', slot: `step/${key}` };
  const recorded = replaceStep(investigation, answered);
  if (step.answer?.value === given.value) {
    // Asked again and answered as before: nothing that followed is void.
    const kept = replaceStep(investigation, { ...answered, answer: step.answer });
    return { investigation: kept, effects: [shown] };
  }
  // A first answer voids nothing: after “look further” the earlier report holds until the next one is there.
  const voiding = { because: 'a changed answer', by: given.by, at: given.at };
  const onto =
    step.answer === undefined ? { investigation: recorded, effects: [] } : supersedeAfter(recorded, key, voiding);
  const onward = advance(onto.investigation, answered);
  return { investigation: onward.investigation, effects: [shown, ...onto.effects, ...onward.effects] };
}

/** On autopilot, a freshly observed question is answered as recommended. */
export function answerByItself(transition: Transition, key: string, at: Instant): Transition {
  const { investigation, effects } = transition;
  const step = investigation.steps.find((candidate) => candidate.key === key);
  if (investigation.autopilot === undefined || step?.status !== 'asked') return transition;
  const given: StepAnswer = { value: step.facts.judgement.answer, by: LEAKBOT, at };
  const next = answer(investigation, key, given);
  return { investigation: next.investigation, effects: [...effects, ...next.effects] };
}

interface Voiding {
  readonly because: string;
  readonly by: Person;
  readonly at: Instant;
}

/** Makes every step after `key`, and every report, history. */
export function supersedeAfter(investigation: Investigation, key: string, voiding: Voiding): Transition {
  const from = investigation.steps.findIndex((step) => step.key === key) + 1;
  const effects: Effect[] = [];
  const steps = investigation.steps.map((step, index): Step => {
    if (index < from || step.status === 'superseded') return step;
    // A step no one has seen yet leaves no message behind.
    if (step.status !== 'observing' || step.facts !== undefined)
      effects.push({ kind: 'show', slot: `step/${step.key}` });
    return { ...step, status: 'superseded', ...voiding };
  });
  const conclusions = supersedeConclusions(investigation, voiding);
  return {
    investigation: { ...investigation, steps, conclusions: conclusions.all },
    effects: [...effects, ...conclusions.effects],
  };
}

export function supersedeConclusions(investigation: Investigation, voiding: Voiding) {
  const effects: Effect[] = [];
  const all = investigation.conclusions.map((conclusion) => {
    if (conclusion.superseded !== undefined) return conclusion;
    effects.push({ kind: 'show', slot: `conclusion/${conclusion.key}` });
    return { ...conclusion, superseded: voiding };
  });
  return { all, effects };
}

export function replaceStep(investigation: Investigation, step: Step): Investigation {
  return {
    ...investigation,
    steps: investigation.steps.map((candidate) => (candidate.key === step.key ? step : candidate)),
  };
}
