import type { Instant } from '../../foundation/clock.ts';
import type { Capture } from './capture.ts';
import type { Effect } from './effect.ts';
import { currentSteps, type Investigation, type Note } from './investigation.ts';
import type { Person } from './person.ts';

/** A note about profiles that someone asked for. */
export type CaptureNote = Note & { readonly kind: 'capture'; readonly capture: Capture; readonly by: Person };

export function captureNotes(investigation: Investigation): readonly CaptureNote[] {
  return investigation.notes.filter((note): note is CaptureNote => note.kind === 'capture');
}

/** Notes whose buttons come or go with the state of the whole investigation. */
export function captureNotesShown(investigation: Investigation): readonly Effect[] {
  return captureNotes(investigation)
    .filter(({ capture }) => capture.state.kind === 'captured' || capture.state.kind === 'at-limit')
    .map(({ key }): Effect => ({ kind: 'show', slot: `note/${key}` }));
}

/** The capture under way, if any. */
export function runningCapture(investigation: Investigation): CaptureNote | undefined {
  return captureNotes(investigation).find(({ capture }) => capture.state.kind === 'running');
}

/** Names of the chosen pod's process, when the collector visits it; undefined when no fresh profile can be had. */
export function visitedProcess(investigation: Investigation): readonly string[] | undefined {
  // A step that is looked at again still holds the facts of the pod before.
  const seen = currentSteps(investigation).filter(
    (step) => step.status !== 'observing' && step.pod === investigation.pod,
  );
  return seen.findLast((step) => step.facts?.processNames !== undefined)?.facts?.processNames;
}

/** Whether profiles were taken after the end of the window: no report knows them. */
export function isUnused(investigation: Investigation, capture: Capture): boolean {
  return (lastProfile(capture) ?? 0) > investigation.range.to;
}

/** The investigation with its window drawn out to the profiles that were taken meanwhile. */
export function upToCaptures(investigation: Investigation): Investigation {
  const times = captureNotes(investigation).map(({ capture }) => lastProfile(capture) ?? 0);
  const to = Math.max(investigation.range.to, ...times);
  return to === investigation.range.to ? investigation : { ...investigation, range: { ...investigation.range, to } };
}

function lastProfile({ state }: Capture): Instant | undefined {
  return state.kind === 'captured' ? Math.max(...state.profiles.map(({ time }) => time)) : undefined;
}
