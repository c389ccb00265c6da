import type { KnownBlock } from '@slack/types';
import type { Conclusion } from '../../investigation/state/investigation.ts';
import { ownersText, snippetText } from '../../presentation/snippet-text.ts';
import { codeBlock, plainLine } from '../text.ts';
import { LIMITS } from './limits.ts';
import { section } from './message.ts';

/** The code around the line that grew most, and whose it is; nothing where it could not be read. */
export function sourceBlocks({ source, finding }: Conclusion): readonly KnownBlock[] {
  if (source === undefined) return [];
  const lines = snippetText(source, finding.explained?.unit ?? 'bytes');
  return [
    ...(lines.length === 0 ? [] : [section(codeBlock(lines, LIMITS.sectionText))]),
    ...ownersBlock(ownersText(source)),
  ];
}

/** Plain text, because Slack finds mentions in mrkdwn by itself: no one is to be called at night by a file. */
function ownersBlock(owners: string): readonly KnownBlock[] {
  if (owners === '') return [];
  const text = plainLine(`Owners: ${owners}`, LIMITS.contextText);
  return [{ type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] }];
}
