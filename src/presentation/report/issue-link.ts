import type { NewIssue } from '../../service/new-issue.ts';
import type { IssueDraft } from './issue-draft.ts';

/**
 * The address of the tracker's form with the draft in it, no longer than `longest` characters: whole lines of the text are
 * left out from its end, and the last line says so.
 */
export function issueLink({ url }: NewIssue, { title, body }: IssueDraft, longest: number): string | undefined {
  const lines = body.split('\n');
  for (let kept = lines.length; kept >= 0; kept -= 1) {
    const cut = kept < lines.length;
    const text = [...lines.slice(0, kept), ...(cut ? [LEFT_OUT] : [])].join('\n');
    const address = url({ title, body: text });
    if (address.length <= longest) return address;
  }
  return undefined;
}

const LEFT_OUT = '… (the rest of the draft is in Slack)';
