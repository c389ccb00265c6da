import { canonicalLabel } from '../label-names.ts';
import { labelsInText } from '../labels-in-text.ts';
import { withoutMarkup } from '../markup.ts';
import { type Post, wordsOf } from '../post.ts';
import { NOT_MINE, type PostReader, type PostReading } from '../post-reader.ts';

/** `*Source:* \`cluster\``: the line that every finding has. */
const SOURCE = /\*Source:\*\s{1,3}`([^`\n]{1,200})`/;

/** A row of a table with two columns: `● pod \`markets-api-0\``, with another dot in newer versions. */
const ROW = /^[●•] ([^`\n]{1,100}) `([^`\n]{1,300})`$/gm;

/** The header of a finding about an alert that is over. */
const OVER = /`resolved`|\*Prometheus resolved\*/i;

/** The findings that Robusta posts: its Slack sink writes blocks, and labels as a table. */
export const robusta = { name: 'robusta', title: 'Robusta', read } satisfies PostReader;

function read(post: Post): PostReading {
  const said = wordsOf(post);
  const cluster = SOURCE.exec(said)?.[1];
  if (cluster === undefined) return NOT_MINE;
  const title = withoutMarkup(post.text.split('\n', 1)[0] ?? '')
    .replace(/^\[RESOLVED\]\s*/, '')
    .trim();
  if (title === '') return { kind: 'nothing' };
  const rows = [...said.matchAll(ROW)].map(
    ([, name = '', value = '']) => [canonicalLabel(name.trim()), value] as const,
  );
  const labels: Readonly<Record<string, string>> = { cluster, ...labelsInText(said), ...Object.fromEntries(rows) };
  return {
    kind: 'notice',
    notice: {
      id: `robusta: ${cluster} ${title}`,
      status: /^\[RESOLVED\]/.test(post.text) || OVER.test(said.slice(0, 400)) ? 'resolved' : 'firing',
      names: [labels['alertname'] ?? title, title],
      labels,
      summary: title,
      ofGroup: true,
    },
  };
}
