import type { Answer } from '../../diagnosis/judgement.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { ACTIONS, type ActionId } from './action-ids.ts';
import { MORE } from './more.ts';
import { MUTES } from './mute-menu.ts';

/** What a button or a menu entry says, each with what it is about; see `readPress`. */
export type Press =
  | { readonly kind: 'answer'; readonly step: string; readonly answer: Answer }
  | { readonly kind: 'change'; readonly step: string }
  | { readonly kind: 'pod'; readonly step: string; readonly chosen: string }
  | { readonly kind: 'look-again'; readonly step: string; readonly window?: Milliseconds | undefined }
  | { readonly kind: 'capture'; readonly step: string }
  | { readonly kind: 'capture-anyway'; readonly capture: string }
  | { readonly kind: 'capture-not'; readonly capture: string }
  | { readonly kind: 'rate'; readonly conclusion: string; readonly right: boolean }
  | { readonly kind: 'draft-issue'; readonly conclusion: string }
  | { readonly kind: 'service'; readonly chosen: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'report' }
  | { readonly kind: 'look-further' }
  | { readonly kind: 'fresh-look' }
  | { readonly kind: 'run-the-rest' }
  | { readonly kind: 'mute'; readonly span: Milliseconds | 'forever' }
  | { readonly kind: 'unmute' };

/** What a press carries: the key in its address, and what was chosen in a menu. */
interface Carried {
  readonly key: string;
  readonly chosen: string;
}

/** Every action there is: one that is written into a message and not read here does not compile. */
const READ: { readonly [Id in ActionId]: (carried: Carried) => Press | undefined } = {
  [ACTIONS.answerYes]: ({ key }) => ({ kind: 'answer', step: key, answer: 'yes' }),
  [ACTIONS.answerNo]: ({ key }) => ({ kind: 'answer', step: key, answer: 'no' }),
  [ACTIONS.answerUnclear]: ({ key }) => ({ kind: 'answer', step: key, answer: 'unclear' }),
  [ACTIONS.change]: ({ key }) => ({ kind: 'change', step: key }),
  [ACTIONS.pod]: ({ key, chosen }) => ({ kind: 'pod', step: key, chosen }),
  [ACTIONS.again]: ({ key }) => ({ kind: 'look-again', step: key }),
  [ACTIONS.capture]: ({ key }) => ({ kind: 'capture', step: key }),
  [ACTIONS.captureAnyway]: ({ key }) => ({ kind: 'capture-anyway', capture: key }),
  [ACTIONS.captureNot]: ({ key }) => ({ kind: 'capture-not', capture: key }),
  [ACTIONS.rateRight]: ({ key }) => ({ kind: 'rate', conclusion: key, right: true }),
  [ACTIONS.rateWrong]: ({ key }) => ({ kind: 'rate', conclusion: key, right: false }),
  [ACTIONS.draftIssue]: ({ key }) => ({ kind: 'draft-issue', conclusion: key }),
  [ACTIONS.service]: ({ chosen }) => ({ kind: 'service', chosen }),
  [ACTIONS.cancel]: () => ({ kind: 'cancel' }),
  [ACTIONS.report]: () => ({ kind: 'report' }),
  [ACTIONS.lookFurther]: () => ({ kind: 'look-further' }),
  [ACTIONS.freshLook]: () => ({ kind: 'fresh-look' }),
  [ACTIONS.mute]: ({ chosen }) => muteOf(chosen),
  [ACTIONS.unmute]: () => ({ kind: 'unmute' }),
  [ACTIONS.more]: ({ key, chosen }) => moreOf(key, chosen),
};

/** Reads a press; undefined for an action that this version does not offer. */
export function readPress(actionId: string, carried: Carried): Press | undefined {
  return isActionId(actionId) ? READ[actionId](carried) : undefined;
}

function isActionId(text: string): text is ActionId {
  return Object.hasOwn(READ, text);
}

function muteOf(wish: string): Press | undefined {
  const offered = Object.values(MUTES).find((option) => option.wish === wish);
  return offered && { kind: 'mute', span: offered.span };
}

function moreOf(step: string, wish: string): Press | undefined {
  const offered = Object.values(MORE).find((option) => option.wish === wish);
  if (offered === undefined) return undefined;
  if (offered === MORE.runTheRest) return { kind: 'run-the-rest' };
  if (offered === MORE.capture) return { kind: 'capture', step };
  return { kind: 'look-again', step, window: 'window' in offered ? offered.window : undefined };
}
