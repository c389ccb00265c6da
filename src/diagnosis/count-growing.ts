import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { CountedQuantity } from '../runtime/candidate.ts';
import { partOfGrowth } from './climb.ts';
import { explanationOf, kindOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { lookAgain } from './look-again.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';

/** Things a process counts, each of which keeps memory. */
export interface Counted {
  readonly quantity: CountedQuantity;
  readonly noun: string;
  readonly kind: FindingKind;
  /** Fewer than this weigh too little to matter, and services vary by as many. */
  readonly fewestLeaked: number;
  /** What one of them keeps, as a sentence. */
  readonly keeps: string;
}

/** "Is the number of … growing?", of the chosen pod. */
export function judgeCountGrowing(observation: Observation, counted: Counted): Judgement {
  const pod = chosenPod(observation);
  const measured = observation.measured[counted.quantity];
  if (pod === undefined || measured === undefined) return missingJudgement(observation, [counted.quantity], pod?.pod);
  const { noun } = counted;
  const growth = growthOf(measured.track, pod.lifetimes);
  const { stretch } = growth;
  if (growth.kind === 'too-little' || stretch === undefined) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Too few samples of the number of ${noun}. ${lookAgain(observation, pod)}`,
      reasons: [`${measured.track.times.length} samples of ${measured.metric} in this window.`],
    };
  }
  const gained = stretch.end - stretch.start;
  const [lowest, highest] = [formatCount(stretch.lowest), formatCount(stretch.highest)];
  const range = lowest === highest ? lowest : `${lowest}–${highest}`;
  const span = formatDuration(stretch.to - stretch.from);
  if (growth.answer === 'no' || (growth.answer === 'yes' && gained < counted.fewestLeaked)) {
    return {
      answer: 'no',
      confidence: growth.answer === 'no' ? 1 - growth.probability : growth.probability,
      headline: `${range} ${noun} throughout: the number does not follow memory.`,
      reasons: [`${range} ${noun} over ${span}.`],
    };
  }
  const levels = `${formatCount(stretch.start)} → ${formatCount(stretch.end)}`;
  if (growth.answer === 'unclear') {
    return {
      answer: 'unclear',
      confidence: Math.max(growth.probability, 1 - growth.probability),
      headline: `${levels} ${noun} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
      reasons: [`${range} ${noun} over ${span}.`],
    };
  }
  return {
    answer: 'yes',
    confidence: growth.probability,
    headline: `${levels} ${noun} in ${span} (${rateOf(growth.perHour, stretch.to - stretch.from)})${inLives(growth.growingLives)}${heldClause(observation, counted.kind)}.`,
    reasons: [counted.keeps, `${formatCount(gained)} more ${noun} at the end of the run than after its start.`],
    suggests: counted.kind,
    gained,
  };
}

function rateOf(perHour: number, seenFor: Milliseconds): string {
  return seenFor < HOUR / 2 ? `${formatCount(perHour / 60)}/min` : `${formatCount(perHour)}/h`;
}

function inLives(lives: number): string {
  return lives > 1 ? `, and so in ${lives} container runs` : '';
}

/** What they and what they hold are of the growth of memory, where the run could be accounted for. */
function heldClause(observation: Observation, kind: FindingKind): string {
  const attribution = explanationOf(observation);
  const own = attribution?.causes.find(({ cause, bytes }) => bytes > 0 && kindOf(cause, false) === kind);
  return attribution === undefined || own === undefined
    ? ''
    : `; with what they hold, ${partOfGrowth(own, attribution)}`;
}
