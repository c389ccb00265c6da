import { alertNameIn } from '../alert-name.ts';
import { isGrafanas } from '../alertmanager/post.ts';
import { readSubjectLine, type SubjectLine } from '../alertmanager/subject-line.ts';
import { canonicalLabel } from '../label-names.ts';
import { labelsInText } from '../labels-in-text.ts';
import { type Post, type PostAttachment, wordsOfAttachment } from '../post.ts';
import { NOT_MINE, type PostReading } from '../post-reader.ts';
import { saidOfPod } from '../said-of-pod.ts';
import { sectionsOf } from '../sections.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * The messages of Grafana's Slack contact point, which lists the labels of every alert, and of the alerting that Grafana had
 * up to version 10, whose titles are `[Alerting] name` and `[OK] name`. Both have a footer with Grafana's version.
 */
export function readGrafanaPost({ attachments }: Post): PostReading {
  const attachment = attachments.find(isGrafanas);
  if (attachment === undefined) return NOT_MINE;
  return readUnified(attachment) ?? readLegacy(attachment) ?? { kind: 'nothing' };
}

function readUnified(attachment: PostAttachment): PostReading | undefined {
  const labels = listedLabels(attachment.text);
  const subject = readSubjectLine(attachment.title) ?? ownTitle(attachment, labels);
  if (subject === undefined) return undefined;
  // Where the labels are listed the name is among them: any word of the title may be the value of another label.
  const [name, ...others] = labels['alertname'] === undefined ? subject.names : [labels['alertname']];
  if (name === undefined) return undefined;
  if (name === 'TestAlert') return { kind: 'test' };
  const said = isNamed(subject, labels) ? undefined : saidOfPod(sectionsOf(attachment.text).firing);
  return {
    kind: 'notice',
    notice: {
      id: `grafana: ${subject.group} ${labels['alertname'] ?? ''}`.trim(),
      status: subject.status,
      names: [name, ...others, ...(said === undefined ? [] : [said])],
      labels: Object.keys(labels).length > 0 ? labels : labelsInText(wordsOfAttachment(attachment)),
      summary: annotationIn(attachment.text),
      url: attachment.titleLink,
      values: subject.values,
      ofGroup: true,
      lists: true,
    },
  };
}

/** Of one word that is written as no rule's name it is not known whether it names the alert. */
function isNamed({ group, names }: SubjectLine, { alertname }: Labels): boolean {
  return alertname !== undefined || /\s/.test(group) || names.some((name) => alertNameIn(name) !== undefined);
}

/** A title that a team wrote, over the default text, which lists labels and says which alerts fire. */
function ownTitle({ title, text }: PostAttachment, { alertname }: Labels): SubjectLine | undefined {
  if (alertname === undefined || LEGACY.test(title)) return undefined;
  const over = /^\*\*Resolved\*\*/m.test(text) && !/^\*\*Firing\*\*/m.test(text);
  return { status: over ? 'resolved' : 'firing', group: '', several: false, names: [alertname], values: [] };
}

/** `[Alerting]` begins, `[OK]` ends; no data and a pause change nothing. */
const LEGACY = /^\[(Alerting|OK|No Data|NoData|Pending|Paused|Unknown)\]\s*(.*)$/s;

function readLegacy(attachment: PostAttachment): PostReading | undefined {
  const [, state, name = ''] = LEGACY.exec(attachment.title) ?? [];
  if (state === undefined) return undefined;
  if (name === 'Test notification') return { kind: 'test' };
  if (name === '' || (state !== 'Alerting' && state !== 'OK')) return { kind: 'nothing' };
  return {
    kind: 'notice',
    notice: {
      id: `grafana: ${attachment.titleLink} ${name}`,
      status: state === 'OK' ? 'resolved' : 'firing',
      names: [name],
      labels: labelsInText(wordsOfAttachment(attachment)),
      summary: attachment.text.trim() === '' ? undefined : attachment.text,
      url: attachment.titleLink,
      lists: true,
    },
  };
}

/** ` - namespace = prod` of the first alert; the others of a message have labels of their own. */
function listedLabels(text: string): Labels {
  const found: Record<string, string> = {};
  const begin = text.indexOf('Labels:');
  if (begin < 0) return found;
  for (const line of text.slice(begin + 'Labels:'.length).split('\n', MOST_LINES)) {
    const [, name, value] = /^\s{0,4}- ([^=\n]{1,200}?) = (.{1,500})$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found[canonicalLabel(name)] ??= value.trim();
    else if (/^(Annotations|Source|Silence):/.test(line)) break;
  }
  return found;
}

/** Lines that are searched for labels: an alert has a few dozen. */
const MOST_LINES = 100;

function annotationIn(text: string): string | undefined {
  return /^\s{0,4}- (?:summary|description|message) = (.{1,1000})$/m.exec(text)?.[1];
}
