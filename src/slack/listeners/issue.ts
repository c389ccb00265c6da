import type * as webApi from '@slack/web-api';
import { deskFor, type IssueDesk } from '../../investigation/issue-desk.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { issueDraft } from '../../presentation/report/issue-draft.ts';
import { issueLink } from '../../presentation/report/issue-link.ts';
import { issueForm, type JiraProject } from '../../service/new-issue.ts';
import { issueModal } from '../blocks/issue-modal.ts';
import { LIMITS } from '../blocks/limits.ts';
import { refusalText } from '../refusal.ts';
import { codeBlock } from '../text.ts';
import type { Reply } from './answer.ts';
import { writeDraftPlace } from './draft-place.ts';

interface DraftWish {
  /** The key of the report. */
  readonly conclusion: string;
  readonly investigation: Investigation;
  readonly trigger: string;
  /** Where the draft was asked for. */
  readonly at: { readonly channel: string; readonly thread?: string | undefined };
}

interface DraftMeans {
  readonly client: webApi.WebClient;
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  /** Where issues go that have no form at the repository's host. */
  readonly jira?: JiraProject | undefined;
  /** File issues; none where no token is set. */
  readonly issueDesks?: readonly IssueDesk[] | undefined;
}

/** Shows the issue draft of a report; where the trigger came too late for a modal, as a message to the one who asked. */
export async function showDraft(means: DraftMeans, wish: DraftWish): Promise<Reply | undefined> {
  const { client, threadOf, jira, issueDesks = [] } = means;
  const { investigation } = wish;
  const conclusion = investigation.conclusions.find(({ key }) => key === wish.conclusion);
  if (conclusion === undefined) return { text: refusalText({ kind: 'unknown' }) };
  if (conclusion.superseded !== undefined)
    return { text: refusalText({ kind: 'superseded', ...conclusion.superseded }) };
  const thread = await threadOf(investigation).catch(() => undefined);
  const draft = issueDraft(investigation, conclusion, thread);
  const tracker = issueForm(investigation.service?.repository, jira);
  const url = tracker && issueLink(tracker, draft, LIMITS.url);
  const form = url === undefined ? undefined : { tracker: tracker?.tracker ?? '', url };
  try {
    await client.views.open({
      trigger_id: wish.trigger,
      view: issueModal(draft, { form, filing: filingOf(issueDesks, wish) }),
    });
    return undefined;
  } catch {
    return { text: codeBlock(`${draft.title}\n\n${draft.body}`.split('\n'), LIMITS.sectionText) };
  }
}

function filingOf(desks: readonly IssueDesk[], { investigation, conclusion, at }: DraftWish) {
  const desk = deskFor(desks, investigation.service?.repository);
  if (desk === undefined) return undefined;
  return { tracker: desk.name, metadata: writeDraftPlace({ investigation: investigation.id, conclusion, ...at }) };
}
