import type { ContainerRun } from '../attribution/container-run.ts';
import { endedItself, heapAtEnd, heapBound, NEARLY_FULL, oldWasFull, sizeAtEnds } from '../attribution/full-heap.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { explanationOf } from './explanation.ts';
import { chosenPod, type Observation } from './observation.ts';

/** Where the processes of a service end by a heap that is full, before the limit of their container is reached. */
export interface OwnEnd {
  /** The largest heap that the process may have. */
  readonly size: Bytes;
  /** Whether a metric reports it; else it is the size at which runs ended. */
  readonly reported: boolean;
  /** What its container is charged when the heap is full. */
  readonly level: Bytes;
  /** Runs of the chosen pod that ended with a full heap. */
  readonly ended: number;
  /** Of those, how many a signal from outside ended, and the exit code of the last: the process did not end itself. */
  readonly stopped?: { readonly runs: number; readonly exitCode: number } | undefined;
  /** How it ends then: `an OutOfMemoryError`. */
  readonly by: string;
  /** What sets the size: `-Xmx`. */
  readonly option: string;
}

/** Causes that lie in the heap of a runtime which counts handles too. */
const IN_HEAP: ReadonlySet<CauseId> = new Set(['heap', 'unproven-heap', 'handles']);

/** Read off the runs of the chosen pod; undefined where its heap does not grow, nothing bounds it, or the limit comes first. */
export function ownEndOf(observation: Observation): OwnEnd | undefined {
  const pod = chosenPod(observation);
  const { outOfMemory } = guideTo(observation.runtime).collector;
  const { runs } = observation;
  if (pod === undefined || outOfMemory === undefined || runs?.pod !== pod.pod || pod.kills.length > 0) return undefined;
  const attribution = explanationOf(observation);
  if (attribution?.leader === undefined || !IN_HEAP.has(attribution.leader.cause)) return undefined;
  const failed = runs.runs.filter(endedItself);
  const reported = boundIn(runs.runs);
  const size = reported ?? sizeAtEnds(failed.filter(({ exitCode }) => outOfMemory.exitCodes.includes(exitCode ?? 0)));
  if (size === undefined) return undefined;
  const { total, parts } = attribution.ledger.end;
  const { 'live-heap': live = 0, garbage = 0, heap = 0, idle = 0 } = parts;
  const level = total + Math.max(0, size - live - garbage - heap - idle);
  const limit = attribution.ledger.run.limit ?? pod.limit;
  if (limit !== undefined && level > limit) return undefined;
  const ended = failed.filter((run) => (heapAtEnd(run) ?? 0) >= NEARLY_FULL * size || oldWasFull(run));
  const signalled = ended.flatMap(({ exitCode = 0 }) => (SIGNALS.has(exitCode) ? [exitCode] : []));
  const exitCode = signalled.at(-1);
  return {
    size,
    reported: reported !== undefined,
    level,
    ended: ended.length,
    ...(exitCode === undefined ? {} : { stopped: { runs: signalled.length, exitCode } }),
    by: outOfMemory.by,
    option: outOfMemory.option,
  };
}

/** Exit codes of a process that a signal ended which it does not send to itself. */
const SIGNALS: ReadonlyMap<number, string> = new Map([
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
]);

function boundIn(runs: readonly ContainerRun[]): Bytes | undefined {
  const last = runs.findLast(({ tracks }) => tracks['heap-max'] !== undefined);
  return last && heapBound(last);
}

/** `its maximum of 975 MiB` */
export function maximumSaid({ size, reported }: Pick<OwnEnd, 'size' | 'reported'>): string {
  return `its maximum of ${reported ? '' : 'about '}${formatBytes(size)}`;
}

/** Why a container ended that no one killed; undefined where no run was seen to end so. */
export function endedFull(own: OwnEnd, restarts: number): string | undefined {
  const { ended, stopped, by, option } = own;
  if (ended === 0) return undefined;
  const of = ended >= restarts ? 'each time' : `in ${ended} of ${restarts} runs`;
  const full = `Its heap was full ${of}, at ${maximumSaid(own)} (set by ${option})`;
  if (stopped === undefined) return `${full}: ${by} ended the process, and no kill at the limit.`;
  const outside = `exit code ${stopped.exitCode} is ${SIGNALS.get(stopped.exitCode) ?? 'a signal'}, which comes from outside: probably a liveness probe that failed while the collector ran without end. kubectl describe pod shows it`;
  const others = ended - stopped.runs;
  return others === 0 ? `${full}: ${outside}.` : `${full}: ${by} ended the process in ${others} of them; ${outside}.`;
}
