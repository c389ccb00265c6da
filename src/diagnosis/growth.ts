import type { Bytes } from '../measurement/bytes.ts';
import { DAY, type Milliseconds } from '../measurement/duration.ts';
import { lengthOf } from '../measurement/time.ts';
import { returnsEachDay } from '../metrics/daily-lows.ts';
import { repeatsEachDay } from '../metrics/daily-rhythm.ts';
import type { FallNow } from '../metrics/fall-now.ts';
import { lifeFloors } from '../metrics/life-floors.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { type TrendTest, trendTest } from '../metrics/mann-kendall.ts';
import type { Onset } from '../metrics/onset.ts';
import { isLevelBefore, presentClimb } from '../metrics/present-climb.ts';
import { presentLives } from '../metrics/present-lives.ts';
import type { RiseNow } from '../metrics/rise-now.ts';
import type { Track } from '../metrics/series.ts';
import { type Shape, shapeOf } from '../metrics/shape.ts';
import type { Stop } from '../metrics/stop.ts';
import { sliceOf, upperMedian } from '../metrics/track.ts';
import type { Returned } from './before-window.ts';
import { datedBefore, datedLives, latestLong, onsetBesideSwing } from './dated-lives.ts';
import {
  filledOtherwise,
  killedWhileFilling,
  limitOfLife,
  mostlyFilledOtherwise,
  youngLives,
} from './filled-otherwise.ts';
import { growthProbability, type WeighedLife } from './growth-probability.ts';
import type { Answer } from './judgement.ts';
import type { MayFill } from './may-fill.ts';
import { peakPassed } from './peak-passed.ts';
import { livesOfRevision, livesSinceChange } from './same-program.ts';
import { rateOf, skipOf } from './shape-figures.ts';
import { type Stretch, stretchOf } from './stretch.ts';

/** What a quantity of one pod does, over all its container lives. */
export type GrowthKind = 'growing' | 'flat' | 'warm-up' | 'stopped' | 'step' | 'wave' | 'falling' | 'too-little';

/** Longer runs of the service before a young one, which show how a young run will go on. */
export interface Predecessors {
  readonly runs: number;
  /** What they usually reached. */
  readonly peak: Bytes;
  /**
   * What sets them apart: `job`, runs of a job, which ended by themselves; `few-of-job`, too few of them to compare, the
   * judged one perhaps among them; `another`, of another revision or limit; `another-unwatched`, of which no start was seen.
   */
  readonly before?: 'job' | 'few-of-job' | 'another' | 'another-unwatched' | undefined;
}

export interface Growth {
  readonly answer: Answer;
  /** The probability that the quantity grows. */
  readonly probability: number;
  readonly kind: GrowthKind;
  /** Lives that could be judged, and how many of them grow. */
  readonly lives: number;
  readonly growingLives: number;
  /** The typical rate within a life, in the quantity's unit per hour. */
  readonly perHour: number;
  /** The rate of each life that `perHour` stands for. */
  readonly rates: readonly number[];
  /** The test for a trend of the life that the stretch is of. */
  readonly trend?: TrendTest | undefined;
  /** The stretch the figures are about: the longest of the latest growing lives, else the last life judged. */
  readonly stretch?: Stretch | undefined;
  /** When the growth began; absent when it does not grow, or grew from the start of what was watched. */
  readonly onset?: Onset | undefined;
  /** Only lives of an earlier revision show it: of the one that runs too little is known. */
  readonly earlier?: true | undefined;
  /** The runs that a young one was judged by; of itself it says nothing yet. */
  readonly predecessors?: Predecessors | undefined;
  /** Runs of another revision that stood level above it, or where it slows down to: it may still fill as they did. */
  readonly below?: (Pick<Predecessors, 'runs' | 'peak'> & { readonly reached?: true }) | undefined;
  /** Set where the same run was as high before the window, and fell. */
  readonly returned?: Returned | undefined;
  /** Set where the traffic alone moves it: what time adds is small beside that. */
  readonly withLoad?: true | undefined;
  /** Set where traffic and time went the same way, so that the growth may be due to either. */
  readonly together?: true | undefined;
  /** Set where every run rose for its few minutes until it was killed: none of them shows where it would have stood. */
  readonly neverStood?: true | undefined;
  /** Set where a window that is too narrow for an answer shows a rise that would fill the limit soon. */
  readonly narrow?: MayFill | undefined;
  /** Set where it was level until minutes ago and climbs since. */
  readonly rises?: RiseNow | undefined;
  /** Set where memory as a whole seems to level off, and what is counted climbs in a straight line and owns most of its growth. */
  readonly byCount?: string | undefined;
  /** Set where another pod surely grows and this one, level by its own figures, rises with it, is too young, or does not show that it stays level. */
  readonly beside?: 'rises' | 'young' | 'open' | undefined;
  /** Set where it rose, and falls by now. */
  readonly falls?: FallNow | undefined;
  /** Where it stopped growing, or paused, and stands since. */
  readonly stands?: Stop | undefined;
}

/** A judgement leaves "unclear" when its probability passes this. */
const DECIDED = 0.75;
/** What says nothing either way. */
const UNDECIDED = 0.5;

const TOO_LITTLE: Growth = {
  answer: 'unclear',
  probability: 0.5,
  kind: 'too-little',
  lives: 0,
  growingLives: 0,
  perHour: 0,
  rates: [],
};

interface GrowthContext {
  /** How many pods were looked at: among many, chance alone makes one look like growth. */
  readonly candidates?: number | undefined;
  /** The limit that kills, where the quantity is memory: shows whether a trend explains its kills. */
  readonly limit?: Bytes | undefined;
}

/** How sure a growth is at most that began long after each start. */
const BEGINS_LATE = 0.79;

/** How sure a growth is at most that only lives of another revision show. */
const OF_ANOTHER_REVISION = 0.79;

/**
 * Judges whether a quantity grows within the container lives of a pod. A new revision or limit starts again: lives
 * before it count only where those since then leave the matter open, and of another revision only if they grew.
 */
export function growthOf(track: Track, lifetimes: readonly Lifetime[], context: GrowthContext = {}): Growth {
  const known = KNOWN.get(track) ?? [];
  KNOWN.set(track, known);
  const { candidates, limit } = context;
  const same = known.find((one) => one.lifetimes === lifetimes && one.candidates === candidates && one.limit === limit);
  if (same !== undefined) return same.growth;
  const growth = judge(track, lifetimes, context);
  known.push({ lifetimes, candidates, limit, growth });
  return growth;
}

/** Every question and the report judge the same tracks. */
const KNOWN = new WeakMap<Track, JudgedTrack[]>();

interface JudgedTrack extends GrowthContext {
  readonly lifetimes: readonly Lifetime[];
  readonly growth: Growth;
}

function judge(track: Track, lifetimes: readonly Lifetime[], context: GrowthContext): Growth {
  const whole = growthOfLives(track, lifetimes, context);
  const present = growthOfPresent(track, lifetimes, context);
  const last = lifetimes.at(-1);
  const growth = whole.answer === 'yes' ? inPresent(track, whole, present, last) : (present ?? whole);
  if (last?.end !== 'running') return growth;
  if (growth.answer === 'no') return asRhythm(track, last, growth);
  if (!returnsEachDay(sliceOf(track, last.from, last.to))) return growth;
  return {
    ...growth,
    answer: 'no',
    kind: 'wave',
    probability: RETURNS_EACH_DAY,
    onset: undefined,
    stretch: stretchOf(track, last, 0),
  };
}

/** What comes and goes each day is a wave, whatever model of few parameters lies nearest to it. */
function asRhythm(track: Track, last: Lifetime, growth: Growth): Growth {
  const days = repeatsEachDay(sliceOf(track, last.from, last.to));
  if (days === undefined) return growth;
  const from = Math.max(last.from, last.to - days * DAY);
  return { ...growth, kind: 'wave', stretch: stretchOf(track, { from, to: last.to }, 0) };
}

/** The growth at the end of a long calm: the present decides, not the mean of a day. It may still be a burst, and is not sure. */
function growthOfPresent(track: Track, lifetimes: readonly Lifetime[], context: GrowthContext): Growth | undefined {
  const present = presentLives(track, lifetimes);
  const growth = present && growthAmong(track, present, context, present);
  return growth?.answer === 'yes' ? { ...growth, probability: Math.min(growth.probability, BEGINS_LATE) } : undefined;
}

/** Share of the time from a run's start. A climb that takes less of it began late, however well a model of the whole fits. */
const LATE_PART = 0.2;

/** A run that grows and was level for most of its time has the figures of its climb, not of all its time. */
function inPresent(track: Track, whole: Growth, present: Growth | undefined, last: Lifetime | undefined): Growth {
  if (present === undefined || last?.end !== 'running' || whole.lives > 1) return whole;
  const run = sliceOf(track, last.from, last.to);
  const began = presentClimb(run);
  if (began === undefined || !isLevelBefore(run, began)) return whole;
  const late = last.to - began < LATE_PART * lasted(last);
  return { ...present, probability: late ? Math.min(whole.probability, BEGINS_LATE) : whole.probability };
}

/** How likely a growth is still where memory comes back to the same low each day. */
const RETURNS_EACH_DAY = 0.15;

function growthOfLives(track: Track, lifetimes: readonly Lifetime[], context: GrowthContext): Growth {
  const current = livesSinceChange(lifetimes);
  const own = growthAmong(track, current, context, lifetimes);
  if (own.answer !== 'unclear' || current.length === lifetimes.length) return own;
  const ofProgram = livesOfRevision(lifetimes);
  const program = ofProgram.length === current.length ? own : growthAmong(track, ofProgram, context, lifetimes);
  if (program.answer !== 'unclear' || ofProgram.length === lifetimes.length) return program;
  const before = growthAmong(track, lifetimes, context, lifetimes);
  if (before.answer !== 'yes') return program;
  return { ...before, probability: Math.min(before.probability, OF_ANOTHER_REVISION), earlier: true };
}

function growthAmong(
  track: Track,
  lifetimes: readonly Lifetime[],
  { candidates = 1, limit }: GrowthContext,
  all: readonly Lifetime[],
): Growth {
  const { floors, outlived, pooled } = lifeFloors(track, lifetimes);
  const young = youngLives(lifetimes);
  const full = mostlyFilledOtherwise([...floors, ...outlived], limit) || peakPassed(track, lifetimes, limit);
  const shaped = floors.flatMap((one) => {
    const shape = shapeOf(one.floor);
    return shape === undefined
      ? []
      : [{ ...one, shape, sudden: full || filledOtherwise(one, limitOfLife(one.life, limit)) }];
  });
  const lasting = shaped.filter((one, i) => !shaped.slice(i + 1).some((later) => outlives(later, one)));
  // Young ones are discounted beside older ones only: alone, they are all there is.
  const older = lasting.some(({ life }) => !young.has(life));
  const judged = lasting.map((one) => ({ ...one, young: older && young.has(one.life) }));
  const last = judged.at(-1);
  if (last === undefined) return TOO_LITTLE;
  const neverStood = noneStood(judged, track);
  const probability = Math.max(neverStood ? UNDECIDED : 0, probabilityOf(judged, { candidates, pooled }));
  // What rises in its first minutes may still be filling; what has levelled off in them is full.
  if (probability > 1 - DECIDED && young.size === lifetimes.length) return TOO_LITTLE;
  const answer = answerAt(probability);
  const growing = judged.filter(countsAsGrowing);
  const reported = answer === 'no' || growing.length === 0 ? last : latestLong(growing);
  const rates = (answer === 'no' ? judged : growing).map(({ floor, shape }) => rateOf(floor, shape));
  const shapeKind = answer === 'no' ? stillKind(reported.shape) : 'growing';
  return {
    answer,
    probability,
    neverStood: neverStood && answer === 'unclear' ? true : undefined,
    kind: shapeKind,
    lives: judged.length,
    growingLives: growing.length,
    perHour: upperMedian(rates) ?? 0,
    rates,
    trend: trendTest(reported.floor),
    onset:
      answer === 'yes' && !pooled
        ? onsetBesideSwing(track, [...datedBefore(track, all, lifetimes), ...datedLives(judged, growing, outlived)])
        : undefined,
    stretch:
      answer === 'no' && shapeKind !== 'warm-up'
        ? stretchOf(track, { from: (judged[0] ?? reported).life.from, to: reported.life.to }, 0)
        : stretchOf(track, reported.life, answer === 'no' ? 0 : skipOf(reported.shape)),
  };
}

/** Whether the longest run was killed while it filled: the others, of which less is seen, show no level either. */
function noneStood(judged: readonly WeighedLife[], track: Track): boolean {
  const filling = judged.filter((one) => one.sudden && killedWhileFilling(one, track));
  const longest = Math.max(0, ...filling.map(({ life }) => lengthOf(life)));
  return (
    filling.length > 0 &&
    judged.every(({ life, sudden }) => (sudden || life.end === 'running') && lengthOf(life) <= longest)
  );
}

function answerAt(probability: number): Answer {
  if (probability >= DECIDED) return 'yes';
  return probability <= 1 - DECIDED ? 'no' : 'unclear';
}

function countsAsGrowing({ shape, sudden, young }: WeighedLife): boolean {
  return !sudden && !young && shape.evidence > 0 && shape.growing !== undefined;
}

/** What began so late in every run that grew may be a job as well as a leak. */
function probabilityOf(judged: readonly WeighedLife[], context: Parameters<typeof growthProbability>[1]): number {
  const probability = growthProbability(judged, context);
  const late = judged.every(({ late: climbsLate, shape }) => climbsLate === true || shape.evidence <= 0);
  return late ? Math.min(probability, BEGINS_LATE) : probability;
}

/** A life that is shorter than this share of a later one which does not grow was outlived: it had a burst, or a bad start. */
const OUTLIVED = 0.5;

function outlives(later: ShapedLife, { life }: ShapedLife): boolean {
  return later.shape.evidence <= 0 && lasted(life) < OUTLIVED * lasted(later.life);
}

function lasted({ from, to }: Lifetime): Milliseconds {
  return to - from;
}

type ShapedLife = Pick<WeighedLife, 'life' | 'shape'>;

/** A change of less than this share of the level is not worth a name. */
const NAMED = 0.05;

function stillKind(shape: Shape): GrowthKind {
  const { model, growth, settling } = shape.still;
  const large = (change: number) => Math.abs(change) > NAMED * Math.abs(shape.level);
  const fills = model.settling === 'warm-up' || model.settling === 'fill';
  // What filled may give a little back afterwards: that is no fall.
  if (fills && large(settling)) return settling > 0 && settling + growth > 0 ? 'warm-up' : 'falling';
  if (model.growing !== 'none' && large(growth)) return 'falling';
  if (model.settling === 'step' && large(settling)) return 'step';
  return model.wave ? 'wave' : 'flat';
}
