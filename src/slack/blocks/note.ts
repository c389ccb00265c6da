import type { Button, KnownBlock } from '@slack/types';
import { InternalError } from '../../foundation/errors.ts';
import { alertCount, isFiring } from '../../investigation/state/alerts.ts';
import { captureNotes } from '../../investigation/state/captures.ts';
import { currentSteps, type Investigation, type Note, serviceName } from '../../investigation/state/investigation.ts';
import { bold, clip, clock, code, link, moment, person } from '../text.ts';
import { button } from './button.ts';
import { captureMessage } from './capture.ts';
import { fixLine } from './fix-line.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, mrkdwn, section } from './message.ts';

/** A line beside the steps: an alert that is over, a cancellation, profiles that someone asked for, a fix. */
export function noteMessage(investigation: Investigation, note: Note): ComposedMessage {
  const capture = captureNotes(investigation).find(({ key }) => key === note.key);
  if (capture !== undefined) return captureMessage(investigation, capture);
  const text = clip(lineOf(investigation, note), LIMITS.text);
  return { text, blocks: [withButton(investigation, note, text)] };
}

function withButton(investigation: Investigation, note: Note, text: string): KnownBlock {
  const accessory = buttonOf(investigation, note);
  if (accessory === undefined) return section(text);
  return { type: 'section', text: mrkdwn(text), accessory };
}

function buttonOf(investigation: Investigation, { kind, muted }: Note): Button | undefined {
  if (kind === 'muted' && muted?.ended === undefined) return button('Unmute', { kind: 'unmute' }, investigation);
  if (kind !== 'fired-again' || investigation.status === 'cancelled') return undefined;
  // Goes through the questions again with the data up to now, in this thread.
  const step = currentSteps(investigation)[0]?.key ?? '';
  return button('Look again', { kind: 'look-again', step }, investigation);
}

/** After the report or a cancellation a line of its own says so. */
function firesUnderWay(investigation: Investigation): boolean {
  return isFiring(investigation) && investigation.status !== 'concluded' && investigation.status !== 'cancelled';
}

function newOne(investigation: Investigation): string {
  const service = investigation.service === undefined ? '<service>' : serviceName(investigation);
  return `${code(`/leak ${service}`)} starts a new one.`;
}

function lineOf(investigation: Investigation, note: Note): string {
  switch (note.kind) {
    case 'resolved': {
      if (firesUnderWay(investigation)) {
        return `🔴 ${bold(note.alert?.name ?? 'The alert')} fires again; it was resolved at ${clock(note.at)}.`;
      }
      const what =
        alertCount(investigation) > 1
          ? `All ${alertCount(investigation)} alerts are`
          : `${bold(note.alert?.name ?? 'The alert')} is`;
      const open =
        investigation.status === 'concluded'
          ? ''
          : ' Please still answer the questions above: a restart empties the memory, but a leak goes on.';
      return `🟢 ${what} resolved · ${clock(note.at)}.${open}`;
    }
    case 'fired-again':
      return investigation.status === 'cancelled'
        ? `🔴 ${bold(note.alert?.name ?? 'An alert')} fires again after this was cancelled · ${clock(note.at)}. ${newOne(investigation)}`
        : `🔴 ${bold(note.alert?.name ?? 'An alert')} fires again after the report · ${clock(note.at)}.`;
    case 'cancelled':
      return `Cancelled by ${note.by === undefined ? 'someone' : person(note.by)} · ${clock(note.at)}. ${newOne(investigation)}`;
    case 'fix':
      return note.fix === undefined ? 'A deploy was looked at.' : fixLine(note.fix);
    case 'muted':
      return mutedLine(investigation, note);
    case 'issue':
      return issueLine(note);
    case 'capture':
      throw new InternalError(`the note ${note.key} has no capture`);
  }
}

function issueLine({ issue, by, at }: Note): string {
  const who = by === undefined ? '' : ` · ${person(by)}`;
  return `📝 Issue ${issue === undefined ? '' : link(issue.url, issue.name)} was filed${who} · ${clock(at)}.`;
}

/** The line stays when the time is over, and says so by its date. */
function mutedLine(investigation: Investigation, { by, at, muted }: Note): string {
  const name = bold((investigation.openedFor ?? investigation.service?.workload)?.name ?? 'The workload');
  const who = by === undefined ? '' : ` · ${person(by)}`;
  const until = muted?.until === undefined ? 'until someone ends it' : `until ${moment(muted.until)}`;
  if (muted?.ended !== undefined) {
    return `🔔 ${name} is no longer muted · ${person(muted.ended.by)} · ${clock(muted.ended.at)}.`;
  }
  return `🔕 ${name} is muted ${until}${who} · ${clock(at)}. Its alerts open no thread; they are counted.`;
}
