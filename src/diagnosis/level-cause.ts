import type { ContainerRun } from '../attribution/container-run.ts';
import type { Level } from '../attribution/level.ts';
import { valueNear } from '../attribution/near.ts';
import { endLevel, highestLevel } from '../attribution/run-ledger.ts';
import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration, MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { median, sliceOf, typicalStep } from '../metrics/track.ts';
import type { PartId } from '../runtime/memory-parts.ts';
import type { FindingKind } from './finding.ts';
import { nodeHadRoom, nodeRanOut, type UnlikelyBurst, unlikelyBurst } from './node-ran-out.ts';
import { limitOf, type Observation } from './observation.ts';
import { sinceChange } from './same-program.ts';

/** Why a container that does not grow was killed, or is full, by what it is charged at its end. */
export interface LevelCause {
  readonly kind: FindingKind;
  /** In one sentence with figures. */
  readonly said: string;
}

/** A part that takes this share of the limit is what fills it. */
const FILLS = 0.25;
/** A container that stands at this share of its limit is full. */
const FULL = 0.85;
/** What earlier containers left in the pod matters from this share of the limit on. */
const LEFT_BEHIND = 0.1;
/** A container that is killed so soon has not finished its start. */
const STARTING: Milliseconds = 2 * MINUTE;
/** A container that lived this many times as long has finished it. */
const SURVIVED = 2;
/** More samples of a run than this show how it went. */
const FEW_SAMPLES = 2;
/** So many kills are no accident. */
const SEVERAL = 3;

/** Reads what fills the container of a pod that does not grow; undefined where its own process does, or nothing shows it. */
export function levelCause(observation: Observation, whole: PodMemory): LevelCause | undefined {
  const pod = sinceChange(whole);
  const limit = limitOf(observation, pod);
  return (
    killedWhileStarting(pod) ??
    (limit === undefined ? undefined : leftInPod(observation, pod)) ??
    filledBeside(observation, pod) ??
    killedInside(observation, pod) ??
    killedBelow(observation, pod)
  );
}

function runsOf({ runs }: Observation, pod: PodMemory): readonly ContainerRun[] {
  const since = pod.lifetimes[0]?.from ?? Number.NEGATIVE_INFINITY;
  return runs?.pod === pod.pod ? runs.runs.filter(({ from }) => from >= since) : [];
}

/** Kills so soon after each start that no trend could be seen. */
export function killedWhileStarting({ lifetimes, kills, rss }: PodMemory): LevelCause | undefined {
  const killed = lifetimes.filter(
    ({ end, startedAt, startSeen }) => end === 'oom-killed' && startSeen === true && startedAt !== undefined,
  );
  if (kills.length < SEVERAL || killed.length < SEVERAL) return undefined;
  // One that lived on under the same limit survived its start.
  const survived = ({ from, to }: Lifetime) =>
    to - from >= SURVIVED * STARTING && sliceOf(rss, from, to).times.length > SURVIVED * FEW_SAMPLES;
  if (lifetimes.some(survived)) return undefined;
  const ages = killed.map(({ startedAt = 0, to }) => to - startedAt);
  const samples = killed.map(({ from, to }) => sliceOf(rss, from, to).times.length);
  if (median(ages) >= STARTING || median(samples) > FEW_SAMPLES) return undefined;
  return {
    kind: 'limit-too-small',
    said: `The container was killed ${countOf(kills.length, 'time')}, ${sinceStart(median(ages))}: it does not survive its start under this limit.`,
  };
}

/** Scrapes are further apart than so short a life. */
const AT_ONCE_AFTER_START: Milliseconds = 10 * SECOND;

function sinceStart(age: Milliseconds): string {
  return age < AT_ONCE_AFTER_START
    ? 'within seconds of each start'
    : `typically ${formatDuration(age)} after its start`;
}

/** Kills far below the container’s own limit, while the pod is charged for what no running container has. */
function leftInPod(observation: Observation, pod: PodMemory): LevelCause | undefined {
  const left = observation.runs?.pod === pod.pod ? observation.runs.leftBehind : undefined;
  if (left === undefined) return undefined;
  const below = runsOf(observation, pod).flatMap((run) => {
    const level = run.end === 'oom-killed' && run.limit !== undefined ? endLevel(run) : undefined;
    const behind = valueNear(left, run.to, 2 * typicalStep(left)) ?? 0;
    return level !== undefined &&
      run.limit !== undefined &&
      level.total < FULL * run.limit &&
      behind > LEFT_BEHIND * run.limit
      ? [{ total: level.total, behind, limit: run.limit }]
      : [];
  });
  const last = below.at(-1);
  return (
    last && {
      kind: 'shared-memory',
      said: `${countOf(below.length, 'run')} ended at no more than ${formatBytes(Math.max(...below.map(({ total }) => total)))} of the limit of ${formatBytes(last.limit)}; files in memory of an earlier container take ${formatBytes(last.behind)}.`,
    }
  );
}

function filledBeside(observation: Observation, pod: PodMemory): LevelCause | undefined {
  const runs = runsOf(observation, pod);
  const killed = runs.filter(({ end }) => end === 'oom-killed');
  const reported = (killed.length > 0 ? killed : runs.slice(-1)).flatMap((run) => {
    if (run.limit === undefined) return [];
    const level = killed.length > 0 ? endLevel(run) : highestLevel(run);
    return level === undefined ? [] : [{ level, limit: run.limit }];
  });
  const full = reported.filter(({ level, limit }) => level.total >= FULL * limit);
  if (reported.length === 0 || full.length < reported.length / 2) return undefined;
  const share = (...parts: readonly PartId[]) => median(full.map(({ level, limit }) => bytesOf(level, parts) / limit));
  const last = full.at(-1);
  if (last === undefined) return undefined;
  const of = (...parts: readonly PartId[]) =>
    `${formatBytes(bytesOf(last.level, parts))} of the limit of ${formatBytes(last.limit)}`;
  const kills = killed.length > 0;
  if (share('memory-backed') >= FILLS)
    return { kind: 'shared-memory', said: `Memory-backed files (tmpfs, shared memory) take ${of('memory-backed')}.` };
  if (share('kernel') >= FILLS)
    return { kind: 'kernel-memory', said: `Kernel memory (sockets, slab, page tables) takes ${of('kernel')}.` };
  if (kills && share('file') >= FILLS)
    return {
      kind: 'shared-memory',
      said: `File pages in use take ${of('file')} at the kills: page cache would have been given back, so they are memory-backed.`,
    };
  if (!kills && share('active-file', 'file', 'beside') >= FILLS)
    return {
      kind: 'page-cache',
      said: `The working set reaches ${formatBytes(last.level.total)} of the limit of ${formatBytes(last.limit)}, and ${formatBytes(bytesOf(last.level, ['active-file', 'file', 'beside']))} of it is page cache${share('active-file') >= FILLS ? '' : ' or memory-backed files'}.`,
    };
  return undefined;
}

/** The kernel kills children of a main process that lives on: nothing restarts, and memory falls. */
function killedInside(observation: Observation, pod: PodMemory): LevelCause | undefined {
  if (pod.kills.length > 0) return undefined;
  const counted = runsOf(observation, pod).map(
    ({ tracks }) => tracks['oom-events']?.track.values ?? new Float64Array(),
  );
  const events = counted.reduce((sum, values) => sum + Math.max(0, (values.at(-1) ?? 0) - (values[0] ?? 0)), 0);
  if (events <= 0) return undefined;
  return {
    kind: 'not-enough-data',
    said: `The kernel killed ${countOf(events, 'child process', 'child processes')} inside the container for memory; its main process lives on, and no metric shows which child grows.`,
  };
}

/** A container that ended at less than this share of its limit did not reach it. */
const FAR_BELOW = 0.6;

/** A burst lifts the last samples by this much above what is usual; over several kills one of them is seen. */
const RISES = 1.2;

function roseAtItsEnd(values: Float64Array): boolean {
  return Math.max(...values.slice(-2)) >= RISES * median(values);
}

/** Killed again at once: what filled the limit is asked for again, and no matter of the node. */
const AT_ONCE: Milliseconds = MINUTE;

/** Whether half of the kills or more came at once after another. */
function repeats({ kills }: PodMemory): boolean {
  const first = kills.filter((at, i) => at - (kills[i - 1] ?? Number.NEGATIVE_INFINITY) > AT_ONCE);
  return kills.length - first.length >= first.length / 2;
}

function killedBelow(observation: Observation, pod: PodMemory): LevelCause | undefined {
  const killed = runsOf(observation, pod).filter(({ end, inferred }) => end === 'oom-killed' && inferred !== true);
  const highest = killed.flatMap((run) => {
    const level = endLevel(run);
    return level === undefined || run.limit === undefined ? [] : [{ total: level.total, limit: run.limit }];
  });
  const last = highest.at(-1);
  const most = Math.max(...highest.map(({ total }) => total));
  if (last !== undefined && nodeRanOut(pod) !== undefined && highest.every(({ total, limit }) => total < FULL * limit))
    return {
      kind: 'restarts-not-memory',
      said: `The container was killed ${countOf(killed.length, 'time')} at ${formatBytesPair(most, last.limit, ' or less of ')}, when its node ran out of memory.`,
    };
  if (last === undefined || highest.some(({ total, limit }) => total >= FAR_BELOW * limit)) return undefined;
  if (nodeHadRoom(pod)) return undefined;
  // Between two samples a burst may fill the rest: one kill proves nothing.
  const others = observation.pods.reduce((sum, other) => sum + (other.pod === pod.pod ? 0 : killsFarBelow(other)), 0);
  const unlikely = unlikelyBurst(observation, pod, last.limit);
  if (
    (highest.length + others < SEVERAL && unlikely === undefined) ||
    pod.rss.values.some((value) => value >= FULL * last.limit)
  )
    return undefined;
  if (repeats(pod)) return undefined;
  if (killed.some((run) => roseAtItsEnd(sliceOf(pod.rss, run.from, run.to).values))) return undefined;
  return {
    kind: 'restarts-not-memory',
    said: `The container was killed ${countOf(killed.length, 'time')} at ${formatBytesPair(most, last.limit, ' or less of ')}: the pod or the node ran out of memory, or a burst fell between samples${unlikelySaid(unlikely)}.`,
  };
}

function unlikelySaid(unlikely: UnlikelyBurst | undefined): string {
  if (unlikely === undefined) return '';
  const { needed, fastest, within } = unlikely;
  return ` (${formatBytes(needed)} within ${within}, where no sample of the service rose by more than ${formatBytes(fastest)})`;
}

/** Kills of another pod of the same service whose last samples were far below its limit; none where one was not. */
function killsFarBelow(pod: PodMemory): number {
  const { limit, lifetimes, rss } = sinceChange(pod);
  const killed = lifetimes.filter(({ end, inferred }) => end === 'oom-killed' && inferred !== true);
  const below = killed.filter(({ from, to }) => {
    const { values } = sliceOf(rss, from, to);
    return limit !== undefined && values.length > 0 && !roseAtItsEnd(values) && Math.max(...values) < FAR_BELOW * limit;
  });
  return below.length < killed.length ? 0 : killed.length;
}

function bytesOf({ parts }: Level, wanted: readonly PartId[]): Bytes {
  return wanted.reduce((sum, part) => sum + (parts[part] ?? 0), 0);
}
