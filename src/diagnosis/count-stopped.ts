import { formatCount } from '../measurement/count.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Track } from '../metrics/series.ts';
import type { Stop } from '../metrics/stop.ts';
import { median, sliceOf } from '../metrics/track.ts';
import { connectionsCame, socketsSaid } from './connections-came.ts';
import type { Growth } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { movesWithLoad } from './load.ts';
import type { Observation } from './observation.ts';
import { withStop } from './stopped.ts';

interface Counted {
  /** What the count does as a whole. */
  readonly growth: Growth;
  readonly measured: Measured;
  /** `goroutines` */
  readonly noun: string;
}

/** How sure it is at most that a count does not grow that went to another level. */
const AT_ANOTHER_LEVEL = 0.79;

/**
 * A count that rose for a while within its run and has stood since: over the whole run it has a rate that it never had.
 * Undefined where it did not stop, or only pauses.
 */
export function countStopped(
  observation: Observation,
  pod: PodMemory,
  { growth, measured, noun }: Counted,
): Judgement | undefined {
  const { track } = measured;
  if (growth.kind === 'too-little' || movesWithLoad(observation, track)) return undefined;
  // A step, or one that is like a warm-up, went to another level as well.
  const rose = { ...growth, answer: 'unclear', kind: 'growing' } as const;
  const { answer, kind, stands, probability } = withStop(rose, track, pod, observation.measured.requests?.track);
  if (answer !== 'no' || kind !== 'stopped' || stands === undefined) return undefined;
  const { from, before, at, stood } = stands;
  const since = before ? '' : ` from ${formatInstant(from)}`;
  const [low, level] = [sliceOf(track, from - stood, from), sliceOf(track, at, Number.POSITIVE_INFINITY)].map(
    ({ values }) => formatCount(median(values)),
  );
  const levels = `${low ?? ''} → ${level ?? ''} ${noun}`;
  const came = connectionsCame(observation, pod, track, stands);
  const beside =
    came === undefined ? '' : `, as its sockets did (${socketsSaid(came)}): connections that came, and stay`;
  return {
    answer: 'no',
    confidence: Math.min(1 - probability, AT_ANOTHER_LEVEL),
    headline: `${levels}${since} until ${formatInstant(at)} UTC, and level for ${formatDuration(stood)} since${beside}.`,
    reasons: [`Their number does not go on growing: it is within ${spreadSaid(track, stands)} since.`],
  };
}

/** `11,980–12,310` */
function spreadSaid(track: Track, { at }: Stop): string {
  const { values } = sliceOf(track, at, Number.POSITIVE_INFINITY);
  return `${formatCount(Math.min(...values))}–${formatCount(Math.max(...values))}`;
}
