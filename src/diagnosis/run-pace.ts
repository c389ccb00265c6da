import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { median, sliceOf } from '../metrics/track.ts';

/** One run and what it took. */
interface Paced {
  readonly life: Lifetime;
  readonly own: Track;
}

/** The same start takes longer at less traffic: a pace within this many times that of the others is theirs. */
const SIMILAR = 1.5;
/** A share of the level. A smaller gain is noise beside one of nothing. */
const NOISE = 0.02;
/** The stretches of a run whose levels show its pace, as shares of its age: its middle and its end. */
const EARLIER = [0.35, 0.55] as const;
const LATER = [0.85, 1] as const;

/**
 * Whether a run gains clearly more, in the later half of its age, than others gained at that same age; undefined where the
 * start of none of them was seen.
 */
export function isFaster(young: Paced, others: readonly Paced[], level: Bytes): boolean | undefined {
  const age = ageOf(young.life);
  const gains = others.filter(({ life }) => life.startSeen === true).map((run) => gainAt(run, age));
  const known = gains.filter((gain) => !Number.isNaN(gain));
  if (known.length === 0) return undefined;
  return gainAt(young, age) > SIMILAR * Math.max(0, median(known)) + NOISE * level;
}

/** How long a run has lasted, before the window too. */
export function ageOf(life: Lifetime): Milliseconds {
  return life.to - startOf(life);
}

/** How long the run that goes on has lasted; undefined where none does. */
export function runsFor({ lifetimes }: Pick<PodMemory, 'lifetimes'>): Milliseconds | undefined {
  const life = lifetimes.at(-1);
  return life?.end === 'running' ? ageOf(life) : undefined;
}

function startOf({ from, startedAt }: Lifetime): number {
  return Math.min(from, startedAt ?? from);
}

function gainAt({ life, own }: Paced, age: Milliseconds): Bytes {
  const start = startOf(life);
  const levelIn = ([from, to]: readonly [number, number]) =>
    median(sliceOf(own, start + from * age, start + to * age).values);
  return levelIn(LATER) - levelIn(EARLIER);
}
