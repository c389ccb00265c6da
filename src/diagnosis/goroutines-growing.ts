import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { lookAgain } from './look-again.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';

/** Fewer goroutines than this weigh too little to matter, and services vary by as many. */
const FEWEST_LEAKED = 50;

/** "Is the goroutine count growing?", from go_goroutines of the chosen pod. */
export function judgeGoroutinesGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const measured = observation.measured.goroutines;
  if (pod === undefined || measured === undefined) {
    return missingJudgement('goroutines', pod?.pod);
  }
  const growth = growthOf(measured.track, pod.lifetimes);
  const { stretch } = growth;
  if (growth.kind === 'too-little' || stretch === undefined) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Too few samples of the goroutine count. ${lookAgain(observation, pod)}`,
      reasons: [`${measured.track.times.length} samples of ${measured.metric} in this window.`],
    };
  }
  const gained = stretch.end - stretch.start;
  const range = `${formatCount(stretch.lowest)}–${formatCount(stretch.highest)}`;
  const span = formatDuration(stretch.to - stretch.from);
  if (growth.answer === 'no' || (growth.answer === 'yes' && gained < FEWEST_LEAKED)) {
    return {
      answer: 'no',
      confidence: growth.answer === 'no' ? 1 - growth.probability : growth.probability,
      headline: `${range} throughout; it does not follow memory.`,
      reasons: [`${range} goroutines over ${span}.`],
    };
  }
  const levels = `${formatCount(stretch.start)} → ${formatCount(stretch.end)}`;
  if (growth.answer === 'unclear') {
    return {
      answer: 'unclear',
      confidence: Math.max(growth.probability, 1 - growth.probability),
      headline: `${levels} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
      reasons: [`${range} goroutines over ${span}.`],
    };
  }
  return {
    answer: 'yes',
    confidence: growth.probability,
    headline: `${levels} goroutines in ${span} (${rateOf(growth.perHour, stretch.to - stretch.from)})${inLives(growth.growingLives)}.`,
    reasons: [
      `Each goroutine keeps at least 2 KiB of stack and everything it refers to.`,
      `${formatCount(gained)} more goroutines at the end of the life than after its start.`,
    ],
    suggests: 'goroutine-leak',
    gained,
  };
}

function rateOf(perHour: number, seenFor: Milliseconds): string {
  return seenFor < HOUR / 2 ? `${formatCount(perHour / 60)}/min` : `${formatCount(perHour)}/h`;
}

function inLives(lives: number): string {
  return lives > 1 ? `, and so in ${lives} lives` : '';
}
