import type { ModalView } from '@slack/types';
import type { IssueDraft } from '../../presentation/report/issue-draft.ts';
import { clip } from '../text.ts';
import { LIMITS } from './limits.ts';

export const ISSUE_MODAL = 'issue-draft';

/** The draft in two fields, from which a phone copies with “select all”. Nothing is sent anywhere. */
export function issueModal({ title, body }: IssueDraft): ModalView {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  return {
    type: 'modal',
    callback_id: ISSUE_MODAL,
    title: plain('Draft issue'),
    submit: plain('Done'),
    close: plain('Close'),
    blocks: [
      {
        type: 'input',
        optional: true,
        label: plain('Title'),
        element: { type: 'plain_text_input', action_id: 'title', initial_value: clip(title, LIMITS.inputLine) },
      },
      {
        type: 'input',
        optional: true,
        label: plain('Text, in Markdown'),
        hint: plain('Copy both into your tracker. Leakbot files nothing by itself.'),
        element: {
          type: 'plain_text_input',
          action_id: 'body',
          multiline: true,
          initial_value: clip(body, LIMITS.inputText),
        },
      },
    ],
  };
}
