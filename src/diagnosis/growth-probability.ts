import { DAY } from '../measurement/duration.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import type { Shape } from '../metrics/shape.ts';
import type { Settling } from '../metrics/shape-models.ts';
import { spanOf } from '../metrics/track.ts';
import { paceOf } from './pace.ts';

/** One container life with what is known about its growth. */
export interface WeighedLife {
  readonly floor: Track;
  readonly shape: Shape;
  readonly life: Lifetime;
  /** Whether its kill came from something else than its trend: a burst, or a limit that was full from the start. */
  readonly sudden: boolean;
  /** Whether it was level for long and then climbed steadily to its kill. */
  readonly late?: boolean;
  /** Whether it goes on and is as young as a process that still fills, beside lives that are not. */
  readonly young: boolean;
}

/**
 * How the evidence of lives, the size of the growth and the number of pods become log odds. Set by hand on the labelled
 * shapes of `npm run score`: a logistic regression of the same three on 250 seeds a shape decided no better.
 */
const ODDS = {
  /** Nats. The most that one life may say for a growth: however well it fits, it does not settle the matter alone. */
  mostEvidenceFor: 14,
  /** Nats. The most that one life may say against it: less, as one flat life does not outvote others that grew. */
  mostEvidenceAgainst: -6,
  /** Share. An older life counts this much of the next younger one: a leak may have come with the last deploy. */
  ageing: 0.85,
  /** Log odds a nat. Less than 1, because evidence compares two models, and memory follows neither. */
  perNat: 0.8,
  /** Share of the level. A growth that speaks neither for nor against a leak: services wander by about as much. */
  evenGain: 0.04,
  /** Log odds for each e-fold of the growth above `evenGain`, or below it. */
  perGain: 2.5,
  /** Log odds. The most that size adds: size alone makes no leak. */
  mostForSize: 2.5,
  /** Log odds. The most that size takes away: next to nothing grew. */
  mostAgainstSize: -8,
  /** Log odds before anything is known: most containers do not leak, also where one is asked about. */
  prior: -1,
  /** Log odds that each e-fold of pods looked at costs: among many, chance makes one look like growth. */
  perPod: 0.7,
  /** Probability. Nothing read from a series is surer. */
  surest: 0.985,
} as const;

/**
 * The least probability that a growth keeps where the fit does not exclude it. Set by hand;
 * `npm run score` shows what a change decides.
 */
const STILL_OPEN = {
  /** Share of the level. What the fit allows up to here is settled as no growth. */
  gain: 0.08,
  /** Probability that is left just above `gain`. */
  least: 0.12,
  /** Probability that each further share of the level adds. */
  perGain: 3,
  /** Probability. No more than this is left: a No is then stated as hardly sure. */
  most: 0.24,
} as const;

/** The probability that a quantity grows, from the evidence of its lives and the size of the growth. */
export function growthProbability(
  lives: readonly WeighedLife[],
  context: { readonly candidates: number; readonly pooled: boolean },
): number {
  const weighed = lives.map((life, i) => ({ ...signsOf(life), weight: ODDS.ageing ** (lives.length - 1 - i) }));
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const evidence = weighed.reduce((sum, one) => sum + one.weight * one.evidence, 0);
  // Evidence of several lives adds up, but lives of one program resemble each other.
  const joint = evidence / Math.sqrt(total);
  // The size of the growth is that of the lives that grow: a leak that a deploy brought is not halved by those before.
  const growing = weighed.filter((one) => one.evidence > 0);
  const sized = growing.length === 0 ? weighed : growing;
  const gain =
    sized.reduce((sum, one) => sum + one.weight * one.gain, 0) / sized.reduce((sum, one) => sum + one.weight, 0);
  const size = Math.max(
    ODDS.mostAgainstSize,
    Math.min(ODDS.mostForSize, ODDS.perGain * Math.log(gain / ODDS.evenGain)),
  );
  const odds = ODDS.perNat * joint + size + ODDS.prior - ODDS.perPod * Math.log(context.candidates);
  // Where even the upper bound is small the matter is settled; where it is not, a No is never very sure.
  const most = Math.max(...weighed.map((one) => one.most));
  const open =
    most > STILL_OPEN.gain
      ? Math.min(STILL_OPEN.most, STILL_OPEN.least + STILL_OPEN.perGain * (most - STILL_OPEN.gain))
      : 1 - ODDS.surest;
  return Math.min(ODDS.surest, Math.max(open, 1 / (1 + Math.exp(-odds))));
}

/** A growth that began so late in a life that it may as well be a burst or a step. Set by hand; `npm run score` shows what a change decides. */
const LATE = {
  /** Share of the life that was over at the onset. */
  onset: 0.85,
  /** Nats. The most it says for a leak in a life that goes on: it leaves the matter open. */
  evidence: 1,
  /** Nats. The most it says in a life that ended: against a leak, because it was level nearly all its life. */
  evidenceEnded: -1,
} as const;

/**
 * What a warm-up or a fill says that slows down. A pace is the rate from the middle of a life on, beside that before it; a
 * leak goes on at the rate it began with. Set by hand; `npm run score` shows what a change decides.
 */
const FILL = {
  /** Share of the growth. A smaller fill does not have the growth for its slow end. */
  least: 0.25,
  /** A span. From so many days on, the pace of a floor under a daily wave is that of its days. */
  severalWaves: 3 * DAY,
  /** Pace below which a fill slows down. */
  slowing: 0.65,
  /** Nats. The most that a fill which slows down says for a leak: nothing. */
  slowingEvidence: 0,
  /** Pace below which it has levelled off. */
  levelled: 0.25,
  /** Nats. The most that a fill which has levelled off says: against a leak. */
  levelledEvidence: -1,
  /** Share of the level. What still rises after a fill counts for no more: it is its tail. */
  tailGain: 0.03,
} as const;

/**
 * What a steady climb to the kill says that began long after the start, however little of the life it takes: a burst takes
 * less. Set by hand.
 */
const LATE_CLIMB = {
  /** Nats, at least. */
  evidence: 6,
  /** Share of the level, at least: a smaller rise is no such climb (see `climbsLate`). */
  gain: 0.3,
} as const;

interface Signs {
  readonly evidence: number;
  /** The growth that is still there at its lower bound, and the most that the fit allows, as shares of the level. */
  readonly gain: number;
  readonly most: number;
}

function signsOf({ floor, shape, life, sudden, young, late: climbs }: WeighedLife): Signs {
  const bounded = Math.min(ODDS.mostEvidenceFor, Math.max(ODDS.mostEvidenceAgainst, shape.evidence));
  const gain = relativeGain(shape);
  const most = shape.evidence > ODDS.mostEvidenceAgainst / 2 ? relativeMost(shape) : 0;
  if (climbs === true && !sudden) {
    return { evidence: Math.max(LATE_CLIMB.evidence, bounded), gain: Math.max(LATE_CLIMB.gain, gain), most };
  }
  const late = (shape.growing?.model.grownFrom ?? 0) >= LATE.onset && shape.evidence > LATE.evidenceEnded;
  if (sudden || (late && life.end !== 'running')) {
    return { evidence: Math.min(LATE.evidenceEnded, bounded), gain: Math.min(gain, ODDS.evenGain), most: 0 };
  }
  // That a young container rises is no news: older ones of the same pod show what comes of it.
  if (young) return { evidence: Math.min(0, bounded), gain: Math.min(gain, ODDS.evenGain / 2), most };
  if (late) return { evidence: Math.min(LATE.evidence, bounded), gain: Math.min(gain, ODDS.evenGain), most };
  const pace = paceAfterFilling(floor, shape);
  // What was killed while it still filled never showed where it would have settled.
  if (pace < (life.end === 'oom-killed' ? FILL.levelled : FILL.slowing)) {
    const cap = pace < FILL.levelled ? FILL.levelledEvidence : FILL.slowingEvidence;
    return { evidence: Math.min(cap, bounded), gain: Math.min(gain, FILL.tailGain), most };
  }
  return { evidence: bounded, gain, most };
}

/** How fast a floor goes on after it filled, at the upper bound of what its noise allows; 1 where nothing was filled. */
function paceAfterFilling(floor: Track, { growing, noise, effective }: Shape): number {
  if (growing === undefined || !fills(growing.model.settling)) return 1;
  if (growing.settling < FILL.least * growing.growth) return 1;
  // Over several days of waves it would be the waves' own.
  if (growing.model.wave && spanOf(floor) >= FILL.severalWaves) return 1;
  const pace = paceOf(floor, noise * Math.sqrt(floor.times.length / effective));
  return pace === undefined ? 1 : pace.share + pace.error;
}

function fills(settling: Settling): boolean {
  return settling === 'warm-up' || settling === 'fill';
}

function relativeMost({ growing, level }: Shape): number {
  if (growing === undefined) return 0;
  return (growing.growth + GAIN.standardErrors * growing.growthError) / Math.max(1, Math.abs(level));
}

/** Which part of a growth counts. Set by hand; `npm run score` shows what a change decides. */
const GAIN = {
  /** Share of a slow warm-up. A growth beside it that is no larger is the tail of the warm-up. */
  tail: 0.25,
  /** Share of a step. A growth beside it that is no larger is what settles after it. */
  afterStep: 0.05,
  /** Share of the life. A warm-up of this time constant is slow; a quicker one has faded by the middle of the life. */
  slow: 0.12,
  /** Standard errors below the fitted growth, and above it, that still count: the growth is the one at its lower bound. */
  standardErrors: 1.5,
} as const;

/** Growth over a life as a share of its level; the tail of a warm-up counts for little. */
function relativeGain({ growing, level }: Shape): number {
  if (growing === undefined) return 0;
  const { settling, settledAt } = growing.model;
  const slow = Math.min(1, settledAt / GAIN.slow) ** 2;
  const tail = fills(settling) ? GAIN.tail * slow * growing.settling : GAIN.afterStep * growing.settling;
  const sure = growing.growth - tail - GAIN.standardErrors * growing.growthError;
  return Math.max(0, sure) / Math.max(1, Math.abs(level));
}
