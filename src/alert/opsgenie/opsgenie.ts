import { linksOf, type Post, wordsOf } from '../post.ts';
import { NOT_MINE, type PostReader, type PostReading } from '../post-reader.ts';
import { labelsWithTitle, namesInTitle } from '../title.ts';

/** The short address of an alert: `https://opsg.in/a/i/<customer>/<alert>`, also `eu.opsg.in`. */
const ALERT = /^https:\/\/(?:[a-z]{2}\.)?opsg\.in\/a\/i\/(?:[^/\s]{1,200}\/)?([a-zA-Z0-9-]{4,200})/;

/** Characters of the id that the webhook has too; the time of creation may follow. */
const UUID = 36;

/** The messages of Opsgenie's Slack app. What it posts to Leakbot is read by the mapping of the same name. */
export const opsgenie = { name: 'generic/opsgenie', title: 'Opsgenie', read } satisfies PostReader;

function read(post: Post): PostReading {
  const [url, id] = linksOf(post).flatMap((link) => ALERT.exec(link)?.slice(0, 2) ?? []);
  if (url === undefined || id === undefined) return NOT_MINE;
  const said = wordsOf(post);
  const message = messageIn(said, post);
  if (message === undefined) return { kind: 'nothing' };
  const labels = labelsWithTitle(message, said);
  return {
    kind: 'notice',
    notice: {
      id: `generic/opsgenie:${id.slice(0, UUID)}`,
      status: isOver(post) ? 'resolved' : 'firing',
      names: namesInTitle(message, labels),
      labels,
      summary: message,
      url,
    },
  };
}

/** In the text of an attachment only as a sentence about the alert: its description may speak of closed connections. */
function isOver(post: Post): boolean {
  const [attachment] = post.attachments;
  return /\bclosed\b|\bresolved\b/i.test(headOf(post)) || /\bclosed (?:the )?alert\b/i.test(attachment?.text ?? '');
}

/** Where the state stands: `New alert: #42`, `… closed alert #42`. */
function headOf({ text, attachments: [attachment] }: Post): string {
  return [text, attachment?.pretext, attachment?.title].join(' ').slice(0, 400);
}

/** The alert's own message stands in quotes, or is the text of the attachment. */
function messageIn(said: string, { attachments: [attachment] }: Post): string | undefined {
  const quoted = /["“]([^"”\n]{3,500})["”]/.exec(said)?.[1];
  const found = [quoted, attachment?.text, attachment?.title, said];
  return found.find((each) => each !== undefined && each.trim() !== '')?.trim();
}
