import type { Instant } from '../../foundation/clock.ts';
import { explain, UnavailableError } from '../../foundation/errors.ts';
import type { Conduct } from '../../investigation/conduct.ts';
import { deskFor, type IssueDesk } from '../../investigation/issue-desk.ts';
import { issueNoteKey } from '../../investigation/state/aftermath.ts';
import type { FiledIssue } from '../../investigation/state/filed-issue.ts';
import type { Conclusion, Investigation } from '../../investigation/state/investigation.ts';
import { issueDraft } from '../../presentation/report/issue-draft.ts';
import { LIMITS } from '../blocks/limits.ts';
import { refusalText } from '../refusal.ts';
import { clip, escapeText, link } from '../text.ts';
import type { Reply } from './answer.ts';
import type { Gesturer, Submission } from './gesture.ts';

export interface FilingDependencies {
  readonly issueDesks?: readonly IssueDesk[] | undefined;
  readonly conduct: Pick<Conduct, 'handle'>;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly refuse: (person: Gesturer, channel: string) => Promise<string | undefined>;
}

/**
 * Files a drafted issue and links it in the thread. The mark in its text makes that once, however often it is tried: a kill
 * between the two leaves the gesture, and done again it finds the issue.
 */
export async function onSubmission(
  dependencies: FilingDependencies,
  { gesture, at }: { readonly gesture: Submission; readonly at: Instant },
): Promise<Reply | undefined> {
  const { load, issueDesks = [], conduct } = dependencies;
  const { by, draft, channel } = gesture;
  const refused = await dependencies.refuse(by, channel);
  if (refused !== undefined) return { text: refused };
  const investigation = await load(draft.investigation);
  const conclusion = investigation?.conclusions.find(({ key }) => key === draft.conclusion);
  const repository = investigation?.service?.repository;
  if (investigation === undefined || conclusion === undefined) return { text: refusalText({ kind: 'unknown' }) };
  const filed = investigation.notes.find(({ key }) => key === issueNoteKey(draft.conclusion))?.issue;
  if (filed !== undefined) return { text: `It is filed already: ${link(filed.url, filed.name)}.` };
  const desk = deskFor(issueDesks, repository);
  if (desk === undefined) return { text: 'Leakbot can no longer file issues of this service.' };
  const body = await bodyOf(dependencies, { gesture, investigation, conclusion });
  const mark = `leakbot ${draft.investigation}/${draft.conclusion}`;
  let issue: FiledIssue;
  try {
    issue = await desk.file(repository, { title: gesture.title, body, mark });
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { text: `The issue was not filed: ${escapeText(explain(error))}. The draft is there as before.` };
  }
  const event = { kind: 'issue-filed', conclusion: draft.conclusion, issue, by: { id: by.id }, at } as const;
  await conduct.handle(draft.investigation, event, { gesture: gesture.key });
  return undefined;
}

interface Drafted {
  readonly gesture: Submission;
  readonly investigation: Investigation;
  readonly conclusion: Conclusion;
}

/** A field holds less than a draft may: where nothing was changed in it, the whole draft is filed. */
async function bodyOf({ threadOf }: FilingDependencies, { gesture, investigation, conclusion }: Drafted) {
  const thread = await threadOf(investigation).catch(() => undefined);
  const { body } = issueDraft(investigation, conclusion, thread);
  return gesture.body === clip(body, LIMITS.inputText) ? body : gesture.body;
}
