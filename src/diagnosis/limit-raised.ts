import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import type { Judged } from './fixed.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { sinceChange } from './same-program.ts';

/** A limit that did not hold what the service takes, and was raised: what runs under the larger one is level above the smaller. */
export interface LimitRaised {
  /** When the first run under the larger limit began. */
  readonly at: Instant;
  readonly from: Bytes;
  readonly to: Bytes;
  /** What the pods that run are level at. */
  readonly level: Bytes;
  /** Kills of all pods under the smaller limit. */
  readonly kills: number;
  /** How many pods run, and how long the youngest of them has. */
  readonly running: number;
  readonly stood: Milliseconds;
}

/** Share of the smaller limit. What is level below it fitted. */
const FILLS = 0.85;
/** Times the age at which runs were killed under the smaller limit. One that lasted so long under the larger has passed it. */
const OUTLIVED = 1.2;
/** Share of what was seen under the larger limit that shows where memory is level now. */
const LATEST = 0.25;
/** A span. So soon after a raise whether it holds is not known. */
const KNOWN_AFTER: Milliseconds = HOUR;

/** Whether kills ended with a smaller limit: under the larger one no pod grows, though each takes more than the smaller one held. */
export function raisedAmong(judged: readonly Judged[], observation: Observation): LimitRaised | undefined {
  const change = limitChange(observation);
  if (change === undefined || change.stood < change.shownAfter) return undefined;
  if (!judged.filter(({ memory }) => isPresent(memory)).every(isLevel)) return undefined;
  const { at, from, to, runs, stood } = change;
  const levels = runs.map(sinceItsStart);
  if (median(levels.map(highest)) < FILLS * from) return undefined;
  return {
    at,
    from,
    to,
    level: median(levels.map((values) => median(values.slice(-Math.ceil(values.length * LATEST))))),
    kills: observation.pods.reduce((sum, pod) => sum + killsUnder(pod, to), 0),
    running: runs.length,
    stood,
  };
}

interface LimitChange extends Pick<LimitRaised, 'at' | 'from' | 'to' | 'stood'> {
  /** What runs under the larger limit. */
  readonly runs: readonly PodMemory[];
  /** How old it must be before it shows whether the larger limit holds. */
  readonly shownAfter: Milliseconds;
}

/** A limit under which runs were killed, and the larger one under which all that runs began. */
function limitChange(observation: Observation): LimitChange | undefined {
  const running = observation.pods.filter((pod) => isPresent(pod));
  const limits = new Set(running.map((memory) => limitOf(observation, memory)));
  const [to] = limits;
  if (to === undefined || limits.size > 1) return undefined;
  const killed = observation.pods
    .flatMap(({ lifetimes }) => lifetimes)
    .filter(({ end, limit }) => end === 'oom-killed' && limit !== undefined && limit < to)
    .toSorted((a, b) => a.to - b.to);
  const from = killed.at(-1)?.limit;
  if (from === undefined) return undefined;
  const runs = running.map(sinceChange);
  const last = killed.filter(({ limit }) => limit === from);
  return {
    at: Math.min(...runs.map(({ lifetimes }) => lifetimes[0]?.from ?? Number.POSITIVE_INFINITY)),
    from,
    to,
    runs,
    stood: Math.min(...runs.map(ageOf)),
    shownAfter: Math.max(KNOWN_AFTER, OUTLIVED * median(last.map(lasted))),
  };
}

/** Set where the limit was raised so lately that no run shows yet whether the larger one holds what the service takes. */
export function raisedLately(observation: Observation): Pick<LimitRaised, 'at' | 'from' | 'to' | 'stood'> | undefined {
  const change = limitChange(observation);
  const killedSince = change?.runs.some(({ kills }) => kills.length > 0) === true;
  return change === undefined || killedSince || change.stood >= change.shownAfter ? undefined : change;
}

/** What was raised where the chosen pod is one of those that run. */
export function raisedOf(observation: Observation): LimitRaised | undefined {
  const chosen = chosenPod(observation);
  if (chosen === undefined || !isPresent(chosen)) return undefined;
  const judged = observation.pods.map((memory) => ({ memory, growth: memoryGrowth(observation, memory) }));
  return raisedAmong(judged, observation);
}

/** A young pod that is only said to be level because others were says nothing about a limit. */
function isLevel({ memory, growth }: Judged): boolean {
  const itself = growth.answer === 'no' && growth.earlier !== true && growth.predecessors === undefined;
  return itself && sinceChange(memory).kills.length === 0;
}

function lasted({ from, to, startedAt = from }: Lifetime): Milliseconds {
  return to - startedAt;
}

function ageOf({ lifetimes }: PodMemory): Milliseconds {
  const last = lifetimes.at(-1);
  return last === undefined ? 0 : lasted(last);
}

function sinceItsStart(pod: PodMemory): Float64Array {
  const [first] = pod.lifetimes;
  return sliceOf(chargedOf(pod), first?.from ?? 0, Number.POSITIVE_INFINITY).values;
}

/** Several kills between two samples are one run. */
function killsUnder({ lifetimes, kills }: PodMemory, to: Bytes): number {
  const raised = lifetimes.find(({ limit }) => limit === to)?.from ?? Number.POSITIVE_INFINITY;
  return kills.filter((at) => at < raised).length;
}

/** `The limit of 512 MiB was too small: at 768 MiB memory is level at 571 MiB` */
export function raisedTitle({ from, to, level }: LimitRaised): string {
  return `The limit of ${formatBytes(from)} was too small: at ${formatBytes(to)} memory is level at ${formatBytes(level)}`;
}

export function raisedLine({ at, from, kills, running, stood }: LimitRaised): string {
  const pods = running === 1 ? 'the pod that runs is' : `the ${running} pods that run are`;
  return `${countOf(kills, 'OOM kill')} under the limit of ${formatBytes(from)}, none since it was raised at ${formatInstant(at)} UTC; ${pods} level above it for ${formatDuration(stood)}.`;
}
