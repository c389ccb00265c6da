import type { Score } from './score.ts';

/** Right on each shape, of the cases judged. */
const RIGHT = 0.98;
/** Of all answers, wrong ones stated with confidence. */
const CONFIDENTLY_WRONG = 1 / 500;
/** Of each shape, cases left open. */
const UNCLEAR = 0.1;
/** How far a stated confidence may stand above what was right (at the lower bound). */
const OVERSTATED = 0.05;
/** A bin of fewer cases proves nothing either way. */
const FEWEST_IN_BIN = 100;

/** The goals that a score misses, in words; empty when it meets them all. */
export function missedGoals({ judge, calibration }: Score): readonly string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    ...Object.entries(judge.shapes).flatMap(([shape, { cases, right, unclear }]) => [
      ...(right / cases < RIGHT ? [`${shape}: right on ${percent(right / cases)}, wanted ${percent(RIGHT)}`] : []),
      ...(unclear / cases > UNCLEAR ? [`${shape}: unclear on ${percent(unclear / cases)}`] : []),
    ]),
    ...(judge.all.confidentlyWrong / judge.all.cases > CONFIDENTLY_WRONG
      ? [`${judge.all.confidentlyWrong} of ${judge.all.cases} wrong at a confidence of 0.8 or more, wanted 1 in 500`]
      : []),
    ...calibration
      .filter((bin) => bin.cases >= FEWEST_IN_BIN && bin.stated - bin.bounds[0] > OVERSTATED)
      .map(
        (bin) =>
          `confidence ${bin.from}–${bin.to}: stated ${percent(bin.stated)}, right at least ${percent(bin.bounds[0])}`,
      ),
  ];
}
