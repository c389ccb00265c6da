import type { Conclusion } from '../../investigation/state/investigation.ts';
import { ownersText, snippetText } from '../snippet-text.ts';
import { code, link, plain } from './markdown-text.ts';

/** The code around the line that grew most, as Markdown; empty where it could not be read. */
export function sourceSection({ source, finding }: Conclusion): string {
  if (source === undefined) return '';
  const lines = snippetText(source, finding.explained?.unit ?? 'bytes');
  const owners = ownersText(source);
  const fence = fenceFor(lines);
  const language = /\.([a-z]+)$/.exec(source.path)?.[1] ?? '';
  const parts = [
    ...(lines.length === 0 ? [] : [[`${fence}${language}`, ...lines, fence].join('\n')]),
    ...(owners === '' ? [] : [`Owners: ${code(owners)}`]),
  ];
  if (parts.length === 0) return '';
  return [`${link(source.url, source.path)} at ${plain(source.revision)}`, ...parts].join('\n\n');
}

/** Longer than any run of backticks inside, as CommonMark wants it. */
function fenceFor(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length);
  return '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
}
