import type { Milliseconds } from '../measurement/duration.ts';
import { isAtOnceAsHigh } from './at-once.ts';
import { floorOf } from './floor.ts';
import type { Lifetime } from './lifetime.ts';
import { presentClimb } from './present-climb.ts';
import type { Track } from './series.ts';
import { median, sliceOf } from './track.ts';

/** When the container runs at the end of a window are another regime than the calm before them. Set by hand. */
const PRESENT = {
  /** Share of the calm run. Later ones that all ended sooner met something that it did not. */
  brief: 1 / 3,
  /** Kills of such runs that show by themselves what each run does. */
  kills: 3,
  /** Share of its level by which a run that goes on has climbed, too. */
  climbed: 0.1,
  /** The share of a run after which its middle is looked at: the floor of a heap lags behind by some of its minutes. */
  middle: 0.6,
  /** Share of the rise of a run that it has made by then, and that is still to come. */
  ofRise: 0.12,
  /** Samples that a level is the median of, and that a run has at least. */
  samples: 3,
} as const;

/**
 * The runs that show what memory does now, where a long calm before them outweighs them in the window: a run that climbs at
 * its end, or those that were killed again and again since a run that had been level. Undefined where there is no such change.
 */
export function presentLives(track: Track, lifetimes: readonly Lifetime[]): readonly Lifetime[] | undefined {
  const last = lifetimes.at(-1);
  if (last === undefined) return undefined;
  const climbing = last.end === 'running' ? climbOf(track, last) : undefined;
  if (climbing !== undefined) return [climbing];
  const longest = Math.max(...lifetimes.map(lasted));
  const at = lifetimes.findLastIndex((life) => lasted(life) === longest);
  const [calm] = lifetimes.slice(at);
  const since = lifetimes.slice(at + 1);
  if (calm?.end !== 'oom-killed' || since.length === 0) return undefined;
  if (since.some((life) => lasted(life) > PRESENT.brief * longest)) return undefined;
  const killed = since.filter(({ end }) => end === 'oom-killed');
  if (killed.length >= PRESENT.kills) return climbThroughout(track, killed) ? since : undefined;
  const own = sliceOf(track, last.from, last.to);
  const stands = isAtOnceAsHigh(floorOf(own), floorOf(sliceOf(track, calm.from, calm.to)));
  const toKill = hasClimbed(own) && !stands ? climbOf(track, calm) : undefined;
  return toKill && [toKill, ...since];
}

/** The end of a life from which it climbs, with as much of the calm before it. */
function climbOf(track: Track, life: Lifetime): Lifetime | undefined {
  const began = presentClimb(sliceOf(track, life.from, life.to));
  if (began === undefined) return undefined;
  return { ...life, from: Math.max(life.from, 2 * began - life.to), startSeen: undefined };
}

/** Whether runs climbed before their end, and at it: what jumps, or fills and stands, does so in one of both. */
function climbThroughout(track: Track, lives: readonly Lifetime[]): boolean {
  const seen = lives
    .map(({ from, to }) => sliceOf(track, from, to).values)
    .filter(({ length }) => length >= PRESENT.samples);
  const levelAt = (share: number) => median(seen.map((values) => values[Math.round(share * (values.length - 1))] ?? 0));
  const [start, middle, end] = [levelAt(0), levelAt(PRESENT.middle), levelAt(1)];
  const least = PRESENT.ofRise * (end - start);
  return end > (1 + PRESENT.climbed) * start && middle - start >= least && end - middle >= least;
}

function hasClimbed({ values }: Track): boolean {
  const start = median(values.subarray(0, PRESENT.samples));
  return values.length > PRESENT.samples && median(values.subarray(-PRESENT.samples)) >= (1 + PRESENT.climbed) * start;
}

function lasted({ from, to }: Lifetime): Milliseconds {
  return to - from;
}
