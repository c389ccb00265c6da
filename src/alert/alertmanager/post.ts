import { labelsInText } from '../labels-in-text.ts';
import { type Post, type PostAttachment, wordsOfAttachment } from '../post.ts';
import { NOT_MINE, type PostReading } from '../post-reader.ts';
import { readSubjectLine } from './subject-line.ts';

/**
 * The messages of Alertmanager's Slack receiver: one attachment whose title is the subject, linked to Alertmanager itself.
 * Every change of a group is a new message, or an edit of the first one where `update_message` is on (0.34).
 * https://prometheus.io/docs/alerting/latest/configuration/#slack_config
 */
export function readAlertmanagerPost({ attachments }: Post): PostReading {
  const [attachment] = attachments;
  if (attachment === undefined || isGrafanas(attachment)) return NOT_MINE;
  const subject = readSubjectLine(attachment.title === '' ? attachment.fallback : attachment.title);
  const [name, ...others] = subject?.names ?? [];
  if (subject === undefined || name === undefined) return NOT_MINE;
  const { titleLink, text } = attachment;
  const said = wordsOfAttachment(attachment);
  const reason = REASONS.find((each) => subject.values.includes(each));
  return {
    kind: 'notice',
    notice: {
      id: `alertmanager: ${titleLink} ${subject.group}`,
      status: subject.status,
      names: [name, ...others],
      labels: { ...(reason === undefined ? {} : { reason }), ...labelsInText(said) },
      summary: text.trim() === '' ? undefined : text,
      url: titleLink,
      values: subject.values,
      origin: originOf(titleLink),
    },
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
