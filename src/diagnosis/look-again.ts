import type { Instant } from '../foundation/clock.ts';
import { formatDuration, HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatClock } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { typicalStep } from '../metrics/track.ts';
import { isNarrow } from './narrow-window.ts';
import type { Observation } from './observation.ts';

/** Samples in one life after which a trend can be seen. */
const ENOUGH_SAMPLES = 40;
/** No one looks again sooner. */
const LEAST_WAIT = 5 * MINUTE;

/**
 * When, or over which window, a question that the data leaves open can be asked again, as a sentence: where it is about what
 * has stood above the level `since` a moment, after as much time again as that.
 */
export function lookAgain(observation: Observation, pod: PodMemory, since?: Instant): string {
  if (isNarrow(observation, pod)) return OVER_A_DAY;
  const life = pod.lifetimes.at(-1);
  const step = typicalStep(pod.rss);
  const seen = life === undefined ? 0 : (life.to - life.from) / step;
  // As much again as was seen, or as many samples as a trend needs.
  const wait = Math.max(
    LEAST_WAIT,
    since === undefined ? step * Math.max(ENOUGH_SAMPLES - seen, seen / 2) : observation.range.to - since,
  );
  return `Look again at ${formatClock(observation.range.to + wait)} UTC (in ${formatDuration(wait)}).`;
}

/** As the menu of a question offers it, and the command line. */
export const OVER_A_DAY = 'Look again over 24 h (⋯ menu, or --window 24h).';

/** Over which window what was as high before shows with its fall: the menu has a day and a week. */
export function lookBackTo(earlier: Instant, now: Instant): string {
  return now - earlier < HELD_BY_A_DAY ? OVER_A_DAY : 'Look again over 7 d (⋯ menu, or --window 7d).';
}

/** A span: in a window of a day it leaves time for what came before. */
const HELD_BY_A_DAY: Milliseconds = 20 * HOUR;

const LOOK_AGAIN = / Look again (?:at|over) [^.]*\.$/;

/** A sentence without its end that says when to look again. */
export function withoutLookAgain(sentence: string): string {
  return sentence.replace(LOOK_AGAIN, '');
}

export function saysLookAgain(sentence: string): boolean {
  return LOOK_AGAIN.test(` ${sentence}`);
}
