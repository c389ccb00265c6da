import { senderSubjects } from '../../alert/back-to-sender.ts';
import { assertNever } from '../../foundation/assert-never.ts';
import { playbookFor } from '../../playbook/playbook.ts';
import { linkIssue, rate, silence, tellFix } from './aftermath.ts';
import { hear, noted } from './alerts.ts';
import { captureNotesShown } from './captures.ts';
import { onCapture } from './capturing.ts';
import type { Effect, Transition } from './effect.ts';
import type { InvestigationEvent } from './event.ts';
import { type Conclusion, currentConclusion, currentSteps, type Investigation, type Step } from './investigation.ts';
import { named } from './named-by-call.ts';
import { begin } from './opening.ts';
import { pointed } from './pointers.ts';
import { answerByItself, replaceStep, supersedeConclusions } from './progress.ts';
import { lookFurther, onStep, refuse, runTheRest } from './wishes.ts';

/**
 * The heart of Leakbot: what an event makes of an investigation, and what is to be done about it. Pure and total:
 * an event that does not fit (late, double, for another step) changes nothing and says why.
 */
export function transition(investigation: Investigation, event: InvestigationEvent): Transition {
  const result = decide(investigation, event);
  if (result.investigation === investigation) return result;
  const { adopted } = investigation.place;
  return {
    ...result,
    investigation: { ...result.investigation, version: investigation.version + 1, updatedAt: event.at },
    effects: withoutRepeats(
      [...result.effects, ...reactions(investigation, result.investigation)]
        // Another's message opens the thread: there is no root to bring up to date.
        .filter((effect) => adopted === undefined || effect.kind !== 'show' || effect.slot !== 'root')
        .map((effect) => inFirstReply(result.investigation, effect)),
    ),
  };
}

function decide(investigation: Investigation, event: InvestigationEvent): Transition {
  switch (event.kind) {
    case 'alerts-heard':
      return pointed(named(investigation, hear(investigation, event), event), event);
    case 'step-observed':
      return observed(investigation, event);
    case 'concluded':
      return conclude(investigation, event);
    case 'report-wanted':
      return handOver(investigation, event);
    case 'rated':
      return rate(investigation, event);
    case 'fix-checked':
      return tellFix(investigation, event);
    case 'muted':
    case 'unmuted':
      return silence(investigation, event);
    case 'issue-filed':
      return linkIssue(investigation, event);
    case 'channel-closed':
      return moved(investigation, event.instead);
    case 'cancelled':
      return cancel(investigation, event);
    case 'service-chosen': {
      if (investigation.status !== 'needs-service') return refuse(investigation, { kind: 'unknown' });
      const { unknown: _, ...known } = investigation;
      const runtime = event.service.runtime ?? 'unknown';
      const named: Investigation = { ...known, service: event.service, runtime };
      return begin({ investigation: named, effects: [{ kind: 'show', slot: 'root' }] });
    }
    case 'answered':
    case 'change-wanted':
    case 'pod-chosen':
    case 'window-chosen':
      return onStep(investigation, event);
    case 'capture-wanted':
    case 'capture-confirmed':
    case 'capture-declined':
    case 'capture-done':
    case 'fresh-look':
      return onCapture(investigation, event);
    case 'look-further':
      return lookFurther(investigation);
    case 'run-the-rest':
      return runTheRest(investigation, event);
    default:
      return assertNever(event);
  }
}

/** A thread that is not seen helps no one: it begins where people read, and says where it was to be. */
function moved(investigation: Investigation, channel: string): Transition {
  const { place } = investigation;
  if (place.channel === channel || place.adopted !== undefined) return { investigation, effects: [] };
  const effects = [{ kind: 'show', slot: 'root' } as const];
  return { investigation: { ...investigation, place: { ...place, channel, insteadOf: place.channel } }, effects };
}

/** What was named first stays, whichever containers were looked at since. */
function openedFor({ openedFor: named, service }: Investigation): Investigation['openedFor'] {
  return named ?? service?.workload;
}

type Observed = Extract<InvestigationEvent, { kind: 'step-observed' }>;

function observed(investigation: Investigation, event: Observed): Transition {
  const step = investigation.steps.find((candidate) => candidate.key === event.step);
  if (step?.status !== 'observing' || investigation.status === 'cancelled') return { investigation, effects: [] };
  const pod = event.observed.pod ?? step.pod;
  const asked: Step = { ...step, pod, status: 'asked', facts: event.observed.facts };
  // What was seen may show the runtime, and with it the questions that follow.
  const runtime = event.observed.runtime ?? investigation.runtime;
  const known: Investigation = {
    ...replaceStep(investigation, asked),
    // The first question is about all pods: what it was judged for is the pod from here on.
    pod: step.id === playbookFor(runtime).steps[0].id ? (pod ?? investigation.pod) : (investigation.pod ?? pod),
    overview: event.observed.overview ?? investigation.overview,
    service: event.observed.service ?? investigation.service,
    openedFor: event.observed.service === undefined ? investigation.openedFor : openedFor(investigation),
    runtime,
  };
  const shown: Transition = {
    investigation: known,
    effects: [
      { kind: 'show', slot: `step/${step.key}` },
      { kind: 'show', slot: 'status' },
    ],
  };
  return answerByItself(shown, step.key, event.at);
}

type Concluded = Extract<InvestigationEvent, { kind: 'concluded' }>;

function conclude(investigation: Investigation, event: Concluded): Transition {
  const stale = event.attempt !== investigation.conclusionAttempt;
  if (investigation.status !== 'concluding' || stale) return { investigation, effects: [] };
  const last = currentSteps(investigation).at(-1);
  const by = last?.status === 'answered' ? last.answer.by : { id: 'leakbot' };
  const earlier = supersedeConclusions(investigation, { because: 'a further look', by, at: event.at });
  const conclusion: Conclusion = { ...event.conclusion, key: String(earlier.all.length + 1), at: event.at };
  return {
    investigation: { ...investigation, status: 'concluded', conclusions: [...earlier.all, conclusion] },
    effects: [
      ...earlier.effects,
      { kind: 'show', slot: `conclusion/${conclusion.key}` },
      ...captureNotesShown(investigation),
      { kind: 'show', slot: 'status' },
      ...senderSubjects(investigation.alerts).map((each): Effect => ({ kind: 'pass-on', what: 'note', ...each })),
    ],
  };
}

type Cancelled = Extract<InvestigationEvent, { kind: 'cancelled' }>;

function cancel(investigation: Investigation, event: Cancelled): Transition {
  if (investigation.status === 'cancelled') return refuse(investigation, { kind: 'cancelled' });
  const content = { kind: 'cancelled', at: event.at, by: event.by } as const;
  const open = currentSteps(investigation).filter((step) => step.facts !== undefined);
  const effects: readonly Effect[] = [
    ...open.map((step): Effect => ({ kind: 'show', slot: `step/${step.key}` })),
    { kind: 'show', slot: 'status' },
    ...captureNotesShown(investigation),
  ];
  return noted({ investigation: { ...investigation, status: 'cancelled' }, effects }, 'cancelled', content);
}

type ReportWanted = Extract<InvestigationEvent, { kind: 'report-wanted' }>;

function handOver(investigation: Investigation, { by, at }: ReportWanted): Transition {
  const conclusion = currentConclusion(investigation);
  if (conclusion === undefined) return refuse(investigation, { kind: 'still-working' });
  if (conclusion.handedOver !== undefined)
    return refuse(investigation, { kind: 'handed-over', ...conclusion.handedOver });
  const conclusions = investigation.conclusions.map((each) =>
    each === conclusion ? { ...each, handedOver: { by, at } } : each,
  );
  return {
    investigation: { ...investigation, conclusions },
    effects: [{ kind: 'show', slot: `files/${conclusion.key}` }],
  };
}

/** 👀 while working, ✅ when concluded, on the alert's message: brought in line whenever that changes. */
function reactions(before: Investigation, after: Investigation): readonly Effect[] {
  const working = ({ status }: Investigation) => status !== 'concluded' && status !== 'cancelled';
  const concluded = ({ status }: Investigation) => status === 'concluded';
  const changed = working(before) !== working(after) || concluded(before) !== concluded(after);
  if (!changed) return [];
  return [
    { kind: 'react', name: 'eyes' },
    { kind: 'react', name: 'white_check_mark' },
  ];
}

/** The question that stands in the first reply is shown by bringing the first reply up to date. */
function inFirstReply({ firstReply }: Investigation, effect: Effect): Effect {
  const moved = effect.kind === 'show' && firstReply !== undefined && effect.slot === `step/${firstReply}`;
  return moved ? { kind: 'show', slot: 'status' } : effect;
}

function withoutRepeats(effects: readonly Effect[]): readonly Effect[] {
  const seen = new Map(effects.map((effect) => [JSON.stringify(effect), effect]));
  return [...seen.values()];
}
