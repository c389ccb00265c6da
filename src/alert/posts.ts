import { createHash } from 'node:crypto';
import type { Alert, AlertKind } from './alert.ts';
import { type ChannelAlerts, channelAlertReader } from './channel-alerts.ts';
import { aboutMemory } from './memory-parts.ts';
import { alertFrom } from './notice.ts';
import { type Post, wordsOf } from './post.ts';
import type { PostedNotice, PostReader } from './post-reader.ts';
import type { KindOf } from './rules.ts';
import { endedWorkloads, listedWorkloads } from './several-workloads.ts';
import { subjectOf } from './subject.ts';

/** What a message of another app amounts to. */
export type PostOutcome =
  | {
      readonly kind: 'alert';
      readonly alert: Alert;
      /** Of the other workloads that the message lists. */
      readonly further: readonly Alert[];
    }
  /** An alert of a sender about something else, its test, or a word that changes nothing. */
  | { readonly kind: 'ignored'; readonly source: string }
  /** Nothing that an alert sender posts. */
  | { readonly kind: 'other' };

export interface PostRules {
  readonly readers: readonly PostReader[];
  readonly channels: readonly ChannelAlerts[];
  readonly kindOf: KindOf;
}

/** Reads messages of other apps: by what the operator says of a channel first, then as each sender posts by default. */
export function postReading({ readers, channels, kindOf }: PostRules): (post: Post) => PostOutcome {
  const configured = channels.map(channelAlertReader);
  return (whole) => {
    const reader = readers.find((each) => each.read(whole).kind !== 'not-mine');
    const post = reader === undefined ? whole : aboutMemory(whole, kindOf);
    const reading = reader?.read(post);
    const meant = configured.map((read) => read(post)).find((notice) => notice !== undefined);
    if (reader !== undefined && reading?.kind === 'notice') {
      return outcomeOf(reader.name, merged(reading.notice, meant), { post, kindOf, wanted: meant !== undefined });
    }
    if (reader !== undefined) return { kind: 'ignored', source: reader.name };
    if (meant === undefined) return { kind: 'other' };
    return outcomeOf(MESSAGE, meant, { post, kindOf, wanted: true });
  };
}

/** The source of alerts that only leakbot.yaml says are some. */
const MESSAGE = 'message';

/** The operator knows how a service is named; the sender's own reader knows the rest. */
function merged(notice: PostedNotice, meant: PostedNotice | undefined): PostedNotice {
  return meant === undefined ? notice : { ...notice, labels: { ...notice.labels, ...meant.labels } };
}

interface Reading {
  readonly post: Post;
  readonly kindOf: KindOf;
  /** The operator says that such a message is an alert about memory, whatever it is called. */
  readonly wanted: boolean;
}

function outcomeOf(source: string, notice: PostedNotice, { post, kindOf, wanted }: Reading): PostOutcome {
  const { id, status, labels, prose, summary, url, origin, ofGroup, several, values = [] } = notice;
  const said = wordsOf(post);
  const kinds = notice.names.map((alertname) => ({
    alertname,
    kind: kindOf({ labels: { ...labels, alertname }, prose }),
  }));
  const named = kinds.find(({ kind }) => kind !== undefined) ?? { alertname: notice.names[0], kind: undefined };
  const kind = named.kind ?? (wanted ? likelyKind(said) : undefined);
  const described = {
    id: bounded(id),
    status,
    name: named.alertname,
    labels,
    summary,
    startsAt: post.at,
    endsAt: post.at,
    url,
  };
  const alert = kind === undefined ? undefined : alertFrom(source, described, () => kind);
  // A reply says how an alert goes on; it opens no thread.
  if (alert === undefined || (post.reply && status === 'firing')) return { kind: 'ignored', source };
  const { channel, ts } = post;
  const posted = {
    channel,
    ts,
    values: values.slice(0, KEPT.values),
    ...(ofGroup === true ? { ofGroup } : {}),
    ...(several === true ? { several } : {}),
  };
  const from = origin === undefined ? {} : { origin };
  const first = { ...alert, ...from, post: { ...posted, text: said.slice(0, KEPT.text) } };
  const further = (notice.lists === true ? furtherIn(said, first) : []).flatMap(
    ({ labels: own, text, status: ownStatus, further: place }) => {
      const { namespace = '', name } = subjectOf(own).workload ?? { name: '' };
      const id = bounded(`${notice.id} ${namespace}/${name}`);
      const other = alertFrom(
        source,
        { ...described, id, status: ownStatus, labels: own, summary: undefined },
        () => alert.kind,
      );
      return other === undefined
        ? []
        : [{ ...other, ...from, post: { ...posted, text: text.slice(0, KEPT.text), further: place } }];
    },
  );
  return { kind: 'alert', alert: first, further };
}

/** So many workloads of a message have a thread; the last one names the rest. Set by hand. */
const MOST_THREADS = 10;

/** The workloads that a message lists besides the one that its alert is about. */
function furtherIn(said: string, { subject, status }: Alert) {
  const listed = listedWorkloads(said, { over: status === 'resolved' });
  const first = listed.findIndex(
    ({ labels, workload }) => workload.name === subject.workload?.name || labels['pod'] === subject.pod,
  );
  const others = listed.toSpliced(Math.max(0, first), 1);
  const [opened, rest] = [others.slice(0, MOST_THREADS - 1), others.slice(MOST_THREADS - 1)];
  const unopened = rest.map(({ workload: { namespace, name } }) =>
    namespace === undefined ? name : `${namespace}/${name}`,
  );
  const further = opened.map(({ labels, text }, index) => ({
    labels,
    text,
    status,
    further: { of: listed.length, ...(index === MOST_THREADS - 2 && unopened.length > 0 ? { unopened } : {}) },
  }));
  const ended = status === 'resolved' ? [] : endedWorkloads(said).filter(({ labels }) => labels['pod'] !== subject.pod);
  const over = ended.map(({ labels, text }) => ({
    labels,
    text,
    status: 'resolved' as const,
    further: { of: listed.length },
  }));
  return [...further, ...over];
}

/** What is kept of a message: so many values of labels, and characters of what it says, where a service may be named. */
const KEPT = { values: 100, text: 2_000 } as const;

/** Without a name that says more: a container that ends again and again. */
function likelyKind(said: string): AlertKind {
  return /OOM|out of memory/i.test(said) ? 'oom-kill' : 'restart-spike';
}

/** Titles may be long, and the id is a key. */
function bounded(id: string): string {
  return id.length <= 300 ? id : createHash('sha256').update(id).digest('hex');
}
