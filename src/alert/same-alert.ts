import { likelyOwner } from '../service/pod-owner.ts';
import type { Workload } from '../service/service.ts';
import type { Alert } from './alert.ts';

/**
 * Whether a message and a webhook's alert are one alert of one sender: by the sender's own name for it where both have it,
 * else by what the message says. Its title holds values of labels, which the webhook's alert must all have; where both say
 * which of several senders they come from, it must be the same one. Nothing that names a workload may differ, and something
 * that names one must be the same: in doubt they are two, since an alert that is taken for another one is never seen.
 */
export function isSameAlert(posted: Alert, called: Alert): boolean {
  if (posted.source !== called.source) return false;
  if (posted.fingerprint === called.fingerprint) return true;
  const elsewhere = originsDiffer(posted, called);
  if (elsewhere && !isOnePod(posted, called)) return false;
  const agreed = workloadsAgree(posted, called);
  if (agreed === 'differ') return false;
  const values = posted.post?.values ?? [];
  // A title that a team wrote holds none; then the alert's name and its workload say which it is.
  if (values.length === 0) return agreed === 'agree' && isCalled(posted, called.name);
  const words = new Set(Object.values(called.labels).flatMap((value) => value.split(/\s+/)));
  if (!values.every((value) => words.has(value))) return false;
  if (agreed === 'agree' || namesItsPlace(values, called) || saysNoMore(called, [...words], values)) return true;
  // All that the alerts of the group share stands in its title, and the same Alertmanager says so of this one.
  const grouped = posted.post?.several === true && posted.origin !== undefined && called.origin !== undefined;
  return grouped && posted.subject.pod === undefined && posted.subject.workload === undefined;
}

function originsDiffer({ origin: one }: Alert, { origin: other }: Alert): boolean {
  return one !== undefined && other !== undefined && sameAddress(one) !== sameAddress(other);
}

/** A pod with a name that is given once: no two clusters have it. `db-0` is a pod in each of them. */
function isOnePod({ subject: one }: Alert, { subject: other }: Alert): boolean {
  return one.pod !== undefined && one.pod === other.pod && likelyOwner(one.pod)?.kind === 'Deployment';
}

/** Whether what two alerts say of their workloads is one workload; `unknown` where one of them names none. */
export function workloadsAgree(posted: Alert, called: Alert): 'agree' | 'differ' | 'unknown' {
  const [one, other] = [posted.subject, called.subject];
  if (one.pod !== undefined && one.pod === other.pod)
    return placesDiffer(one.workload, other.workload) ? 'differ' : 'agree';
  if (placesDiffer(one.workload, other.workload)) return 'differ';
  const [names, others] = [namesOf(one), namesOf(other)];
  if (names.length > 0 && others.length > 0) return names.some((name) => others.includes(name)) ? 'agree' : 'differ';
  // A message may name a pod of a service in a form that no controller gives.
  return other.pod !== undefined && mentions(posted.post?.text ?? '', other.pod) ? 'agree' : 'unknown';
}

/** Whether a message names the alert: by what is taken for its name, or with other words around it. */
function isCalled({ name, post }: Alert, wanted: string): boolean {
  const words = (text: string) => ` ${text.match(/[\p{L}\p{N}]+/gu)?.join(' ') ?? ''} `;
  return name === wanted || words(post?.text ?? '').includes(words(wanted));
}

/** A part that only one of them has says nothing. */
function placesDiffer(one: Workload | undefined, other: Workload | undefined): boolean {
  const parts = ['cluster', 'namespace', 'container'] as const;
  return parts.some((part) => {
    const [a, b] = [one?.[part], other?.[part]];
    return a !== undefined && b !== undefined && a !== b;
  });
}

/** A label may call the workload otherwise than its pods' names do. */
function namesOf({ workload, pod }: Alert['subject']): readonly string[] {
  const owner = pod === undefined ? undefined : likelyOwner(pod)?.name;
  return [workload?.name, owner].filter((name) => name !== undefined);
}

/** Of the values in a title one is the workload, its container, its pod or its namespace; a cluster has many of each. */
function namesItsPlace(values: readonly string[], { subject: { workload, pod } }: Alert): boolean {
  const own = [workload?.name, workload?.container, workload?.namespace, pod];
  return own.some((name) => name !== undefined && values.includes(name));
}

/** Where neither names a workload, all that the webhook's labels hold stands in the title. */
function saysNoMore({ subject }: Alert, words: readonly string[], values: readonly string[]): boolean {
  return subject.workload === undefined && subject.pod === undefined && words.every((word) => values.includes(word));
}

function mentions(text: string, name: string): boolean {
  const words: readonly string[] = text.match(/[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/g) ?? [];
  return words.includes(name);
}

/** Replicas that share no address differ in the number of their hosts: `http://alertmanager-main-1:9093`. */
function sameAddress(address: string): string {
  return address.replace(/^(https?:\/\/[a-z][a-z0-9-]*)-\d{1,3}(?=[.:/]|$)/i, '$1').replace(/\/+$/, '');
}

/**
 * Whether two messages whose workload cannot be read are about the same alerts of a group: the values in their titles are the
 * same, or the later one says less and still names what the earlier one was about, as a group does that has grown.
 */
export function isSameMessage(later: Alert, earlier: Alert): boolean {
  const [post, before] = [later.post, earlier.post];
  if (post === undefined || before === undefined || later.source !== earlier.source) return false;
  // An edit may add another workload to it.
  if (post.channel === before.channel && post.ts === before.ts) return workloadsAgree(later, earlier) !== 'differ';
  if (later.name !== earlier.name) return false;
  if (post.values.length === 0) return post.text === before.text;
  const has = (values: readonly string[], all: readonly string[]) => values.every((value) => all.includes(value));
  if (!has(post.values, before.values)) return false;
  return has(before.values, post.values)
    ? post.text === before.text || isTitleOnly(later)
    : namesWorkload(post.values, earlier);
}

/** Without further words two messages with one title are one; with them a pod may be named that cannot be read. */
function isTitleOnly({ post }: Alert): boolean {
  return post !== undefined && !post.text.includes('\n');
}

function namesWorkload(values: readonly string[], { subject: { workload, pod } }: Alert): boolean {
  return [workload?.name, workload?.container, pod].some((name) => name !== undefined && values.includes(name));
}
