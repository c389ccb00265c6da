import type { Instant } from '../foundation/clock.ts';
import { HOUR } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import { climbOf } from './climb.ts';
import { explanationOf } from './explanation.ts';
import type { Growth } from './growth.ts';
import type { Observation } from './observation.ts';
import { hasNotClimbed, type PaceNow, paceNow } from './pace-now.ts';

/** How fast the memory of a pod climbs now. */
export interface RateNow {
  readonly perHour: number;
  /** Whether it is the rate of the run that goes on; else what is typical of its runs. */
  readonly ofThisRun: boolean;
  /** Where the run has slowed down, or stands. */
  readonly pace?: PaceNow | undefined;
  /** Set where it is that of whole days, whatever the traffic does to the last hours. */
  readonly overDays?: true | undefined;
}

/** The rate of the run that goes on; where that is too short, what is typical of the runs of its pod. */
export function rateNow(observation: Observation, pod: PodMemory, growth: Growth): RateNow {
  const last = pod.lifetimes.at(-1);
  if (growth.answer === 'yes' && growth.stands !== undefined) {
    const pace = { perHour: 0, slowed: true, stands: { since: growth.stands.stood, inSteps: false } };
    return { perHour: 0, ofThisRun: true, pace };
  }
  const pace = growth.answer === 'yes' ? paceNow(memoryOf(observation, pod), last, growth.onset?.at) : undefined;
  if (growth.answer === 'yes' && pace === undefined && last !== undefined && goesAnotherWay(observation, pod, last))
    return { perHour: 0, ofThisRun: true, pace: { perHour: 0, slowed: true } };
  const climb = growth.answer === 'yes' ? climbOf(observation, pod) : undefined;
  if (pace?.slowed === true) return { perHour: pace.perHour, ofThisRun: true, pace };
  // The climb that the headline quotes: of one thing there is one figure.
  const accounted = climb === undefined ? undefined : explanationOf(observation)?.ledger;
  const late = accounted !== undefined && beginsWithin(growth, accounted.base.at.from, accounted.end.at.to);
  if (climb !== undefined && growth.lives <= 1 && accounted?.run.to === last?.to && !(late && pace !== undefined)) {
    const perHour = ((climb.to - climb.from) / Math.max(1, climb.span)) * HOUR;
    // What was level at first climbs faster now than over all of its time.
    return {
      perHour: pace !== undefined && pace.perHour >= FASTER * perHour ? pace.perHour : perHour,
      ofThisRun: true,
    };
  }
  // A run that began lately is in its start: those before it show more.
  const young = last === undefined || last.to - last.from < SHORT * longestOf(pod);
  return pace === undefined || young
    ? { perHour: growth.perHour, ofThisRun: false }
    : { perHour: pace.perHour, ofThisRun: true };
}

/**
 * Whether the run that goes on did not climb, and is as old as those before it became or has come down: their rate is not its
 * own.
 */
function goesAnotherWay(observation: Observation, pod: PodMemory, last: Lifetime): boolean {
  const track = memoryOf(observation, pod);
  if (last.end !== 'running' || !hasNotClimbed(track, last)) return false;
  const ages = pod.lifetimes.slice(0, -1).map(({ from, to }) => to - from);
  if (ages.length > 0 && last.to - last.from >= median(ages)) return true;
  const own = sliceOf(track, last.from, last.to).values;
  const end = own.subarray(-Math.ceil(own.length * AT_ITS_END));
  return median(end) <= CAME_DOWN * highest(own);
}

/** Share of a run that shows where it stands. */
const AT_ITS_END = 0.1;
/** Share of the highest that a run stood at. One that stands lower has given memory back. */
const CAME_DOWN = 0.7;

/** Times the rate of the whole climb. */
const FASTER = 1.5;

/** Share of a span. A growth that began later than this in it has no rate of the whole span. */
const LATE = 0.1;

/** Whether a growth began so late within a span that the rate over all of it is none of the growth’s. */
function beginsWithin({ onset }: Pick<Growth, 'onset'>, from: Instant, to: Instant): boolean {
  return onset !== undefined && onset.at > from + LATE * (to - from) && onset.at < to;
}

/** Share of the longest run of its pod. A shorter one has no rate of its own. */
const SHORT = 0.5;

function longestOf({ lifetimes }: PodMemory): number {
  return Math.max(0, ...lifetimes.map(({ from, to }) => to - from));
}
