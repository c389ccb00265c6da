import { assertNever } from '../../foundation/assert-never.ts';
import { playbookFor } from '../../playbook/playbook.ts';
import { captureNotesShown, upToCaptures } from './captures.ts';
import type { Refusal, Transition } from './effect.ts';
import type { InvestigationEvent } from './event.ts';
import { currentSteps, type Investigation, type Step } from './investigation.ts';
import { answer, answerByItself, ask, replaceStep, supersedeAfter } from './progress.ts';

type OnStep = Extract<InvestigationEvent, { kind: 'answered' | 'change-wanted' | 'pod-chosen' | 'window-chosen' }>;

/** What people say about one question: an answer, a change of mind, another pod, another window. */
export function onStep(investigation: Investigation, event: OnStep): Transition {
  const step = investigation.steps.find((candidate) => candidate.key === event.step);
  if (step === undefined) return refuse(investigation, { kind: 'unknown' });
  if (investigation.status === 'cancelled') return refuse(investigation, { kind: 'cancelled' });
  if (step.status === 'superseded') return refuse(investigation, { ...step, kind: 'superseded' });
  if (step.status === 'observing') return refuse(investigation, { kind: 'still-working' });
  switch (event.kind) {
    case 'answered':
      if (step.status === 'answered') return refuse(investigation, { kind: 'already-answered', answer: step.answer });
      return answer(investigation, step.key, { value: event.answer, by: event.by, at: event.at });
    case 'change-wanted':
      if (step.status === 'asked') return { investigation, effects: [] };
      return {
        investigation: replaceStep(investigation, { ...step, status: 'asked' }),
        effects: [{ kind: 'show', slot: `step/${step.key}` }],
      };
    case 'pod-chosen':
      if (investigation.pod === event.pod) return { investigation, effects: [] };
      return lookAgain({ ...investigation, pod: event.pod }, step, {
        because: 'another pod',
        by: event.by,
        at: event.at,
      });
    case 'window-chosen': {
      const because = 'another time window';
      return lookAgain({ ...investigation, range: event.range }, step, { because, by: event.by, at: event.at });
    }
    default:
      return assertNever(event);
  }
}

/** Observes a step again, in its own message; what followed from the old view is history. */
export function lookAgain(
  investigation: Investigation,
  step: Exclude<Step, { status: 'superseded' }>,
  voiding: { because: string; by: { id: string }; at: number },
): Transition {
  const voided = supersedeAfter(investigation, step.key, voiding);
  const { answer: _, ...unanswered } = step;
  const again: Step = { ...unanswered, pod: investigation.pod, status: 'observing' };
  return {
    investigation: { ...replaceStep(voided.investigation, again), status: 'asking' },
    effects: [
      { kind: 'show', slot: `step/${step.key}` },
      ...voided.effects,
      { kind: 'observe', step: step.key },
      { kind: 'show', slot: 'status' },
    ],
  };
}

/** Asks the next question although a report is there. */
export function lookFurther(investigation: Investigation): Transition {
  if (investigation.status === 'cancelled') return refuse(investigation, { kind: 'cancelled' });
  if (investigation.status !== 'concluded') return refuse(investigation, { kind: 'going-on' });
  const next = nextUnasked(investigation);
  if (next === undefined) return refuse(investigation, { kind: 'nothing-left' });
  const asked = ask(upToCaptures(investigation), next);
  return { ...asked, effects: [...asked.effects, ...captureNotesShown(investigation)] };
}

/** The first question of the playbook that has not been asked; undefined when there is none. */
export function nextUnasked(investigation: Investigation): string | undefined {
  const asked = new Set(currentSteps(investigation).map((step) => step.id));
  return playbookFor(investigation.runtime).steps.find((step) => !asked.has(step.id))?.id;
}

type RunTheRest = Extract<InvestigationEvent, { kind: 'run-the-rest' }>;

/** From here on Leakbot answers as it recommends: what stands open now, and what follows. */
export function runTheRest(investigation: Investigation, event: RunTheRest): Transition {
  if (investigation.status === 'cancelled') return refuse(investigation, { kind: 'cancelled' });
  let result: Transition = { investigation: { ...investigation, autopilot: event.by }, effects: [] };
  let open = openStep(result.investigation);
  if (open === undefined)
    return investigation.status === 'concluded' ? refuse(investigation, { kind: 'nothing-left' }) : result;
  while (open?.status === 'asked') {
    result = answerByItself(result, open.key, event.at);
    open = openStep(result.investigation);
  }
  return result;
}

function openStep(investigation: Investigation): Step | undefined {
  const open = currentSteps(investigation).filter((step) => step.status === 'asked' || step.status === 'observing');
  return open.find((step) => step.status === 'asked') ?? open[0];
}

/** Nothing changes, and whoever asked hears why. */
export function refuse(investigation: Investigation, refusal: Refusal): Transition {
  return { investigation, effects: [], refusal };
}
