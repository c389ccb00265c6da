import { createHash } from 'node:crypto';
import type { Instant } from '../foundation/clock.ts';
import type { Alert } from './alert.ts';
import { titleLine } from './headline.ts';
import type { KindOf } from './rules.ts';
import { subjectOf } from './subject.ts';

/** An alert as its sender describes it, before anything is concluded from its labels. */
export interface Notice {
  /** Equal for all that the sender says of one alert: its repeats, its end. */
  readonly id: string;
  readonly status: 'firing' | 'resolved';
  readonly name: string;
  /** The name is a sentence that only holds the words of an alert. */
  readonly prose?: boolean | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly summary?: string | undefined;
  readonly startsAt: Instant;
  readonly endsAt?: Instant | undefined;
  readonly url?: string | undefined;
  /** The address of the sender itself. */
  readonly origin?: string | undefined;
}

/** Characters of each text that are kept, and labels of an alert: more than any in use has. What is cut is marked. */
const KEPT = { labelName: 200, label: 300, summary: 1_000, url: 2_000, labels: 64 } as const;

/** The alert that a notice is; undefined for one that is not about a container's memory. */
export function alertFrom(source: string, notice: Notice, kindOf: KindOf): Alert | undefined {
  const { id, status, startsAt, endsAt, url } = notice;
  const name = titleLine(notice.name);
  const labels = bounded({ alertname: name, ...notice.labels });
  const kind = kindOf({ labels, annotations: notice.annotations, prose: notice.prose });
  if (kind === undefined) return undefined;
  return {
    source,
    fingerprint: id.length <= KEPT.label ? id : createHash('sha256').update(id).digest('hex'),
    kind,
    status,
    name,
    subject: subjectOf(labels),
    summary: notice.summary === undefined ? undefined : cut(notice.summary, KEPT.summary),
    startsAt,
    endsAt: status === 'resolved' ? endsAt : undefined,
    url: url !== undefined && url.length <= KEPT.url && /^https?:\/\//.test(url) ? url : undefined,
    labels,
    ...(notice.origin === undefined ? {} : { origin: cut(notice.origin, KEPT.url) }),
  };
}

function bounded(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return Object.fromEntries(
    pairs.slice(0, KEPT.labels).map(([name, value]) => [cut(name, KEPT.labelName), cut(value, KEPT.label)]),
  );
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // A character is one or two units of the text: more of it need not be taken apart.
  return `${[...text.slice(0, 2 * longest)].slice(0, longest - 1).join('')}…`;
}
