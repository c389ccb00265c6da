import type { Instant } from '../foundation/clock.ts';
import { HOUR } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { memoryOf } from './charged-memory.ts';
import { climbOf } from './climb.ts';
import { explanationOf } from './explanation.ts';
import type { Growth } from './growth.ts';
import type { Observation } from './observation.ts';
import { type PaceNow, paceNow } from './pace-now.ts';

/** How fast the memory of a pod climbs now. */
export interface RateNow {
  readonly perHour: number;
  /** Whether it is the rate of the run that goes on; else what is typical of its runs. */
  readonly ofThisRun: boolean;
  /** Where the run has slowed down, or stands. */
  readonly pace?: PaceNow | undefined;
}

/** The rate of the run that goes on; where that is too short, what is typical of the runs of its pod. */
export function rateNow(observation: Observation, pod: PodMemory, growth: Growth): RateNow {
  const last = pod.lifetimes.at(-1);
  if (growth.answer === 'yes' && growth.stands !== undefined) {
    const pace = { perHour: 0, slowed: true, stands: { since: growth.stands.stood, inSteps: false } };
    return { perHour: 0, ofThisRun: true, pace };
  }
  const pace = growth.answer === 'yes' ? paceNow(memoryOf(observation, pod), last, growth.onset?.at) : undefined;
  const climb = growth.answer === 'yes' ? climbOf(observation, pod) : undefined;
  if (pace?.slowed === true) return { perHour: pace.perHour, ofThisRun: true, pace };
  // The climb that the headline quotes: of one thing there is one figure.
  const accounted = climb === undefined ? undefined : explanationOf(observation)?.ledger;
  const late = accounted !== undefined && beginsWithin(growth, accounted.base.at.from, accounted.end.at.to);
  if (climb !== undefined && growth.lives <= 1 && accounted?.run.to === last?.to && !(late && pace !== undefined))
    return { perHour: ((climb.to - climb.from) / Math.max(1, climb.span)) * HOUR, ofThisRun: true };
  // A run that began lately is in its start: those before it show more.
  const young = last === undefined || last.to - last.from < SHORT * longestOf(pod);
  return pace === undefined || young
    ? { perHour: growth.perHour, ofThisRun: false }
    : { perHour: pace.perHour, ofThisRun: true };
}

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
