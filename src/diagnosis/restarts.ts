import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytesPair } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import { type EndReason, isLost } from '../metrics/end-reason.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Place } from '../metrics/place.ts';
import { sliceOf } from '../metrics/track.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import type { Observation } from './observation.ts';

/** How a container of one pod ended, again and again. */
export interface Restarts {
  readonly count: number;
  /** The first end that the window saw. */
  readonly since: Instant;
  /** What Kubernetes said of the ends, the most frequent first; empty where no metric says it. */
  readonly ends: readonly (EndReason & { readonly count: number })[];
  /** The last run that ended by an error of its own while its container stood at its limit: what it had, and the limit. */
  readonly full?: { readonly level: Bytes; readonly limit: Bytes } | undefined;
  /** Why it does not run now: `CrashLoopBackOff`. */
  readonly waiting?: string | undefined;
  /** The node that it runs on, where a label names it. */
  readonly node?: string | undefined;
}

/** The restarts of a pod's container; undefined where it did not restart. */
export function restartsOf(pod: PodMemory): Restarts | undefined {
  const { lifetimes, restarts, waiting, node } = pod;
  const ended = lifetimes.filter(isRestart);
  const [first] = ended;
  if (first === undefined || restarts === 0) return undefined;
  const named = ended.filter(({ reason, exitCode }) => reason !== undefined || exitCode !== undefined);
  const alike = Map.groupBy(named, ({ reason, exitCode }) => JSON.stringify([reason, exitCode]));
  const ends = [...alike.values()].flatMap((same) => {
    const [one] = same;
    return one === undefined ? [] : [{ reason: one.reason, exitCode: one.exitCode, count: same.length }];
  });
  return {
    count: restarts,
    since: first.to,
    ends: ends.sort((a, b) => b.count - a.count),
    full: fullAtEnd(pod),
    waiting,
    node,
  };
}

/** Share of the limit. A container whose last samples reach it was full: where a child asked for more, it was killed. */
const FULL = 0.97;
/** Samples before an end. */
const LAST_SAMPLES = 3;

/** A kill of one process in a container ends no container: the main one that misses it may end by its own error. */
function fullAtEnd({ lifetimes, workingSet, rss, limit: latest }: PodMemory): Restarts['full'] {
  const full = lifetimes.flatMap(({ from, to, exitCode = 0, limit = latest, ...life }) => {
    if (
      !isRestart(life) ||
      life.reason === OOM ||
      exitCode === 0 ||
      exitCode >= FIRST_OF_SIGNALS ||
      limit === undefined
    )
      return [];
    const level = Math.max(0, ...sliceOf(workingSet ?? rss, from, to).values.slice(-LAST_SAMPLES));
    return level >= FULL * limit ? [{ level, limit }] : [];
  });
  return full.at(-1);
}

/** From here on an exit code names a signal. */
const FIRST_OF_SIGNALS = 128;

/** The restarts of a pod; where it has none, the evictions of its siblings and itself. */
export function endsOf({ pods }: Pick<Observation, 'pods'>, pod: PodMemory): Restarts | undefined {
  return restartsOf(pod) ?? evictionsOf(pods);
}

/** The evictions of a service; undefined where there was none. */
export function evictionsOf(pods: readonly PodMemory[]): Restarts | undefined {
  const times = pods.flatMap(({ evictedAt }) => evictedAt ?? []);
  if (times.length === 0) return undefined;
  return { count: times.length, since: Math.min(...times), ends: [{ reason: EVICTED, count: times.length }] };
}

const EVICTED = 'Evicted';

function isRestart({ end, replaced }: Pick<Lifetime, 'end' | 'replaced'>): boolean {
  return end !== 'running' && replaced !== true;
}

/** Whether Kubernetes named the ends, and memory for none of them. */
export function namedOtherwise(pod: PodMemory): boolean {
  const ends = restartsOf(pod)?.ends ?? [];
  return ends.length > 0 && ends.every(({ reason }) => reason !== OOM);
}

const OOM = 'OOMKilled';

/** `restarted 18 times since 28 Nov 14:02 UTC (15 × Error, exit code 143; 3 × Completed)` */
export function restartsSaid({ count, since, ends, waiting }: Restarts): string {
  if (ends[0]?.reason === EVICTED)
    return `${countOf(count, 'pod')} of this service ${count === 1 ? 'was' : 'were'} evicted since ${formatInstant(since)} UTC`;
  const [only] = ends;
  const each = ends.map((end) => (only === end && ends.length === 1 ? nameOf(end) : `${end.count} × ${nameOf(end)}`));
  const why = ends.length === 0 ? '' : ` (${each.join('; ')})`;
  const now = waiting === undefined ? '' : ` and waits in ${waiting}`;
  return `restarted ${countOf(count, 'time')} since ${formatInstant(since)} UTC${why}${now}`;
}

/** The same for a headline: of several reasons the most frequent. */
export function restartsBriefly(restarts: Restarts): string {
  const { count, since, ends, waiting } = restarts;
  const [most, ...others] = ends;
  const why = most?.exitCode === undefined ? most?.reason : `exit code ${most.exitCode}`;
  if (why !== undefined && others.length === 0 && waiting !== undefined)
    return `restarted ${countOf(count, 'time')} (${why}) and waits in ${waiting}`;
  if (most === undefined || others.length === 0) return restartsSaid(restarts);
  return waiting === undefined
    ? `restarted ${countOf(count, 'time')} since ${formatInstant(since)} UTC (mostly ${why})`
    : `restarted ${countOf(count, 'time')} (mostly ${why}) and waits in ${waiting}`;
}

/** How containers ended, where they ended in several ways: `Since 14 Oct 08:13 UTC: 38 × Error, exit code 1; 37 × Error, exit code 2.` */
export function endsCounted({ ends, since }: Restarts): readonly string[] {
  return ends.length < 2
    ? []
    : [`Since ${formatInstant(since)} UTC: ${ends.map((end) => `${end.count} × ${nameOf(end)}`).join('; ')}.`];
}

function nameOf({ reason, exitCode }: EndReason): string {
  return [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter(Boolean).join(', ');
}

/** What the most frequent end means. */
export function endMeans({ ends: [end], full }: Restarts, place?: Place): string {
  if (end === undefined)
    return place?.kubernetes === false
      ? 'No metric names why it ended.'
      : 'No metric names why the container ended: kube-state-metrics reports the last reason and exit code.';
  const { reason, exitCode } = end;
  if (isLost(end))
    return 'Exit code 255 with reason Unknown: the kubelet did not see the container end. Its node went down, or the container runtime on it did.';
  if (reason === EVICTED)
    return 'Evicted: the kubelet stopped the pod because its node ran short of memory, disk or process ids.';
  switch (exitCode) {
    case undefined:
      return `Kubernetes names ${reason} as the reason of the end, which is none about memory.`;
    case 0:
      return 'Exit code 0: the process ended by itself and without an error, and Kubernetes started it again.';
    case 134:
      return 'Exit code 134 is SIGABRT: the process ended itself, by a failed assertion or a fatal error of its runtime.';
    case 137:
      return reason === OOM
        ? 'Exit code 137 with reason OOMKilled: the kernel killed it for memory, be it that of the container, of its pod or of its node.'
        : `Exit code 137 with reason ${reason ?? 'unknown'} is SIGKILL, and no kill for memory: a failed liveness probe or a stop that took longer than its grace period. A larger limit does not change it.`;
    case 139:
      return 'Exit code 139 is SIGSEGV: native code of the process crashed.';
    case 143:
      return 'Exit code 143 is SIGTERM: the container was stopped from outside, by a failed liveness probe or someone who deleted or drained it.';
    default:
      if (full !== undefined && exitCode < FIRST_OF_SIGNALS)
        return `Exit code ${exitCode} is the main process’s own, but the container stood at ${formatBytesPair(full.level, full.limit, ' of its limit of ')} then: the kernel probably killed another process in it, which ends no container by itself and counts as no OOM kill of one.`;
      return `Exit code ${exitCode} is the process’s own: it ended with an error, which its log names.`;
  }
}

/** As a command takes it. */
function nameOfNode(pod: string, node: string | undefined): string {
  return node ?? `$(kubectl get pod ${pod} -o jsonpath={.spec.nodeName})`;
}

/** A node that goes down takes its containers with it: nothing is wrong with them. */
function nodeRemedy(pod: string, node: string | undefined): Remedy {
  const which = node ?? `the node of ${pod}`;
  return {
    steps: [
      `Now: find out why ${which} went down: kubectl describe node ${nameOfNode(pod, node)}, then its console or journalctl --list-boots on it (kernel panic, power, a reclaimed spot instance, an unattended update).`,
      'Fix: cordon the node until that is known, and spread the pods of the service over several nodes (topologySpreadConstraints), so that one node does not end several at once.',
    ],
    proof: 'The node stays up for longer than it did before, and the restart count stands still.',
  };
}

/** A full container whose main process ended with an error: a child of it was probably killed. */
function fullRemedy(pod: string, proof: string): Remedy {
  return {
    steps: [
      `Now: kubectl logs ${pod} --previous: look for a child process that was killed (signal 9) before the end; container_oom_events_total counts it.`,
      'Fix: bound how many processes run in the container and what each keeps, or raise its limit: it was full when it ended.',
    ],
    proof,
  };
}

/** What to do about restarts that are not for memory, by how most of them ended. */
export function restartRemedy(pod: string, restarts: Restarts | undefined, elsewhere?: true): Remedy {
  const end = restarts?.ends[0];
  const proof = 'The container runs for longer than any of these runs did, and its restart count stands still.';
  if (end?.reason === OOM)
    return {
      steps: [
        `Now: kubectl describe node ${nameOfNode(pod, restarts?.node)}: look for MemoryPressure and SystemOOM among its events.`,
        'Fix: give the pods of that node requests that match what they use; the limit of this container was not reached.',
      ],
      proof,
    };
  if (end?.reason === EVICTED)
    return {
      steps: [
        'Now: kubectl get events --field-selector reason=Evicted: each names the resource that its node ran short of.',
        'Fix: set requests to what the pods use, so that the scheduler leaves room for them; pods above their requests are evicted first.',
      ],
      proof: 'No pod of the service is evicted for a day.',
    };
  if (end !== undefined && isLost(end)) return nodeRemedy(pod, restarts?.node);
  if (end?.exitCode === 137 || end?.exitCode === 143)
    return {
      steps: [
        `Now: kubectl describe pod ${pod}: its events say whether a liveness probe failed, or who stopped it.`,
        'Fix: where a probe failed, find why the process does not answer within its time (load, locks, collections), or allow it more time.',
      ],
      proof,
    };
  if (end?.exitCode === 0)
    return {
      steps: [
        `Now: kubectl logs ${pod} --previous: the last lines say why the process thinks that it is done.`,
        'Fix: a program that is meant to end belongs in a Job or CronJob.',
      ],
      proof,
    };
  if (restarts?.full !== undefined && (end?.exitCode ?? 0) < FIRST_OF_SIGNALS) return fullRemedy(pod, proof);
  return {
    steps: [
      elsewhere === true
        ? `Now: read the log of ${pod} and the kernel’s of its machine (journalctl -k): one of them says what ended it.`
        : `Now: kubectl logs ${pod} --previous and kubectl describe pod ${pod}: the last state shows exit code and reason.`,
      'Memory is not the cause: look at failing probes, crashes of the process and evictions.',
    ],
    proof,
  };
}
