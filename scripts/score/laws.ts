import { DAY, type Milliseconds } from '../../src/measurement/duration.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';

/** The memory of one container at an age and a moment, as a share of the service's level, without noise. */
export type Law = (age: Milliseconds, time: Milliseconds) => number;

/** Growth that the eye could find: above the noise and above what services wander by themselves. */
export function visibleGain(random: Random, setting: Setting): number {
  return random.scaled(Math.max(0.1, 6 * setting.noise), 3);
}

/** What a limit must leave above a trend, so that no noise is killed for it: memory that a restart frees is another shape. */
export function roomAbove({ noise, wander, saw, outliers }: Setting): number {
  return saw + 5 * noise * (1 + wander) + (outliers > 0 ? 0.2 : 0);
}

/** What a container still lacks at an age: it fills exponentially. */
export function warmUp(age: Milliseconds, tau: Milliseconds, depth: number): number {
  return -depth * Math.exp(-age / tau);
}

/** A cache that is asked for ever fewer new keys: it fills by the logarithm of its age, and is full at `full`. */
export function logarithmicFill(age: Milliseconds, tau: Milliseconds, full: Milliseconds): number {
  return Math.log1p(Math.min(age, full) / tau) / Math.log1p(full / tau) - 1;
}

/** A daily wave with a second harmonic: office hours are no sine. */
export function daily(random: Random, least: number, most: number): (time: Milliseconds) => number {
  const height = random.between(least, most);
  const phase = random.between(0, 2 * Math.PI);
  const second = random.between(0, 0.3);
  return (time) => {
    const angle = (2 * Math.PI * time) / DAY + phase;
    return height * (Math.sin(angle) + second * Math.sin(2 * angle + phase));
  };
}

/** A daily wave that is lower at the weekend; the window may begin on any day. */
export function weekly(random: Random, least: number, most: number): (time: Milliseconds) => number {
  const height = random.between(least, most);
  const phase = random.between(0, 7 * DAY);
  const quiet = random.between(0.2, 0.7);
  return (time) => {
    const moment = time + phase;
    const weekend = Math.floor(moment / DAY) % 7 >= 5;
    const busy = 0.5 - 0.5 * Math.cos((2 * Math.PI * (moment % DAY)) / DAY);
    return height * busy * (weekend ? quiet : 1);
  };
}

/** Reports built in memory at random moments: each rises to its height and is gone; it dies with its container. */
export function reports(
  random: Random,
  setting: Setting,
  { every, over, height }: { readonly every: Milliseconds; readonly over: Milliseconds; readonly height: number },
): Law {
  const starts: Milliseconds[] = [];
  for (let at = 0; at < setting.window; at += -every * Math.log(1 - random.between(0, 1))) starts.push(at);
  return (age, time) =>
    starts.reduce((sum, start) => {
      const running = start <= time && time < start + over && start >= time - age;
      return running ? sum + (height * (time - start)) / over : sum;
    }, 0);
}
