import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import { type Growth, growthOf } from './growth.ts';
import { limitOf, type Observation } from './observation.ts';
import { livesOfRevision } from './same-program.ts';

/** What grew, of revisions that run nowhere any longer; what runs is too young to show whether it grows as well. */
export interface JustReplaced {
  /** The revision of the latest run that grew. */
  readonly revision: string;
  /** How many revisions before what runs now grew. */
  readonly revisions: number;
  /** How many pods run, and how old the oldest of their runs is. */
  readonly running: number;
  readonly age: Milliseconds;
  /** The age at which it shows whether they grow. */
  readonly shownAt: Milliseconds;
}

/** A span. In it pools open and caches fill: a rise says nothing yet. */
const YOUNG: Milliseconds = HOUR;
/** Times the age of a young run: so old a run of the revision before must have become to show what a young one does. */
const OLDER = 2;
/** Runs that are judged for growth: the latest show as much as all. */
const MOST_JUDGED = 6;
/** How sure a growth is at most that only lives of another revision show. */
const OF_ANOTHER_REVISION = 0.79;

interface Grew {
  readonly life: Lifetime;
  readonly pod: PodMemory;
  readonly revision: string;
}

/** Each pod is judged more than once: what was just replaced is the same for all of them. */
const KNOWN = new WeakMap<Observation['pods'], { readonly replaced: JustReplaced | undefined }>();

/** Undefined where a run is old enough to be judged, is of a revision that grew, or climbs faster than those did. */
export function justReplaced(observation: Observation): JustReplaced | undefined {
  const known = KNOWN.get(observation.pods) ?? { replaced: replacedIn(observation) };
  KNOWN.set(observation.pods, known);
  return known.replaced;
}

function replacedIn(observation: Observation): JustReplaced | undefined {
  const running = observation.pods.filter(isPresent);
  const ages = running.map(({ lifetimes }) => ageOf(lifetimes));
  const age = Math.max(...ages);
  // Most services run for longer: nothing else is read for them.
  if (running.length === 0 || age >= YOUNG) return undefined;
  const revisions = new Set(running.map(({ lifetimes }) => lifetimes.at(-1)?.revision));
  if (revisions.has(undefined)) return undefined;
  const before = observation.pods
    .flatMap((pod) => beforeChange(pod).map((life) => ({ life, pod })))
    .toSorted((a, b) => b.life.to - a.life.to);
  if (before.some(({ life: { revision } }) => revision === undefined || revisions.has(revision))) return undefined;
  const grew = grewAmong(observation, before.slice(0, MOST_JUDGED));
  const [latest] = grew;
  if (latest === undefined || running.some((pod) => climbsFaster(pod, grew))) return undefined;
  const longest = Math.max(...grew.map(({ life }) => life.to - life.from));
  return {
    revision: latest.revision,
    revisions: new Set(grew.map(({ revision }) => revision)).size,
    running: running.length,
    age,
    shownAt: Math.min(YOUNG, longest / OLDER),
  };
}

/**
 * The growth of a pod whose run is too young to be judged: what it had before the change, as far as that grew. `own` where
 * the pod is not one of those that run now.
 */
export function growthBeforeChange(observation: Observation, pod: PodMemory, own: Growth): Growth {
  if (own.answer === 'no' || !isPresent(pod) || justReplaced(observation) === undefined) return own;
  const before = growthOf(chargedOf(pod), beforeChange(pod), { limit: limitOf(observation, pod) });
  return before.answer === 'yes'
    ? { ...before, probability: Math.min(before.probability, OF_ANOTHER_REVISION), earlier: true }
    : { ...own, answer: 'unclear', kind: 'too-little', probability: 0.5, growingLives: 0, onset: undefined };
}

/** The runs of a pod of another revision than runs now; all of a pod that is gone. */
function beforeChange(pod: PodMemory): readonly Lifetime[] {
  const { lifetimes } = pod;
  return isPresent(pod) ? lifetimes.slice(0, lifetimes.length - livesOfRevision(lifetimes).length) : lifetimes;
}

function ageOf(lifetimes: readonly Lifetime[]): Milliseconds {
  const [first] = livesOfRevision(lifetimes);
  const last = lifetimes.at(-1);
  return first === undefined || last === undefined ? 0 : last.to - (first.startedAt ?? first.from);
}

function grewAmong(observation: Observation, before: readonly Omit<Grew, 'revision'>[]): readonly Grew[] {
  return before.flatMap(({ life, pod }) => {
    const { revision } = life;
    if (revision === undefined) return [];
    const growth = growthOf(chargedOf(pod), [life], { limit: limitOf(observation, pod) });
    return growth.answer === 'yes' ? [{ life, pod, revision }] : [];
  });
}

/** Whether a young run stands higher than those that grew did at twice its age, or none of them became so old. */
function climbsFaster(young: PodMemory, grew: readonly Grew[]): boolean {
  const last = young.lifetimes.at(-1);
  if (last === undefined) return true;
  const age = OLDER * (last.to - last.from);
  const levels = grew.flatMap(({ life, pod }) => {
    const values = life.to - life.from < age ? [] : sliceOf(chargedOf(pod), life.from, life.from + age).values;
    const level = values.at(-1);
    return level === undefined ? [] : [level];
  });
  const own = sliceOf(chargedOf(young), last.from, last.to).values.at(-1) ?? 0;
  return levels.length === 0 || own > median(levels);
}
