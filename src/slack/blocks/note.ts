import { assertNever } from '../../foundation/assert-never.ts';
import type { Investigation, Note } from '../../investigation/investigation.ts';
import { bold, clip, clock, person } from '../text.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, section } from './message.ts';

/** A line beside the steps: an alert that is over, a second request, a cancellation. */
export function noteMessage(investigation: Investigation, note: Note): ComposedMessage {
  const text = clip(lineOf(investigation, note), LIMITS.text);
  return { text, blocks: [section(text)] };
}

function lineOf(investigation: Investigation, note: Note): string {
  switch (note.kind) {
    case 'resolved': {
      const what =
        investigation.alerts.length > 1
          ? `All ${investigation.alerts.length} alerts are`
          : `${bold(note.alert?.name ?? 'The alert')} is`;
      const open =
        investigation.status === 'concluded'
          ? ''
          : ' The questions above stay open: a restart hides a leak, it does not end it.';
      return `🟢 ${what} resolved · ${clock(note.at)}.${open}`;
    }
    case 'cancelled':
      return `Cancelled by ${note.by === undefined ? 'somebody' : person(note.by)} · ${clock(note.at)}. \`/leak\` starts a new one.`;
    default:
      return assertNever(note.kind);
  }
}
