import type { Answer } from '../../src/diagnosis/judgement.ts';

/** One scored answer. */
export interface Scored {
  readonly shape: string;
  readonly seed: number;
  readonly truth: Answer;
  readonly answer: Answer;
  readonly confidence: number;
}

export interface Tally {
  readonly cases: number;
  readonly right: number;
  readonly unclear: number;
  readonly wrong: number;
  /** Wrong at a confidence of 0.8 or more. */
  readonly confidentlyWrong: number;
}

export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  readonly stated: number;
  readonly right: number;
  /** Lower and upper bound of the share that was right. */
  readonly bounds: readonly [number, number];
}

export const CONFIDENT = 0.8;

export function tallyOf(scored: readonly Scored[]): Tally {
  const count = (test: (one: Scored) => boolean) => scored.filter(test).length;
  const wrong = (one: Scored) => one.answer !== 'unclear' && one.answer !== one.truth;
  return {
    cases: scored.length,
    right: count((one) => one.answer === one.truth),
    unclear: count((one) => one.answer === 'unclear'),
    wrong: count(wrong),
    confidentlyWrong: count((one) => wrong(one) && one.confidence >= CONFIDENT),
  };
}

const EDGES = [0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0001] as const;

/** Decided answers by what confidence they stated. */
export function calibrationOf(scored: readonly Scored[]): readonly CalibrationBin[] {
  const decided = scored.filter((one) => one.answer !== 'unclear');
  return EDGES.slice(1).flatMap((to, i) => {
    const from = EDGES[i] ?? 0;
    const own = decided.filter((one) => one.confidence >= from && one.confidence < to);
    if (own.length === 0) return [];
    const right = own.filter((one) => one.answer === one.truth).length;
    const stated = own.reduce((sum, one) => sum + one.confidence, 0) / own.length;
    return [{ from, to, cases: own.length, stated, right: right / own.length, bounds: wilson(right, own.length) }];
  });
}

/** 95 % bounds of a share: Wilson, Probable inference, JASA 22 (1927). */
export function wilson(hits: number, cases: number): readonly [number, number] {
  const z = 1.96;
  const share = hits / cases;
  const centre = share + z ** 2 / (2 * cases);
  const spread = z * Math.sqrt((share * (1 - share)) / cases + z ** 2 / (4 * cases ** 2));
  const scale = 1 + z ** 2 / cases;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
