import type { KnownBlock } from '@slack/types';
import { InternalError } from '../../foundation/errors.ts';
import { alertCount } from '../../investigation/state/alerts.ts';
import { captureNotes } from '../../investigation/state/captures.ts';
import { currentSteps, type Investigation, type Note } from '../../investigation/state/investigation.ts';
import { bold, clip, clock, person } from '../text.ts';
import { button } from './button.ts';
import { captureMessage } from './capture.ts';
import { fixLine } from './fix-line.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, section } from './message.ts';

/** A line beside the steps: an alert that is over, a cancellation, profiles that someone asked for, a fix. */
export function noteMessage(investigation: Investigation, note: Note): ComposedMessage {
  const capture = captureNotes(investigation).find(({ key }) => key === note.key);
  if (capture !== undefined) return captureMessage(investigation, capture);
  const text = clip(lineOf(investigation, note), LIMITS.text);
  return { text, blocks: note.kind === 'fired-again' ? [lookAgain(investigation, text)] : [section(text)] };
}

/** Goes through the questions again with the data up to now, in this thread. */
function lookAgain(investigation: Investigation, text: string): KnownBlock {
  const first = currentSteps(investigation)[0];
  return {
    type: 'section',
    text: { type: 'mrkdwn', text },
    accessory: button('Look again', { kind: 'look-again', step: first?.key ?? '' }, investigation),
  };
}

function lineOf(investigation: Investigation, note: Note): string {
  switch (note.kind) {
    case 'resolved': {
      const what =
        alertCount(investigation) > 1
          ? `All ${alertCount(investigation)} alerts are`
          : `${bold(note.alert?.name ?? 'The alert')} is`;
      const open =
        investigation.status === 'concluded'
          ? ''
          : ' The questions above stay open: a restart hides a leak, it does not end it.';
      return `🟢 ${what} resolved · ${clock(note.at)}.${open}`;
    }
    case 'fired-again':
      return `🔴 ${bold(note.alert?.name ?? 'An alert')} fires again after the report · ${clock(note.at)}.`;
    case 'cancelled':
      return `Cancelled by ${note.by === undefined ? 'someone' : person(note.by)} · ${clock(note.at)}. \`/leak\` starts a new one.`;
    case 'fix':
      return note.fix === undefined ? 'A deploy was looked at.' : fixLine(note.fix);
    case 'capture':
      throw new InternalError(`the note ${note.key} has no capture`);
  }
}
