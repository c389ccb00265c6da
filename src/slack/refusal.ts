import { assertNever } from '../foundation/assert-never.ts';
import type { Refusal } from '../investigation/state/effect.ts';
import { clock, code, escapeText, person } from './text.ts';

/** The clear word to whoever clicked too late. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'already-answered':
      return `${person(refusal.answer.by)} answered this at ${clock(refusal.answer.at)}. “Change” on that message takes it back.`;
    case 'superseded':
      return `This question was superseded by ${escapeText(refusal.because)} (${person(refusal.by)}, ${clock(refusal.at)}). The current one stands further down.`;
    case 'cancelled':
      return `This investigation was cancelled. ${code('/leak <service>')} starts a new one.`;
    case 'still-working':
      return 'I am still looking at this one. Its answer buttons come back in a moment.';
    case 'going-on':
      return 'A further look is under way already: see the end of this thread.';
    case 'nothing-left':
      return 'Every question has been asked; “Change” on an answer takes another turn.';
    case 'handed-over':
      return `The report and the profiles are in the thread already (${person(refusal.by)}, ${clock(refusal.at)}).`;
    case 'capturing':
      return `Profiles are being taken already (${person(refusal.by)}, ${clock(refusal.at)}). What comes of it will stand in the thread.`;
    case 'warned':
      return 'That pod stood at its limit when someone asked before: please say in the thread whether to capture all the same.';
    case 'capture-over':
      return 'Someone answered this already; the note in the thread says what came of it.';
    case 'not-visited':
      return 'The collector does not visit this pod, so I cannot take profiles of it. List its address under services[].targets in leakbot.yaml.';
    case 'unknown':
      return `This button belongs to a question I no longer ask. ${code('/leak <service>')} starts a new investigation.`;
    default:
      return assertNever(refusal);
  }
}
