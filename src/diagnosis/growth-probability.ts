import { DAY, type Milliseconds } from '../measurement/duration.ts';
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
  /** Whether it goes on and is as young as a process that still fills, beside lives that are not. */
  readonly young: boolean;
}

/** One life may not settle the matter alone, however well it fits: its nats in favour end here … */
const MOST_EVIDENCE_FOR = 14;
/** … and those against sooner, as that one life was flat does not outvote others that grew. */
const MOST_EVIDENCE_AGAINST = -6;
/** The latest life counts most: a leak may have come with the last deploy. Each older one this much less. */
const AGEING = 0.85;
/** A nat of evidence is worth less than a nat of log odds: it compares two models, and memory follows neither. */
const EVIDENCE_WEIGHT = 0.8;
/** Growth of this share of the level speaks neither for nor against a leak: services wander by about as much. */
const EVEN_GAIN = 0.04;
/** What each e-fold of it more, or less, is worth in log odds … */
const GAIN_WEIGHT = 2.5;
/** … up to here, as size alone makes no leak … */
const MOST_FOR_SIZE = 2.5;
/** … and down to here: next to nothing grew. */
const MOST_AGAINST_SIZE = -8;
/** Log odds before anything is known: most containers do not leak, also where one is asked about. */
const PRIOR = -1;
/** Among many pods chance makes one look like growth: what each e-fold of them costs in log odds. */
const CHANCE = 0.7;
/** Nothing read from a series is surer than this. */
const SUREST = 0.985;

/** A growth up to this share of the level that the data does not exclude … */
const MAY_GROW = 0.08;
/** … leaves at least this probability, … */
const OPEN = 0.12;
/** … rising by this much for each share of the level more, … */
const OPENS = 3;
/** … until a No is stated as hardly sure. */
const WIDE_OPEN = 0.24;

/** The probability that a quantity grows, from the evidence of its lives and the size of the growth. */
export function growthProbability(
  lives: readonly WeighedLife[],
  context: { readonly candidates: number; readonly pooled: boolean },
): number {
  const weighed = lives.map((life, i) => ({ ...signsOf(life), weight: AGEING ** (lives.length - 1 - i) }));
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  const evidence = weighed.reduce((sum, one) => sum + one.weight * one.evidence, 0);
  // Evidence of several lives adds up, but lives of one program resemble each other.
  const joint = evidence / Math.sqrt(total);
  // The size of the growth is that of the lives that grow: a leak that a deploy brought is not halved by those before.
  const growing = weighed.filter((one) => one.evidence > 0);
  const sized = growing.length === 0 ? weighed : growing;
  const gain =
    sized.reduce((sum, one) => sum + one.weight * one.gain, 0) / sized.reduce((sum, one) => sum + one.weight, 0);
  const size = Math.max(MOST_AGAINST_SIZE, Math.min(MOST_FOR_SIZE, GAIN_WEIGHT * Math.log(gain / EVEN_GAIN)));
  const odds = EVIDENCE_WEIGHT * joint + size + PRIOR - CHANCE * Math.log(context.candidates);
  // Where even the upper bound is small the matter is settled; where it is not, a No is never very sure.
  const most = Math.max(...weighed.map((one) => one.most));
  const open = most > MAY_GROW ? Math.min(WIDE_OPEN, OPEN + OPENS * (most - MAY_GROW)) : 1 - SUREST;
  return Math.min(SUREST, Math.max(open, 1 / (1 + Math.exp(-odds))));
}

/** An onset this late in a life may as well be a burst or a step … */
const LATE_ONSET = 0.85;
/** … so it can leave the matter open in a life that goes on, … */
const LATE_EVIDENCE = 1;
/** … and speaks against a leak in one that ended: it was level nearly all its life. */
const LATE_EVIDENCE_ENDED = -1;

/** A fill of less than this share of the growth does not have it for its slow end. */
const LEAST_OF_A_FILL = 0.25;
/** From so many days on, the pace of a floor under a daily wave is that of its days. */
const SEVERAL_WAVES: Milliseconds = 3 * DAY;
/** The rate from the middle on, beside that before it: below this share a fill slows down, … */
const SLOWING = 0.65;
/** … which leaves no evidence for a leak, as one goes on at the rate it began with; … */
const SLOWING_EVIDENCE = 0;
/** … below this it has levelled off, … */
const LEVELLED = 0.25;
/** … which is evidence against one. */
const LEVELLED_EVIDENCE = -1;
/** What still rises then is the tail of the fill. */
const TAIL_GAIN = 0.03;

interface Signs {
  readonly evidence: number;
  /** The growth that is still there at its lower bound, and the most that the fit allows, as shares of the level. */
  readonly gain: number;
  readonly most: number;
}

function signsOf({ floor, shape, life, sudden, young }: WeighedLife): Signs {
  const bounded = Math.min(MOST_EVIDENCE_FOR, Math.max(MOST_EVIDENCE_AGAINST, shape.evidence));
  const gain = relativeGain(shape);
  const most = shape.evidence > MOST_EVIDENCE_AGAINST / 2 ? relativeMost(shape) : 0;
  const late = (shape.growing?.model.grownFrom ?? 0) >= LATE_ONSET && shape.evidence > LATE_EVIDENCE_ENDED;
  if (sudden || (late && life.end !== 'running')) {
    return { evidence: Math.min(LATE_EVIDENCE_ENDED, bounded), gain: Math.min(gain, EVEN_GAIN), most: 0 };
  }
  // That a young container rises is no news: older ones of the same pod show what comes of it.
  if (young) return { evidence: Math.min(0, bounded), gain: Math.min(gain, EVEN_GAIN / 2), most };
  if (late) return { evidence: Math.min(LATE_EVIDENCE, bounded), gain: Math.min(gain, EVEN_GAIN), most };
  const pace = paceAfterFilling(floor, shape);
  // What was killed while it still filled never showed where it would have settled.
  if (pace < (life.end === 'oom-killed' ? LEVELLED : SLOWING)) {
    const cap = pace < LEVELLED ? LEVELLED_EVIDENCE : SLOWING_EVIDENCE;
    return { evidence: Math.min(cap, bounded), gain: Math.min(gain, TAIL_GAIN), most };
  }
  return { evidence: bounded, gain, most };
}

/** How fast a floor goes on after it filled, at the upper bound of what its noise allows; 1 where nothing was filled. */
function paceAfterFilling(floor: Track, { growing, noise, effective }: Shape): number {
  if (growing === undefined || !fills(growing.model.settling)) return 1;
  if (growing.settling < LEAST_OF_A_FILL * growing.growth) return 1;
  // Over several days of waves it would be the waves' own.
  if (growing.model.wave && spanOf(floor) >= SEVERAL_WAVES) return 1;
  const pace = paceOf(floor, noise * Math.sqrt(floor.times.length / effective));
  return pace === undefined ? 1 : pace.share + pace.error;
}

function fills(settling: Settling): boolean {
  return settling === 'warm-up' || settling === 'fill';
}

function relativeMost({ growing, level }: Shape): number {
  if (growing === undefined) return 0;
  return (growing.growth + STANDARD_ERRORS * growing.growthError) / Math.max(1, Math.abs(level));
}

/** A growth this small beside a slow warm-up before it is the warm-up's tail … */
const TAIL_OF_WARM_UP = 0.25;
/** … slow meaning a time constant of this share of the life; a quicker one has faded by its middle. */
const SLOW_WARM_UP = 0.12;
/** The growth that counts is the one that is still there at its lower bound. */
const STANDARD_ERRORS = 1.5;

/** Growth over a life as a share of its level; the tail of a warm-up counts for little. */
function relativeGain({ growing, level }: Shape): number {
  if (growing === undefined) return 0;
  const { settling, settledAt } = growing.model;
  const slow = Math.min(1, settledAt / SLOW_WARM_UP) ** 2;
  const tail = fills(settling) ? TAIL_OF_WARM_UP * slow * growing.settling : 0;
  const sure = growing.growth - tail - STANDARD_ERRORS * growing.growthError;
  return Math.max(0, sure) / Math.max(1, Math.abs(level));
}
