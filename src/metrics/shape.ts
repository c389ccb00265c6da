import { leastSquares, residualAt } from './least-squares.ts';
import type { Track } from './series.ts';
import { type ShapeModel, shapeModels } from './shape-models.ts';
import { median } from './track.ts';

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

/** Below this share of the level residuals are rounding, and differences in fit mean nothing. */
const FINEST_NOISE = 0.002;
const MOST_CORRELATION = 0.9;
/** A model with fewer points for each of its parameters explains whatever it meets … */
const POINTS_A_PARAMETER = 2.25;
/** … but the simple shapes are always tried. */
const FEWEST_PARAMETERS = 3;
/** Fewer points than this carry no shape. */
export const FEWEST_FLOOR_POINTS = 6;

/**
 * Explains a floor twice, by the best model that grows and the best that does not (constant, daily wave, warm-up,
 * one step, fall), and weighs the two by the Bayesian information criterion (Schwarz 1978). Residuals of memory are
 * autocorrelated, so the likelihood counts n (1 − r) / (1 + r) points, r being their lag-one correlation (Bayley and
 * Hammersley 1946). Undefined for fewer than 6 points.
 */
export function shapeOf(floor: Track): Shape | undefined {
  const n = floor.times.length;
  if (n < FEWEST_FLOOR_POINTS || (floor.times.at(-1) ?? 0) <= (floor.times[0] ?? 0)) return undefined;
  const level = median(floor.values);
  const models = shapeModels(floor.times).filter(
    (model) => model.parameters <= Math.max(FEWEST_PARAMETERS, n / POINTS_A_PARAMETER),
  );
  const least = n * (FINEST_NOISE * Math.abs(level)) ** 2 + Number.EPSILON;
  const fits = models.map((model) => fitted(model, floor.values, least));
  const richest = fits.reduce((best, fit) => (fit.squares < best.squares ? fit : best));
  const effective = effectivePoints(richest, floor.values);
  const scored = fits.map((fit) => ({
    ...fit,
    score: scoreOf(fit, n, effective),
    growthError: Math.sqrt((fit.growthError * fit.squares) / effective),
  }));
  const growing = bestOf(scored.filter((fit) => growsIn(fit)));
  const still = bestOf(scored.filter((fit) => fit.growth <= 0));
  if (still === undefined) return undefined;
  const evidence = growing === undefined ? Number.NEGATIVE_INFINITY : growing.score - still.score;
  const best = growing === undefined || evidence < 0 ? still : growing;
  const noise = Math.sqrt(best.squares / Math.max(1, n - best.model.parameters));
  return { level, noise, effective, growing, still, evidence };
}

function fitted(model: ShapeModel, values: Float64Array, least: number): FittedShape {
  const { coefficients, squares, lastVariance } = leastSquares(model.columns, values);
  const last = coefficients.at(-1) ?? 0;
  const grows = model.growing !== 'none';
  const settles = model.settling !== 'none';
  return {
    model,
    growth: grows ? last : 0,
    growthError: grows ? lastVariance : 0,
    settling: settles ? (coefficients.at(grows ? -2 : -1) ?? 0) : 0,
    squares: Math.max(squares, least),
    score: 0,
  };
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

function effectivePoints({ model }: FittedShape, values: Float64Array): number {
  const { coefficients } = leastSquares(model.columns, values);
  const residuals = values.map((_, row) => residualAt(model.columns, coefficients, values, row));
  let product = 0;
  let power = 0;
  for (let i = 0; i < residuals.length; i += 1) {
    power += (residuals[i] ?? 0) ** 2;
    if (i > 0) product += (residuals[i] ?? 0) * (residuals[i - 1] ?? 0);
  }
  const correlation = power === 0 ? 0 : Math.min(MOST_CORRELATION, Math.max(0, product / power));
  return Math.max(4, (values.length * (1 - correlation)) / (1 + correlation));
}
