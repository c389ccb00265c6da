import type { Instant } from '../foundation/clock.ts';
import { type Bytes, formatByteRate } from '../measurement/bytes.ts';
import { formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { median } from '../metrics/track.ts';
import { shortRevision } from '../service/revision.ts';
import { chargedOf } from './charged-memory.ts';
import { type Growth, growthOf } from './growth.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { livesOfRevision, sinceChange } from './same-program.ts';

/** A growth that ended with the revision that had it. */
export interface Fixed {
  /** When the last that grew ended. */
  readonly at: Instant;
  /** What replaced it, where a deploy is seen. */
  readonly deploy?: Deploy | undefined;
  /** What grew, where its revision is known. */
  readonly revision?: string | undefined;
  /** How fast it typically grew, in bytes an hour, how many pods did, and how often they were killed. */
  readonly perHour: number;
  readonly pods: number;
  readonly kills: number;
  /** How many pods run, and how long the youngest of them has been level. */
  readonly running: number;
  readonly level: Milliseconds;
}

/** A pod as it was judged. */
export interface Judged {
  readonly memory: PodMemory;
  readonly growth: Growth;
}

/** The first pod of a rollout is seen before the last of the old ones ends. */
const AROUND: Milliseconds = 10 * MINUTE;
/** A span. So soon after a rollout what it replaced is what is asked about, and whether it helped is not known. */
const KNOWN_AFTER: Milliseconds = HOUR;
/** Share of the limit. A pod that runs would have gained so much by now, had it grown as the others did. */
const WOULD_SHOW = 0.05;
/** Share of what a pod that runs takes: by less memory wanders. */
const MORE_THAN_WANDERS = 0.1;
/** The same where no limit is known. */
const WOULD_SHOW_OF_LEVEL = 0.2;

/** Whether what grew is over: another revision runs, and none of its pods grows though each had the time to. */
export function fixedAmong(judged: readonly Judged[], observation: Observation): Fixed | undefined {
  const running = judged.filter(({ memory }) => isPresent(memory));
  const grew = judged.flatMap((one) => (isPresent(one.memory) ? earlierOf(one, observation) : goneOf(one)));
  const last = grew.toSorted((a, b) => a.to - b.to).at(-1);
  if (running.length === 0 || last === undefined || !running.every((one) => isLevel(one))) return undefined;
  const revisions = new Set(running.map(({ memory }) => memory.lifetimes.at(-1)?.revision));
  if (grew.some(({ revision }) => revision !== undefined && revisions.has(revision))) return undefined;
  const known = last.revision !== undefined && !revisions.has(undefined);
  if (!known && !running.some(({ memory }) => replaced(memory, last))) return undefined;
  const ages = running.map(({ memory }) => ageOf(memory));
  if (Math.min(...ages) < KNOWN_AFTER) return undefined;
  const perHour = median(grew.map((one) => one.perHour));
  const shown = running.every((one, i) => (perHour * (ages[i] ?? 0)) / HOUR >= wouldShow(one, observation));
  if (!shown) return undefined;
  const deploy = observation.deploys.findLast(({ time }) => Math.abs(time - last.to) <= AROUND || time >= last.to);
  return {
    at: last.to,
    deploy,
    revision: last.revision,
    perHour,
    pods: grew.length,
    kills: grew.reduce((sum, { kills }) => sum + kills, 0),
    running: running.length,
    level: Math.min(...ages),
  };
}

/** What was fixed where the chosen pod is one of those that run. */
export function fixedOf(observation: Observation): Fixed | undefined {
  const chosen = chosenPod(observation);
  if (chosen === undefined || !isPresent(chosen)) return undefined;
  const judged = observation.pods.map((memory) => ({ memory, growth: memoryGrowth(observation, memory) }));
  return fixedAmong(judged, observation);
}

/** Where no revision is known: whether a run began while the last that grew came to its end. One that ran beside it all along is no fix. */
function replaced(memory: PodMemory, { from, to }: Grew): boolean {
  const since = sinceChange(memory).lifetimes.at(-1)?.from;
  return since !== undefined && since >= (from + to) / 2;
}

interface Grew {
  readonly from: Instant;
  readonly to: Instant;
  readonly perHour: number;
  readonly kills: number;
  readonly revision: string | undefined;
}

/** A pod that is gone and grew. */
function goneOf({ memory, growth }: Judged): readonly Grew[] {
  const last = memory.lifetimes.at(-1);
  if (growth.answer !== 'yes' || last === undefined) return [];
  return [
    { from: last.from, to: last.to, perHour: growth.perHour, kills: memory.kills.length, revision: last.revision },
  ];
}

/** What a pod that runs had of another revision, where that grew. */
function earlierOf({ memory }: Judged, observation: Observation): readonly Grew[] {
  const { lifetimes, kills } = memory;
  const before = lifetimes.slice(0, lifetimes.length - livesOfRevision(lifetimes).length);
  const last = before.at(-1);
  if (last === undefined) return [];
  const growth = growthOf(chargedOf(memory), before, { limit: limitOf(observation, memory) });
  if (growth.answer !== 'yes') return [];
  const own = kills.filter((at) => at <= last.to).length;
  return [{ from: last.from, to: last.to, perHour: growth.perHour, kills: own, revision: last.revision }];
}

function isLevel({ memory, growth }: Judged): boolean {
  return growth.answer === 'no' && growth.earlier !== true && sinceChange(memory).kills.length === 0;
}

function ageOf(memory: PodMemory): Milliseconds {
  const last = sinceChange(memory).lifetimes.at(-1);
  return last === undefined ? 0 : last.to - last.from;
}

function wouldShow({ memory }: Judged, observation: Observation): Bytes {
  const limit = limitOf(observation, memory);
  const level = memory.rss.values.at(-1) ?? 0;
  return limit === undefined ? WOULD_SHOW_OF_LEVEL * level : Math.max(WOULD_SHOW * limit, MORE_THAN_WANDERS * level);
}

/** `3 pods of 9f31c0d grew by 26 MiB/h, with 2 OOM kills, the last until …; the 2 pods that run are level for 3 h.` */
export function fixedLine({ revision, perHour, pods, kills, at, running, level }: Fixed): string {
  const of = revision === undefined ? '' : ` of ${shortRevision(revision)}`;
  const killed = kills === 0 ? '' : `, with ${countOf(kills, 'OOM kill')}`;
  const typically = `${countOf(pods, 'pod')}${of} grew by ${formatByteRate(perHour, HOUR)}${killed}, the last until ${formatInstant(at)} UTC`;
  return `${typically}; the ${countOf(running, 'pod')} that run${running === 1 ? 's is' : ' are'} level for ${formatDuration(level)}.`;
}
