import { alertNameAtBegin, alertNameIn, alertNameInText, isInWords } from '../alert-name.ts';
import { type Post, type PostAttachment, wordsOfAttachment } from '../post.ts';
import { NOT_MINE, type PostReading } from '../post-reader.ts';
import { saidOfPod } from '../said-of-pod.ts';
import { sectionsOf } from '../sections.ts';
import { labelsWithTitle } from '../title.ts';
import { readSubjectLine, type SubjectLine } from './subject-line.ts';

/**
 * The messages of Alertmanager's Slack receiver: one attachment whose title is the subject, linked to Alertmanager itself.
 * Every change of a group is a new message, or an edit of the first one where `update_message` is on (0.34). With a title of
 * the team's own the link shows whose it is, and what its texts say counts.
 * https://prometheus.io/docs/alerting/latest/configuration/#slack_config
 */
export function readAlertmanagerPost({ attachments }: Post): PostReading {
  const [attachment] = attachments;
  if (attachment === undefined || isGrafanas(attachment)) return NOT_MINE;
  const title = attachment.title === '' ? attachment.fallback : attachment.title;
  const subject = readSubjectLine(title) ?? (ITS_PAGE.test(attachment.titleLink) ? ownTitle(title) : undefined);
  const said = wordsOfAttachment(attachment);
  const labels = labelsWithTitle(title, subject?.status === 'firing' ? sectionsOf(said).firing : said);
  // What the texts call it is its name: any word of the title may be the value of another label.
  const [name, ...others] = labels['alertname'] === undefined ? namesIn(attachment, subject) : [labels['alertname']];
  if (subject === undefined || name === undefined) return NOT_MINE;
  const { titleLink, text } = attachment;
  const reason = REASONS.find((each) => subject.values.includes(each));
  return {
    kind: 'notice',
    notice: {
      id: `alertmanager: ${titleLink} ${subject.group}`,
      status: subject.status,
      names: [name, ...others],
      labels: { ...(reason === undefined ? {} : { reason }), ...labels },
      summary: text.trim() === '' ? undefined : text,
      url: titleLink,
      values: isInWords(title) ? [] : subject.values,
      ofGroup: true,
      ...(subject.several ? { several: true } : {}),
      lists: true,
      origin: originOf(titleLink),
    },
  };
}

/** What the alert may be called, the likeliest first: a team may write other words around its name. */
function namesIn({ title, text, pretext }: PostAttachment, subject: SubjectLine | undefined): readonly string[] {
  const inTitle = alertNameIn(title);
  // Above a title that names the alert stands what else a team says of it.
  const above = inTitle === undefined ? [alertNameIn(pretext), pretext.split('\n')[0]] : [];
  const named = inTitle ?? alertNameInText(text) ?? alertNameAtBegin(text);
  // Templates that print the summary alone name no alert: what it says happened to the pod counts.
  const said = named === undefined ? saidOfPod(sectionsOf(`${pretext}\n${text}`).firing) : undefined;
  const written = [named, alertNameInText(text), ...(subject?.names ?? []), ...above, said];
  return [...new Set(written.filter((name) => name !== undefined))].filter((name) => name.trim() !== '');
}

/** Where the title of its default templates leads. */
const ITS_PAGE = /\/#\/alerts(?:\?|$)/;

/** A title that a team wrote: no values of labels can be told from other words in it. */
function ownTitle(title: string): SubjectLine | undefined {
  const over = /\bresolved\b|\brecovered\b|✅|:white_check_mark:/i;
  const group = title.replace(over, '').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N})]+$/gu, '');
  if (group === '') return undefined;
  return {
    status: over.test(title) ? 'resolved' : 'firing',
    group: group.replace(/^firing\W+/i, ''),
    several: false,
    names: [group],
    values: [],
  };
}

/** Why a container waits or ended, as kube-state-metrics has it in the label `reason`. */
const REASONS = ['OOMKilled', 'CrashLoopBackOff'] as const;

/** Where Alertmanager is, from the page that a title links to: `http://alertmanager:9093/#/alerts?receiver=team`. */
export function originOf(link: string): string | undefined {
  const end = link.indexOf('/#/');
  return end < 0 ? undefined : link.slice(0, end);
}

export function isGrafanas({ footer }: PostAttachment): boolean {
  return /^Grafana\b/.test(footer);
}
