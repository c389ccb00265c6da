import { linksOf, type Post, wordsOf } from '../post.ts';
import { NOT_MINE, type PostReading } from '../post-reader.ts';
import { labelsWithTitle, namesInTitle } from '../title.ts';
import { isProse } from './prose.ts';

/** The page of an incident, which every message of PagerDuty's app links to. */
const INCIDENT = /^https:\/\/[a-z0-9-]+(?:\.eu)?\.pagerduty\.com\/incidents\/([A-Z0-9]{5,20})/;

/**
 * The messages of PagerDuty's Slack app, which it edits as the incident goes on. Its layout is published nowhere; what they
 * have in common is the link to the incident, whose id the webhook has too, and a word for its state.
 */
export function readPagerDutyPost(post: Post): PostReading {
  const [url, id] = linksOf(post).flatMap((link) => INCIDENT.exec(link)?.slice(0, 2) ?? []);
  if (url === undefined || id === undefined) return NOT_MINE;
  const said = wordsOf(post);
  const title = titleIn(said, post);
  if (title === undefined) return { kind: 'nothing' };
  const labels = labelsWithTitle(title, said);
  return {
    kind: 'notice',
    notice: {
      id: `pagerduty:${id}`,
      status: /\bresolved\b/i.test(said.slice(0, 400)) ? 'resolved' : 'firing',
      names: namesInTitle(title, labels),
      prose: isProse(title, labels),
      labels,
      summary: title,
      url,
    },
  };
}

/** `#42: title` or `<https://…|#42> title`, without the link and the mark of the state; else the title of the attachment. */
function titleIn(said: string, { attachments }: Post): string | undefined {
  const numbered = /#\d{1,9}\]?>?[:\s]\s*\*?([^\n]{3,500})/.exec(said)?.[1];
  const linked = /\/incidents\/[A-Z0-9]{5,20}[^|>\s]{0,200}\|([^>\n]{3,500})>/.exec(said)?.[1];
  const [attachment] = attachments;
  const found = [
    numbered,
    linked?.startsWith('#') === true ? undefined : linked,
    attachment?.title,
    said.split('\n', 1)[0],
  ];
  const title = found.find((each) => each !== undefined && each.trim() !== '');
  return title
    ?.replace(/\s*\(?<?https?:\/\/[^\s>)]*[>)]*/g, '')
    .replace(/[*_]+$/, '')
    .trim();
}
