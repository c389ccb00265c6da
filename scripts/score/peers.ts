import type { Answer } from '../../src/diagnosis/judgement.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Track } from '../../src/metrics/series.ts';

/** A rule that other tools use, for comparison on the same cases. */
export interface PeerRule {
  readonly name: string;
  readonly answer: (observed: { readonly pods: readonly { readonly rss: Track }[] }) => Answer;
}

interface Line {
  readonly perHour: number;
  readonly mean: number;
  readonly determination: number;
}

/** Share of the level per hour from which on the first rule alarms. */
const STEEP = 0.1;
const DETERMINED = 0.5;

/** The two rules found in the field: steep at the end of the window, and straight enough. */
export const PEERS: readonly PeerRule[] = [
  {
    name: 'slope over 10 %/h, tail above the mean',
    answer: ({ pods }) =>
      anyOf(pods, ({ rss }) => {
        const { perHour, mean } = regression(rss);
        const tail = rss.values.slice(Math.floor(rss.values.length * 0.8));
        return perHour > STEEP * mean && average(tail) > mean;
      }),
  },
  {
    name: 'rising line with R² over 0.5',
    answer: ({ pods }) =>
      anyOf(pods, ({ rss }) => {
        const { perHour, determination } = regression(rss);
        return perHour > 0 && determination > DETERMINED;
      }),
  },
];

function anyOf<T>(all: readonly T[], grows: (one: T) => boolean): Answer {
  return all.some(grows) ? 'yes' : 'no';
}

/** Ordinary least squares through all samples of the window. */
function regression({ times, values }: Track): Line {
  const meanTime = average(times);
  const mean = average(values);
  let product = 0;
  let timePower = 0;
  let power = 0;
  for (let i = 0; i < times.length; i += 1) {
    const time = (times[i] ?? 0) - meanTime;
    const value = (values[i] ?? 0) - mean;
    product += time * value;
    timePower += time ** 2;
    power += value ** 2;
  }
  if (timePower === 0 || power === 0) return { perHour: 0, mean, determination: 0 };
  return { perHour: (product / timePower) * HOUR, mean, determination: product ** 2 / (timePower * power) };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
