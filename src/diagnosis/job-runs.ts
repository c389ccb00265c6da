import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { chargedOf } from './charged-memory.ts';
import type { FindingKind } from './finding.ts';
import { limitOf, type Observation } from './observation.ts';

/**
 * `<workload>-<minutes>-<suffix>`: the pod of a CronJob, whose runs end by themselves. Minutes since 1970 have eight digits and
 * begin with 2 or 3 (seconds, before Kubernetes 1.21, ten and a 1); a template hash has none of these digits.
 */
const OF_CRON_JOB = /-(?:[23]\d{7}|1\d{9})-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/** Controllers whose pods end by themselves: Kubernetes' own, Argo's and Tekton's. */
const OF_JOBS: ReadonlySet<string> = new Set(['Job', 'CronJob', 'Workflow', 'TaskRun']);

/** Whether a pod is the run of a job, of which each ends by itself: by its controller, else by a name that says so. */
export function isOfJob({ pod, ownerKind }: Pick<PodMemory, 'pod' | 'ownerKind'>): boolean {
  return ownerKind === undefined ? OF_CRON_JOB.test(pod) : OF_JOBS.has(ownerKind);
}

/** The runs of a job, of which each returns its memory when it ends. */
export interface JobRuns {
  /** Runs that ended by themselves, and what they usually reached. */
  readonly ended: number;
  readonly peak?: Bytes | undefined;
  readonly killed: number;
  /** The highest that any run reached. */
  readonly highest: Bytes;
  readonly limit?: Bytes | undefined;
}

/** Undefined where the chosen pod is no run of a job. */
export function jobRunsOf(observation: Observation, chosen: PodMemory): JobRuns | undefined {
  if (!isOfJob(chosen)) return undefined;
  const runs = observation.pods
    .filter(isOfJob)
    .flatMap((pod) =>
      pod.lifetimes.map(({ from, to, end }) => ({ end, reached: highest(sliceOf(chargedOf(pod), from, to).values) })),
    );
  const ended = runs.flatMap(({ end, reached }) => (end === 'restarted' && reached > 0 ? [reached] : []));
  return {
    ended: ended.length,
    peak: ended.length === 0 ? undefined : median(ended),
    killed: observation.pods.reduce((sum, { kills }) => sum + kills.length, 0),
    highest: Math.max(0, ...runs.map(({ reached }) => reached)),
    limit: limitOf(observation, chosen),
  };
}

/** What the runs of the chosen pod's job reached that are over, oldest first; none where it is no run of a job. */
export function overRuns(
  { pods, earlier = [] }: Observation,
  chosen: PodMemory,
): readonly { readonly from: Instant; readonly reached: Bytes }[] {
  if (!isOfJob(chosen)) return [];
  const seen = pods
    .filter(isOfJob)
    .flatMap((pod) =>
      pod.lifetimes
        .filter(({ end, replaced }) => end !== 'running' && replaced !== true)
        .map(({ from, to }) => ({ from, reached: highest(sliceOf(chargedOf(pod), from, to).values) })),
    );
  const before = earlier
    .filter(({ pod }) => !pods.some((each) => each.pod === pod))
    .map(({ track }) => ({ from: track.times[0] ?? 0, reached: highest(track.values) }));
  return [...before, ...seen].filter(({ reached }) => reached > 0).toSorted((a, b) => a.from - b.from);
}

/** A span of the job's runs that are over: how long the longest lasted that ended by itself; undefined where none did. */
export function longestRun({ pods }: Observation, chosen: PodMemory): Milliseconds | undefined {
  if (!isOfJob(chosen)) return undefined;
  const ended = pods.filter(isOfJob).flatMap(({ lifetimes }) => lifetimes.filter(({ end }) => end === 'restarted'));
  return ended.length === 0 ? undefined : Math.max(...ended.map(({ from, startedAt = from, to }) => to - startedAt));
}

/** What grows, or jumps, in a run that ends: nothing is restarted or rolled back to gain time. */
const WITHIN_RUN: ReadonlySet<FindingKind> = new Set([
  'heap-leak',
  'goroutine-leak',
  'thread-leak',
  'handle-leak',
  'native-growth',
  'burst',
]);

/** The same remedy for what runs as a job: its peak, its input and its limit. */
export function jobRemedy(kind: FindingKind, { steps, proof }: Remedy, runs: JobRuns, fitting: Bytes): Remedy {
  // Of runs that were killed, or ended by themselves, the first line says what they show, whatever grows.
  const first = WITHIN_RUN.has(kind) || (kind === 'not-enough-data' && runs.killed + runs.ended > 0);
  if (!first) return { steps, proof };
  const [, ...rest] = steps;
  return {
    steps: [jobStep(runs, fitting), ...rest],
    proof: 'The next run with the same input ends, and stays below the limit.',
  };
}

function jobStep({ ended, peak, killed, limit, highest: most }: JobRuns, fitting: Bytes): string {
  const usual = peak === undefined ? '' : `${countOf(ended, 'run')} that ended reached about ${formatBytes(peak)}`;
  if (killed === 0)
    return `Now: nothing is urgent: a run returns its memory when it ends${usual === '' ? '' : `, and ${usual}`}${limit === undefined ? '' : `, of a limit of ${formatBytes(limit)}`}.`;
  const beside = usual === '' ? '' : `; ${usual}`;
  return `Now: compare the input of the ${killed === 1 ? 'killed run' : `${killed} killed runs`} with that of the others${beside}. A limit of ${formatBytes(fitting)} holds more than the ${formatBytes(most)} that was seen, until what a run keeps is bounded.`;
}
