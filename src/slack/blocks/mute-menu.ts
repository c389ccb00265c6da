import type { ActionsBlockElement } from '@slack/types';
import { type Investigation, serviceName } from '../../investigation/state/investigation.ts';
import { DAY, HOUR } from '../../measurement/duration.ts';
import { clip, plainLine } from '../text.ts';
import { ACTIONS, writeOption } from './action-ids.ts';
import { LIMITS } from './limits.ts';

/** What the ⋯ menu of a report offers; an option’s value names the wish, then the address. */
export const MUTES = {
  hours: { wish: 'mute-2h', text: 'for 2 hours', span: 2 * HOUR },
  day: { wish: 'mute-1d', text: 'for a day', span: DAY },
  forever: { wish: 'mute-forever', text: 'until someone ends it', span: 'forever' },
} as const;

/** Beside a name this leaves room for what an option says. */
const NAME_LENGTH = 40;

/** Keeps the alerts of the workload from opening threads. */
export function muteMenu(investigation: Investigation): ActionsBlockElement {
  const name = clip(serviceName(investigation), NAME_LENGTH);
  return {
    type: 'overflow',
    action_id: ACTIONS.mute,
    options: Object.values(MUTES).map(({ wish, text }) => ({
      text: { type: 'plain_text', text: plainLine(`Mute ${name} ${text}`, LIMITS.optionText) },
      value: writeOption(wish, { investigation: investigation.id, step: '' }),
    })),
  };
}
