import { assertNever } from '../../foundation/assert-never.ts';
import type { Capture } from './capture.ts';
import {
  type CaptureNote,
  captureNotes,
  captureNotesShown,
  runningCapture,
  upToCaptures,
  visitedProcess,
} from './captures.ts';
import type { Effect, Transition } from './effect.ts';
import type { InvestigationEvent } from './event.ts';
import { currentSteps, type Investigation } from './investigation.ts';
import { supersedeConclusions } from './progress.ts';
import { refuse } from './wishes.ts';

type OnCapture = Extract<
  InvestigationEvent,
  { kind: 'capture-wanted' | 'capture-confirmed' | 'capture-declined' | 'capture-done' | 'fresh-look' }
>;

/** What becomes of the wish for fresh profiles: one at a time, and at its limit a pod is only profiled when someone insists. */
export function onCapture(investigation: Investigation, event: OnCapture): Transition {
  if (event.kind === 'capture-done') return done(investigation, event);
  if (investigation.status === 'cancelled') return refuse(investigation, { kind: 'cancelled' });
  switch (event.kind) {
    case 'capture-wanted':
      return want(investigation, event);
    case 'capture-confirmed':
      return onWarning(investigation, event.capture, ({ capture }) => [
        { ...capture, confirmedBy: event.by, state: { kind: 'running' } },
        { kind: 'capture', note: event.capture },
      ]);
    case 'capture-declined':
      return onWarning(investigation, event.capture, ({ capture }) => [
        { ...capture, state: { kind: 'declined', by: event.by, at: event.at } },
      ]);
    case 'fresh-look':
      return lookWithFresh(investigation, event);
    default:
      return assertNever(event);
  }
}

function want(investigation: Investigation, { step: key, by, at }: OnCapture & { kind: 'capture-wanted' }): Transition {
  const step = investigation.steps.find((candidate) => candidate.key === key);
  if (step?.status === 'superseded') return refuse(investigation, { ...step, kind: 'superseded' });
  const { pod } = investigation;
  const names = visitedProcess(investigation);
  if (pod === undefined || names === undefined) return refuse(investigation, { kind: 'not-visited' });
  const running = runningCapture(investigation);
  if (running !== undefined) return refuse(investigation, { kind: 'capturing', by: running.by, at: running.at });
  const warned = captureNotes(investigation).find(
    ({ capture }) => capture.pod === pod && capture.state.kind === 'at-limit',
  );
  if (warned !== undefined) return refuse(investigation, { kind: 'warned' });
  const note: CaptureNote = {
    key: `capture.${investigation.notes.length + 1}`,
    kind: 'capture',
    capture: { pod, names, state: { kind: 'running' } },
    by,
    at,
  };
  return {
    investigation: { ...investigation, notes: [...investigation.notes, note] },
    effects: [
      { kind: 'show', slot: `note/${note.key}` },
      { kind: 'capture', note: note.key },
    ],
  };
}

/** What someone says to the warning; said already, nothing changes. */
function onWarning(
  investigation: Investigation,
  key: string,
  say: (note: CaptureNote) => readonly [Capture, ...Effect[]],
): Transition {
  const note = captureNotes(investigation).find((candidate) => candidate.key === key);
  if (note === undefined) return refuse(investigation, { kind: 'unknown' });
  const { state, confirmedBy } = note.capture;
  if (state.kind === 'running')
    return refuse(investigation, { kind: 'capturing', by: confirmedBy ?? note.by, at: note.at });
  if (state.kind !== 'at-limit') return refuse(investigation, { kind: 'capture-over' });
  if (runningCapture(investigation) !== undefined) return refuse(investigation, { kind: 'still-working' });
  const [capture, ...effects] = say(note);
  return {
    investigation: replaceNote(investigation, { ...note, capture }),
    effects: [{ kind: 'show', slot: `note/${key}` }, ...effects],
  };
}

/** While questions are still asked the window is drawn out to the new profiles, so that the report compares them. */
function done(
  investigation: Investigation,
  { note: key, outcome, at }: OnCapture & { kind: 'capture-done' },
): Transition {
  const note = captureNotes(investigation).find((candidate) => candidate.key === key);
  if (note?.capture.state.kind !== 'running') return { investigation, effects: [] };
  const changed = replaceNote(investigation, { ...note, capture: { ...note.capture, state: { ...outcome, at } } });
  const shown: Effect = { kind: 'show', slot: `note/${key}` };
  if (investigation.status !== 'asking') return { investigation: changed, effects: [shown] };
  const after = upToCaptures(changed);
  // What is being looked at was begun for the shorter window, and would be thrown away when it comes.
  const begun = after === changed ? [] : currentSteps(after).filter((step) => step.status === 'observing');
  const again = begun.map((step): Effect => ({ kind: 'observe', step: step.key }));
  return { investigation: after, effects: [shown, ...again] };
}

/** Writes the report again from the same answers, with what was captured since. */
function lookWithFresh(investigation: Investigation, { by, at }: OnCapture & { kind: 'fresh-look' }): Transition {
  if (investigation.status !== 'concluded') return refuse(investigation, { kind: 'still-working' });
  const earlier = supersedeConclusions(investigation, { because: 'fresh profiles', by, at });
  return {
    investigation: {
      ...investigation,
      range: { ...investigation.range, to: at },
      status: 'concluding',
      conclusionAttempt: investigation.conclusionAttempt + 1,
      conclusions: earlier.all,
    },
    effects: [
      { kind: 'conclude' },
      ...earlier.effects,
      ...captureNotesShown(investigation),
      { kind: 'show', slot: 'status' },
    ],
  };
}

function replaceNote(investigation: Investigation, note: CaptureNote): Investigation {
  return { ...investigation, notes: investigation.notes.map((each) => (each.key === note.key ? note : each)) };
}
