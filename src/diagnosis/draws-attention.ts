import type { Instant } from '../foundation/clock.ts';
import { DAY, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { isPresent } from '../metrics/standing.ts';
import type { Growth } from './growth.ts';

/** What is known of a pod before the pods are ranked. */
interface Judged {
  readonly memory: PodMemory;
  readonly growth: Growth;
  readonly nextKill?: NextKill | undefined;
}

/** A span. A kill that is further off is no alarm. */
export const KILL_SOON: Milliseconds = 3 * DAY;
/** A share of the limit. A smaller gain is none to act on. */
const MUCH_OF_LIMIT = 0.1;
/** Without a limit a gain is measured against the level it began from. */
const MUCH_OF_START = 0.2;
/** A span. A kill so short ago is what is asked about. */
const JUST_NOW: Milliseconds = 30 * MINUTE;

/** Whether a pod that runs climbs to a kill that is due within days: what can still be prevented. */
export function climbsToItsKill({ memory, growth, nextKill }: Judged, now: Instant): boolean {
  return isPresent(memory) && growth.answer === 'yes' && nextKill !== undefined && nextKill.at - now <= KILL_SOON;
}

/** Whether a pod was killed once, some time ago, and has been level since: that is over, as far as anything shows. */
export function killedOnceAndLevel({ memory, growth }: Judged, now: Instant): boolean {
  const [at = now] = memory.kills;
  return memory.kills.length === 1 && growth.answer === 'no' && now - at > JUST_NOW;
}

/** Whether a pod that runs made one step up that takes much of its limit, and stands there. */
export function keepsAStep(pod: Judged): boolean {
  return isPresent(pod.memory) && pod.growth.answer === 'no' && pod.growth.kind === 'step' && gainedMuch(pod);
}

/** Whether what a pod grows by is worth a look: it gained much, or is killed soon. */
export function growsMuch(pod: Judged, now: Instant): boolean {
  return pod.growth.answer === 'yes' && (gainedMuch(pod) || climbsToItsKill(pod, now));
}

function gainedMuch({ memory, growth: { stretch } }: Judged): boolean {
  if (stretch === undefined) return false;
  const least = memory.limit === undefined ? MUCH_OF_START * stretch.start : MUCH_OF_LIMIT * memory.limit;
  return stretch.end - stretch.start >= least;
}
