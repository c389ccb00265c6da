import type { CaptureOutcome } from '../evidence/capture-outcome.ts';
import type { Capturer } from '../evidence/ports.ts';
import { explain } from '../foundation/errors.ts';
import { captureNotes } from './state/captures.ts';
import type { Investigation } from './state/investigation.ts';

interface Means {
  readonly capturer: Capturer;
  readonly report: (problem: string, error: unknown) => void;
}

interface Wanted {
  readonly investigation: Investigation;
  /** The key of the note that asks for them. */
  readonly note: string;
  readonly signal: AbortSignal;
}

/** Takes what a note asks for; what prevents it is an outcome. Throws only when it is asked to stop. */
export async function takeProfiles({ capturer, report }: Means, wanted: Wanted): Promise<CaptureOutcome> {
  const { investigation, signal } = wanted;
  const note = captureNotes(investigation).find(({ key }) => key === wanted.note);
  const { service } = investigation;
  if (note === undefined || service === undefined) return failed('what was asked for is no longer known');
  const { names, confirmedBy } = note.capture;
  const limit = investigation.overview?.limit;
  try {
    const outcome = await capturer.capture({ service, names, limit, evenAtLimit: confirmedBy !== undefined }, signal);
    // An abort looks like a target that failed: the next start says what it was.
    if (outcome.kind !== 'captured') signal.throwIfAborted();
    return outcome;
  } catch (error) {
    if (signal.aborted) throw error;
    report(`investigation ${investigation.id}: cannot capture profiles`, error);
    return failed(explain(error));
  }
}

function failed(reason: string): CaptureOutcome {
  const gap = { missing: `The collector could not work: ${reason}.`, fix: 'Fix the cause, then ask again.' };
  return { kind: 'failed', faults: [gap] };
}
