import type { Button } from '@slack/types';
import type { Answer } from '../../diagnosis/judgement.ts';
import { assertNever } from '../../foundation/assert-never.ts';
import { ACTIONS, type ActionId, writeAddress } from './action-ids.ts';
import type { Press } from './press.ts';

/** What a button may mean; the others are chosen in menus. */
export type ButtonPress =
  | Exclude<Press, { readonly kind: 'pod' | 'service' | 'run-the-rest' | 'look-again' | 'mute' }>
  | { readonly kind: 'look-again'; readonly step: string };

const ANSWERS = {
  yes: ACTIONS.answerYes,
  no: ACTIONS.answerNo,
  unclear: ACTIONS.answerUnclear,
} as const satisfies Readonly<Record<Answer, ActionId>>;

/** The name and the key behind a button: the other direction of `readPress`. */
function written(press: ButtonPress): readonly [action: ActionId, key: string] {
  switch (press.kind) {
    case 'answer':
      return [ANSWERS[press.answer], press.step];
    case 'change':
      return [ACTIONS.change, press.step];
    case 'look-again':
      return [ACTIONS.again, press.step];
    case 'capture':
      return [ACTIONS.capture, press.step];
    case 'capture-anyway':
      return [ACTIONS.captureAnyway, press.capture];
    case 'capture-not':
      return [ACTIONS.captureNot, press.capture];
    case 'rate':
      return [press.right ? ACTIONS.rateRight : ACTIONS.rateWrong, press.conclusion];
    case 'draft-issue':
      return [ACTIONS.draftIssue, press.conclusion];
    case 'cancel':
      return [ACTIONS.cancel, ''];
    case 'report':
      return [ACTIONS.report, ''];
    case 'look-further':
      return [ACTIONS.lookFurther, ''];
    case 'unmute':
      return [ACTIONS.unmute, ''];
    case 'fresh-look':
      return [ACTIONS.freshLook, ''];
    default:
      return assertNever(press);
  }
}

/** A button of an investigation that means `press` when it is clicked. */
export function button(text: string, press: ButtonPress, { id }: { readonly id: string }): Button {
  const [action, key] = written(press);
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text },
    value: writeAddress({ investigation: id, step: key }),
  };
}
