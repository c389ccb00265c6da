import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';

/** What memory does besides growing: settle after a warm-up, fill ever more slowly, step once, or none of these. */
export type Settling = 'none' | 'warm-up' | 'fill' | 'step';
/** How memory grows, if it does. */
export type Growing = 'none' | 'line' | 'onset' | 'accelerating';

/** A way of settling: zero at the start of the span, one at its end. */
export interface SettlingPart {
  readonly settling: Settling;
  /** As a share of the span: the time constant of the warm-up or the fill, the moment of the step. */
  readonly settledAt: number;
  readonly column: Float64Array;
}

/** A way of growing: zero at the start of the span, one at its end. */
export interface GrowingPart {
  readonly growing: Growing;
  /** Where the growth begins, as a share of the span. */
  readonly grownFrom: number;
  readonly column: Float64Array;
}

/** What every model of one span is made of. */
export interface ShapeParts {
  /** A constant, and beside it perhaps a daily wave. */
  readonly bases: readonly { readonly wave: boolean; readonly columns: readonly Float64Array[] }[];
  readonly settlings: readonly SettlingPart[];
  /** The straight line comes first. */
  readonly growths: readonly GrowingPart[];
  /** Whether a wave and a growth, or a wave and a settling, can be distinguished. */
  readonly wavesTellable: boolean;
}

/** Time constants of the warm-ups that are tried. Set by hand; `npm run score` shows what a change decides. */
const WARM_UP = {
  /** Share of the span: the quickest. */
  quickest: 0.008,
  /** Times the one before: so close that what the nearest one misses is noise, and not taken for a wave or a growth. */
  next: 1.2,
  /** How many: slower ones cannot be distinguished from a line that bends. */
  count: 21,
} as const;
const WARM_UPS = Array.from({ length: WARM_UP.count }, (_, i) => WARM_UP.quickest * WARM_UP.next ** i);
/**
 * Time constants of a fill by the logarithm of the age, as shares of the span: a cache that is asked for fewer and fewer new
 * keys, a heap whose high-water mark rises with rarer and rarer peaks. A slower one is a line that bends.
 */
const FILLS = [0.002, 0.006, 0.02, 0.05] as const;
/** A fill may be complete before the span ends. */
const FULL = [0.5, 0.7, 1] as const;
/** Moments of an onset, as shares of the span; closer together at its end, where it decides most about the time left. */
const ONSETS = [0.15, 0.3, 0.45, 0.6, 0.7, 0.78, 0.86] as const;
/** Exponents of growth that speeds up: the rate at the end is e^k times the rate at the start. */
const ACCELERATIONS = [1.5, 3, 5] as const;
/** Below this span a daily wave is nearly a line: nothing in one pod's data distinguishes them. */
const LEAST_SPAN_FOR_WAVE: Milliseconds = 10 * HOUR;
/** Below this span a wave and a growth together bend into anything. */
const LEAST_SPAN_FOR_BOTH: Milliseconds = 20 * HOUR;
/** From this span on a wave may have a second harmonic: office hours are no sine. */
const LEAST_SPAN_FOR_HARMONIC: Milliseconds = 22 * HOUR;

/** The parts of all models to try on floor samples at `times`. */
export function shapeParts(times: Float64Array): ShapeParts {
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const x = times.map((time) => (time - first) / span);
  const column = (f: (share: number) => number) => x.map(f);
  const constant = column(() => 1);
  const waves = span < LEAST_SPAN_FOR_WAVE ? [] : [{ wave: true, columns: [constant, ...waveColumns(times, span)] }];
  return {
    bases: [{ wave: false, columns: [constant] }, ...waves],
    wavesTellable: span >= LEAST_SPAN_FOR_BOTH,
    settlings: [
      ...WARM_UPS.map((tau) => ({
        settling: 'warm-up' as const,
        settledAt: tau,
        column: column((share) => 1 - Math.exp(-share / tau)),
      })),
      ...FILLS.flatMap((tau) =>
        FULL.map((full) => ({
          settling: 'fill' as const,
          settledAt: tau,
          column: column((share) => Math.log1p(Math.min(share, full) / tau) / Math.log1p(full / tau)),
        })),
      ),
      // A step may stand between any two points; at the very ends it is an outlier.
      ...[...x.subarray(2, -1)].map((at) => ({
        settling: 'step' as const,
        settledAt: at,
        column: column((share) => (share >= at ? 1 : 0)),
      })),
    ],
    growths: [
      { growing: 'line', grownFrom: 0, column: x },
      ...ONSETS.map((from) => ({
        growing: 'onset' as const,
        grownFrom: from,
        column: column((share) => Math.max(0, share - from) / (1 - from)),
      })),
      ...ACCELERATIONS.map((k) => ({
        growing: 'accelerating' as const,
        grownFrom: 0,
        column: column((share) => Math.expm1(k * share) / Math.expm1(k)),
      })),
    ],
  };
}

function waveColumns(times: Float64Array, span: Milliseconds): readonly Float64Array[] {
  const harmonics = span < LEAST_SPAN_FOR_HARMONIC ? [1] : [1, 2];
  return harmonics.flatMap((harmonic) => {
    const angle = (time: number) => (2 * Math.PI * harmonic * time) / DAY;
    return [times.map((time) => Math.sin(angle(time))), times.map((time) => Math.cos(angle(time)))];
  });
}
