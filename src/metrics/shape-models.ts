import { DAY, HOUR, type Milliseconds } from '../measurement/duration.ts';

/** What memory does besides growing: settle after a warm-up, step once, or neither. */
export type Settling = 'none' | 'warm-up' | 'step';
/** How memory grows, if it does. */
export type Growing = 'none' | 'line' | 'onset' | 'accelerating';

/** One linear model of a floor: an intercept, perhaps a daily wave, perhaps a settling, perhaps a growth. */
export interface ShapeModel {
  readonly settling: Settling;
  readonly growing: Growing;
  readonly wave: boolean;
  /** Where the settling stands, as a share of the span: the warm-up's time constant or the step's moment. */
  readonly settledAt: number;
  /** Where the growth begins, as a share of the span. */
  readonly grownFrom: number;
  /** The growth column comes last where there is one, the settling column before it. */
  readonly columns: readonly Float64Array[];
  /** Free parameters, those of place and time constant included. */
  readonly parameters: number;
}

/** Time constants of a warm-up, as shares of the span: slower ones cannot be told from a line that bends. */
const WARM_UPS = [0.01, 0.02, 0.03, 0.045, 0.065, 0.09, 0.12, 0.155, 0.19, 0.23, 0.27, 0.31] as const;
const ONSETS = [0.15, 0.3, 0.45, 0.6, 0.7, 0.8] as const;
/** Exponents of growth that speeds up: the rate at the end is e^k times the rate at the start. */
const ACCELERATIONS = [1.5, 3, 5] as const;
/** Below this span a daily wave is nearly a line: nothing in one pod's data tells them apart. */
const LEAST_SPAN_FOR_WAVE: Milliseconds = 10 * HOUR;
/** Below this span a wave and a growth together bend into anything. */
const LEAST_SPAN_FOR_BOTH: Milliseconds = 20 * HOUR;
/** From this span on a wave may have a second harmonic: office hours are no sine. */
const LEAST_SPAN_FOR_HARMONIC: Milliseconds = 22 * HOUR;

/** Every model to try on floor samples at `times`. */
export function shapeModels(times: Float64Array): readonly ShapeModel[] {
  const first = times[0] ?? 0;
  const span = (times.at(-1) ?? 0) - first;
  const x = times.map((time) => (time - first) / span);
  const column = (f: (share: number) => number) => x.map(f);
  const one = column(() => 1);
  const waves = span < LEAST_SPAN_FOR_WAVE ? [[]] : [[], waveColumns(times, span)];
  const line = { growing: 'line', grownFrom: 0, column: column((share) => share) } as const;
  const growths = [
    line,
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
  ];
  const settlings = [
    ...WARM_UPS.map((tau) => ({
      settling: 'warm-up' as const,
      settledAt: tau,
      column: column((share) => 1 - Math.exp(-share / tau)),
    })),
    // A step may stand between any two points; at the very ends it is an outlier.
    ...[...x.subarray(2, -1)].map((at) => ({
      settling: 'step' as const,
      settledAt: at,
      column: column((share) => (share >= at ? 1 : 0)),
    })),
  ];
  return waves.flatMap((wave) => {
    const base = [one, ...wave];
    const common = { wave: wave.length > 0 };
    const tellable = wave.length === 0 || span >= LEAST_SPAN_FOR_BOTH;
    const still = { settling: 'none', settledAt: 0, growing: 'none', grownFrom: 0 } as const;
    return [
      { ...common, ...still, columns: base, parameters: base.length },
      ...(tellable ? growths : []).map(({ growing, grownFrom, column: own }) => ({
        ...common,
        ...still,
        growing,
        grownFrom,
        columns: [...base, own],
        parameters: base.length + (growing === 'line' ? 1 : 2),
      })),
      ...(tellable ? settlings : []).flatMap(({ settling, settledAt, column: own }) => [
        { ...common, ...still, settling, settledAt, columns: [...base, own], parameters: base.length + 2 },
        ...(tellable ? [line] : []).map(({ growing, grownFrom, column: grown }) => ({
          ...common,
          settling,
          settledAt,
          growing,
          grownFrom,
          columns: [...base, own, grown],
          parameters: base.length + 3,
        })),
      ]),
    ];
  });
}

function waveColumns(times: Float64Array, span: Milliseconds): readonly Float64Array[] {
  const harmonics = span < LEAST_SPAN_FOR_HARMONIC ? [1] : [1, 2];
  return harmonics.flatMap((harmonic) => {
    const angle = (time: number) => (2 * Math.PI * harmonic * time) / DAY;
    return [times.map((time) => Math.sin(angle(time))), times.map((time) => Math.cos(angle(time)))];
  });
}
