import { fitOf, orthonormal, type Remainder, without } from './least-squares.ts';
import type { Track } from './series.ts';
import { type Growing, type Settling, type ShapeParts, shapeParts } from './shape-models.ts';
import { median } from './track.ts';

/** One linear model of a floor: an intercept, perhaps a daily wave, perhaps a settling, perhaps a growth. */
export interface ShapeModel {
  readonly settling: Settling;
  readonly growing: Growing;
  readonly wave: boolean;
  /** Where the settling stands, as a share of the span: its time constant, or the step's moment. */
  readonly settledAt: number;
  /** Where the growth begins, as a share of the span. */
  readonly grownFrom: number;
  /** Free parameters, those of place and time constant included. */
  readonly parameters: number;
}

/** A model with its fit, and what its parts are worth in the track's own unit. */
export interface FittedShape {
  readonly model: ShapeModel;
  /** What the growth adds from the start to the end of the stretch; negative when it falls. */
  readonly growth: number;
  /** Standard error of `growth`. */
  readonly growthError: number;
  /** How far the settling moved the level. */
  readonly settling: number;
  readonly squares: number;
  /** Penalised likelihood in nats, for comparing models of one stretch. */
  readonly score: number;
}

/** What the floor of one stretch of memory looks like. */
export interface Shape {
  readonly level: number;
  /** Standard deviation of what the best model leaves. */
  readonly noise: number;
  /** Independent observations that the floor is worth. */
  readonly effective: number;
  /** The best model that grows; absent when everything falls. */
  readonly growing?: FittedShape | undefined;
  /** The best model that does not grow. */
  readonly still: FittedShape;
  /** How much better the growing model explains the floor, in nats; negative when it does not. */
  readonly evidence: number;
}

interface RawFit extends FittedShape {
  /** Variance of `growth` per unit of residual variance. */
  readonly spread: number;
  readonly residuals: () => Float64Array;
}

/** What bounds the models that are fitted. Set by hand; `npm run score` shows what a change decides. */
const FIT = {
  /** Share of the level. Smaller residuals are rounding, and differences in fit mean nothing. */
  finestNoise: 0.002,
  /** Lag-one correlation. Of a short track it is estimated badly: a higher one would leave no observations at all. */
  mostCorrelation: 0.9,
  /**
   * Points for each parameter of a model: one with fewer explains whatever it meets. With 2.25 a floor of eight points had
   * fills tried on it but no line after a warm-up.
   */
  pointsAParameter: 2,
  /** Parameters that are tried however few the points are: the simple shapes. */
  fewestParameters: 3,
} as const;
/** Fewer points than this carry no shape. */
export const FEWEST_FLOOR_POINTS = 6;

/**
 * Explains a floor twice, by the best model that grows and the best that does not (constant, daily wave, warm-up, fill,
 * one step, fall), and weighs the two by the Bayesian information criterion (Schwarz 1978). Residuals of memory are
 * autocorrelated, so the likelihood counts n (1 − r) / (1 + r) points, r being their lag-one correlation (Bayley and
 * Hammersley 1946). Undefined for fewer than 6 points.
 */
export function shapeOf(floor: Track): Shape | undefined {
  if (SHAPES.has(floor)) return SHAPES.get(floor);
  const shape = fittedTo(floor);
  SHAPES.set(floor, shape);
  return shape;
}

/** A floor is asked about for its growth, its onset and its height. */
const SHAPES = new WeakMap<Track, Shape | undefined>();

function fittedTo(floor: Track): Shape | undefined {
  const n = floor.times.length;
  if (n < FEWEST_FLOOR_POINTS || (floor.times.at(-1) ?? 0) <= (floor.times[0] ?? 0)) return undefined;
  const level = median(floor.values);
  const least = n * (FIT.finestNoise * Math.abs(level)) ** 2 + Number.EPSILON;
  const most = Math.max(FIT.fewestParameters, n / FIT.pointsAParameter);
  const fits = fitsOf(shapeParts(floor.times), floor.values, { least, most });
  const richest = fits.reduce((best, fit) => (fit.squares < best.squares ? fit : best));
  const effective = effectivePoints(richest.residuals());
  const scored = fits.map((fit) => ({
    ...fit,
    score: scoreOf(fit, n, effective),
    growthError: Math.sqrt((fit.spread * fit.squares) / effective),
  }));
  const growing = bestOf(scored.filter((fit) => growsIn(fit)));
  const still = bestOf(scored.filter((fit) => fit.growth <= 0));
  if (still === undefined) return undefined;
  const evidence = growing === undefined ? Number.NEGATIVE_INFINITY : growing.score - still.score;
  const best = growing === undefined || evidence < 0 ? still : growing;
  const noise = Math.sqrt(best.squares / Math.max(1, n - best.model.parameters));
  return { level, noise, effective, growing, still, evidence };
}

interface Bounds {
  /** The sum of squares that rounding alone leaves. */
  readonly least: number;
  /** Parameters that so many points carry. */
  readonly most: number;
}

const NOTHING = { settling: 'none', settledAt: 0, growing: 'none', grownFrom: 0 } as const;

/** Every base alone, with each growth, with each settling, and with each settling and the line. */
function fitsOf(parts: ShapeParts, values: Float64Array, { least, most }: Bounds): readonly RawFit[] {
  return parts.bases.flatMap(({ wave, columns }) => {
    const basis = orthonormal(columns);
    const target = without(basis, values);
    const base = columns.length;
    const fits: RawFit[] = [];
    const add = (model: ShapeModel, settling?: Remainder, growing?: Remainder): void => {
      if (model.parameters > most) return;
      const { first, second, squares, lastVariance } = fitOf(target, settling, growing);
      fits.push({
        model,
        growth: growing === undefined ? 0 : second,
        growthError: 0,
        settling: first,
        squares: Math.max(squares, least),
        score: 0,
        spread: growing === undefined ? 0 : lastVariance,
        residuals: () =>
          target.column.map(
            (value, i) => value - first * (settling?.column[i] ?? 0) - second * (growing?.column[i] ?? 0),
          ),
      });
    };
    if (!wave || turns(values, target.column)) add({ ...NOTHING, wave, parameters: base });
    if (wave && !parts.wavesTellable) return fits;
    const growths = parts.growths.map((part) => ({ ...part, own: without(basis, part.column) }));
    for (const { growing, grownFrom, own } of growths) {
      const parameters = base + (growing === 'line' ? 1 : 2);
      add({ ...NOTHING, growing, grownFrom, wave, parameters }, undefined, own);
    }
    const [line] = growths;
    for (const { settling, settledAt, column } of parts.settlings) {
      const own = without(basis, column);
      add({ ...NOTHING, settling, settledAt, wave, parameters: base + 2 }, own);
      add({ settling, settledAt, growing: 'line', grownFrom: 0, wave, parameters: base + 3 }, own, line?.own);
    }
    return fits;
  });
}

/** A wave of which the span shows only the rise differs from a growth only once it turns. */
const TURNS_BACK = 0.3;

/** Whether what a fit explains comes back from its highest by a good part of its height. */
function turns(values: Float64Array, residuals: Float64Array): boolean {
  const fitted = values.map((value, i) => value - (residuals[i] ?? 0));
  const highest = Math.max(...fitted);
  return highest - (fitted.at(-1) ?? highest) >= TURNS_BACK * (highest - Math.min(...fitted));
}

// A negative settling under a growth is none: together they bend into anything.
function growsIn(fit: FittedShape): boolean {
  return fit.growth > 0 && fit.settling >= 0;
}

function scoreOf(fit: FittedShape, n: number, effective: number): number {
  return -(effective / 2) * Math.log(fit.squares / n) - (fit.model.parameters / 2) * Math.log(effective);
}

function bestOf(fits: readonly FittedShape[]): FittedShape | undefined {
  return fits.reduce<FittedShape | undefined>(
    (best, fit) => (best === undefined || fit.score > best.score ? fit : best),
    undefined,
  );
}

function effectivePoints(residuals: Float64Array): number {
  let product = 0;
  let power = 0;
  for (let i = 0; i < residuals.length; i += 1) {
    power += (residuals[i] ?? 0) ** 2;
    if (i > 0) product += (residuals[i] ?? 0) * (residuals[i - 1] ?? 0);
  }
  const correlation = power === 0 ? 0 : Math.min(FIT.mostCorrelation, Math.max(0, product / power));
  return Math.max(4, (residuals.length * (1 - correlation)) / (1 + correlation));
}
