import type { Predicted } from './world.ts';

/** How good the forecasts of one family are. */
export interface ForecastTally {
  readonly family: string;
  readonly pods: number;
  /** With a forecast. */
  readonly predicted: number;
  /** Shares of those: the kill lay in the range, before it, behind it. */
  readonly held: number;
  readonly tooLate: number;
  readonly tooEarly: number;
  /** Outside the range, and the time left off by more than a quarter. */
  readonly misleading: number;
  /** The middle of predicted over real time left; of those that were killed. */
  readonly ratio: number;
  /** The middle of the end of a range over its beginning, as times left. */
  readonly width: number;
}

/** Off by more than this share of the time left. */
const OFF = 0.25;

export function tallyOf(family: string, all: readonly Predicted[]): ForecastTally {
  const told = all.flatMap(({ kill, left, now }) =>
    kill === undefined
      ? []
      : [
          {
            left,
            at: kill.at - now,
            earliest: kill.earliest - now,
            latest: kill.open === true ? Number.POSITIVE_INFINITY : kill.latest - now,
          },
        ],
  );
  const share = (some: readonly unknown[]) => some.length / Math.max(1, told.length);
  const late = told.filter(({ left, earliest }) => left < earliest);
  const early = told.filter(({ left, latest }) => left > latest);
  return {
    family,
    pods: all.length,
    predicted: told.length,
    held: 1 - share(late) - share(early),
    tooLate: share(late),
    tooEarly: share(early),
    misleading: share([...late, ...early].filter(({ left, at }) => Math.abs(at / left - 1) > OFF)),
    ratio: middle(told.filter(({ left }) => Number.isFinite(left)).map(({ at, left }) => at / Math.max(1, left))),
    width: middle(told.map(({ earliest, latest }) => latest / Math.max(1, earliest))),
  };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
