import { valueNear } from '../attribution/near.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatInstant } from '../measurement/time.ts';
import { correlation } from '../metrics/correlation.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import type { Stop } from '../metrics/stop.ts';
import { median, sliceOf, typicalStep } from '../metrics/track.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import type { Observation } from './observation.ts';

/** Sockets of a container that rose with something else of it, and stay. */
export interface ConnectionsCame {
  readonly before: number;
  readonly since: number;
}

/** What sockets that come with something else have in common with it. Set by hand. */
const TOGETHER = {
  /** Correlation of both, sample by sample. */
  correlation: 0.9,
  /** Share of the number before by which the sockets rose. */
  rose: 0.1,
  /** Sockets. A pool of connections to a database has fewer. */
  least: 50,
  /** Share of what they rose by that they may have moved since, up or down. */
  moves: 0.3,
  /** Samples that both have. */
  fewest: 12,
} as const;

/**
 * Whether the sockets of the pod's container rose with a quantity that stopped growing, and stand as it does: clients of a
 * pod or a node that ended. Undefined where no metric shows the sockets, or they do otherwise.
 */
export function connectionsCame(
  { runs }: Observation,
  { pod }: PodMemory,
  track: Track,
  { from, at }: Pick<Stop, 'from' | 'at'>,
): ConnectionsCame | undefined {
  const run = runs?.pod === pod ? runs.runs.at(-1) : undefined;
  const sockets = run?.tracks.sockets?.track;
  if (run === undefined || sockets === undefined) return undefined;
  const before = median(sliceOf(sockets, run.from, from).values);
  const { values } = sliceOf(sockets, at, run.to);
  const third = Math.ceil(values.length / 3);
  const [first, since] = [median(values.subarray(0, third)), median(values.subarray(-third))];
  const rose = since - before;
  if (!(rose >= Math.max(TOGETHER.least, TOGETHER.rose * before))) return undefined;
  if (Math.abs(since - first) > TOGETHER.moves * rose) return undefined;
  const within = 2 * typicalStep(track);
  const pairs = [...sockets.times].flatMap((time, i) => {
    const beside = time < run.from ? undefined : valueNear(track, time, within);
    return beside === undefined ? [] : [[beside, sockets.values[i] ?? 0] as const];
  });
  return pairs.length < TOGETHER.fewest || correlation(pairs) < TOGETHER.correlation ? undefined : { before, since };
}

/** `4,163 → 6,148 sockets` */
export function socketsSaid({ before, since }: ConnectionsCame): string {
  return `${formatCount(before)} → ${formatCount(since)} sockets`;
}

/** What to do about memory that rose with connections that stay. */
export function forConnections({ before, since }: ConnectionsCame, { from, at, gained }: Stop): Remedy {
  const more = formatCount(since - before);
  return {
    steps: [
      `Now: nothing has to be done for a leak: ${more} connections came from ${formatInstant(from)} to ${formatInstant(at)} UTC and stay. Look where they were before: a pod or a node that ended, a client that was rolled out.`,
      `Then: see that the limit, or the number of pods, holds as many again when the next pod ends: ${more} of them took ${formatBytes(gained)}.`,
    ],
    proof: 'When the connections go, memory in use goes down with them.',
  };
}
