import type { KnownBlock, ModalView } from '@slack/types';
import type { IssueDraft } from '../../presentation/report/issue-draft.ts';
import { clip } from '../text.ts';
import { LIMITS } from './limits.ts';

export const ISSUE_MODAL = 'issue-draft';

/** A tracker's form for a new issue, with the draft in it. */
export interface FilledForm {
  readonly tracker: string;
  readonly url: string;
}

/** What can be done with a draft beside copying it. */
interface IssueWays {
  readonly form?: FilledForm | undefined;
  /** Where Leakbot may file it; the metadata comes back with what was entered. */
  readonly filing?: { readonly tracker: string; readonly metadata: string } | undefined;
}

const COPY = 'Copy both into your tracker. Leakbot files nothing by itself.';

/** The draft in two fields, from which a phone copies with “select all”; above them the tracker's own form, filled in. */
export function issueModal({ title, body }: IssueDraft, { form, filing }: IssueWays = {}): ModalView {
  const plain = (text: string) => ({ type: 'plain_text' as const, text });
  return {
    type: 'modal',
    callback_id: ISSUE_MODAL,
    title: plain('Draft issue'),
    submit: plain(filing === undefined ? 'Done' : 'Create issue'),
    ...(filing === undefined ? {} : { private_metadata: filing.metadata }),
    close: plain('Close'),
    blocks: [
      ...(form === undefined ? [] : [formButton(form)]),
      {
        type: 'input',
        optional: filing === undefined,
        label: plain('Title'),
        element: { type: 'plain_text_input', action_id: 'title', initial_value: clip(title, LIMITS.inputLine) },
      },
      {
        type: 'input',
        optional: true,
        label: plain('Text, in Markdown'),
        hint: plain(
          filing === undefined ? COPY : `Create issue files it at ${filing.tracker}, once, and links it in the thread.`,
        ),
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

function formButton({ tracker, url }: FilledForm): KnownBlock {
  const text = { type: 'plain_text', text: `New ${tracker}` } as const;
  return { type: 'actions', elements: [{ type: 'button', action_id: OPEN_FORM, style: 'primary', url, text }] };
}

/** Opens an address; Slack also says that it was clicked, which changes nothing. */
const OPEN_FORM = 'open-issue-form';
