import type { Shape } from '../metrics/shape.ts';

interface JudgedLife {
  readonly shape: Shape;
}

/** One life may not settle the matter alone, nor outvote all others, however well it fits. */
const MOST_EVIDENCE_FOR = 14;
const MOST_EVIDENCE_AGAINST = -6;
/** The latest life counts most: a leak may have come with the last deploy. Each older one this much less. */
const AGEING = 0.85;
/** Growth of this share of the level is even odds by itself: services wander by about as much. */
const EVEN_GAIN = 0.04;
const GAIN_WEIGHT = 2.5;
const EVIDENCE_WEIGHT = 0.8;
const PRIOR = -1;
/** Nothing read from a series is surer than this. */
const SUREST = 0.985;

/** The probability that a quantity grows, from the evidence of its lives and the size of the growth. */
export function growthProbability(
  lives: readonly JudgedLife[],
  context: { readonly candidates: number; readonly pooled: boolean },
): number {
  let evidence = 0;
  let gain = 0;
  let weights = 0;
  // The size of the growth is that of the lives that grow: a leak that a deploy brought is not halved by those before.
  const anyGrows = lives.some(({ shape }) => shape.evidence > 0);
  let gainWeights = 0;
  lives.forEach(({ shape }, i) => {
    const weight = AGEING ** (lives.length - 1 - i);
    evidence += weight * evidenceOf(shape);
    weights += weight;
    if (anyGrows && shape.evidence <= 0) return;
    gain += weight * relativeGain(shape);
    gainWeights += weight;
  });
  // Evidence of several lives adds up, but lives of one program resemble each other.
  const joint = (evidence / weights) * Math.sqrt(weights);
  const size = Math.max(-8, Math.min(2.5, GAIN_WEIGHT * Math.log(Math.max(1e-4, gain / gainWeights) / EVEN_GAIN)));
  const odds = EVIDENCE_WEIGHT * joint + size + PRIOR - 0.5 * Math.log(context.candidates);
  return Math.min(SUREST, Math.max(1 - SUREST, 1 / (1 + Math.exp(-odds))));
}

function evidenceOf({ evidence, growing }: Shape): number {
  const late = growing !== undefined && growing.model.grownFrom >= LATE_ONSET && evidence > 0;
  const counted = late ? evidence * LATE_ONSET_COUNTS : evidence;
  return Math.min(MOST_EVIDENCE_FOR, Math.max(MOST_EVIDENCE_AGAINST, counted));
}

/** A growth this small beside a slow warm-up before it is the warm-up's tail … */
const TAIL_OF_WARM_UP = 0.25;
/** … slow meaning a time constant of this share of the life; a quicker one has faded by its middle. */
const SLOW_WARM_UP = 0.12;
/** An onset this late may as well be a burst or a step: its evidence counts for little. */
const LATE_ONSET = 0.75;
const LATE_ONSET_COUNTS = 0.15;

/** The growth that counts is the one that is still there at its lower bound. */
const STANDARD_ERRORS = 1.5;

/** Growth over a life as a share of its level; the tail of a warm-up counts for little. */
function relativeGain({ growing, level }: Shape): number {
  if (growing === undefined) return 0;
  const { settling, settledAt } = growing.model;
  const slow = Math.min(1, settledAt / SLOW_WARM_UP) ** 2;
  const tail = settling === 'warm-up' ? TAIL_OF_WARM_UP * slow * growing.settling : 0;
  const sure = growing.growth - tail - STANDARD_ERRORS * growing.growthError;
  return Math.max(0, sure) / Math.max(1, Math.abs(level));
}
