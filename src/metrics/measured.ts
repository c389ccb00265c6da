import { HOUR } from '../measurement/duration.ts';
import type { Candidate, MetricRequest, Reading } from './catalogue.ts';
import { podOf } from './pod-label.ts';
import { type Series, type Track, trackOf } from './series.ts';

/** One quantity of one pod, as the best metric that answered reports it. */
export interface Measured {
  readonly track: Track;
  readonly metric: string;
  readonly reading: Reading;
}

/**
 * What the answer to a request says about one pod; undefined when it says nothing. Counters become increases an hour,
 * summed over the pod's series (one per path and status code); gauges reported twice (by several containers or scrapers) are
 * merged to the larger value of each moment; gauges reported in parts (one per memory pool) are added up.
 */
export function measuredOf(request: MetricRequest, answer: readonly Series[], pod: string): Measured | undefined {
  const own = answer.filter((series) => podOf(series.labels) === pod && series.times.length > 0);
  if (own.length === 0) return undefined;
  const whole = request.reading === 'counter' ? sumOf(own.map(ratePerHour)) : gaugeOf(own, request.parts);
  const track = request.zeroIsUnknown === true ? withoutZeros(whole) : whole;
  return track.times.length === 0 ? undefined : { track, metric: request.metric, reading: request.reading };
}

/** Each part may be reported twice, so the larger value of each part's moments is what is added up. */
export function gaugeOf(own: readonly Series[], parts: Candidate['parts']): Track {
  if (parts === undefined) return largestOf(own);
  const byPart = Map.groupBy(own, ({ labels }) => JSON.stringify([parts].flat().map((label) => labels[label])));
  return sumOf([...byPart.values()].map(largestOf));
}

/** Without the samples that are 0: some exporters report it for what they do not know. */
export function withoutZeros({ times, values }: Track): Track {
  const known = [...times.keys()].filter((i) => values[i] !== 0);
  return trackOf(known.map((i) => [times[i] ?? 0, values[i] ?? 0]));
}

/** Increase per hour between successive samples; a counter that fell was reset and starts again from zero. */
export function ratePerHour(counter: Track): Track {
  const points: [number, number][] = [];
  for (let i = 1; i < counter.times.length; i += 1) {
    const elapsed = (counter.times[i] ?? 0) - (counter.times[i - 1] ?? 0);
    const value = counter.values[i] ?? 0;
    const before = counter.values[i - 1] ?? 0;
    if (elapsed > 0)
      points.push([counter.times[i] ?? 0, ((value >= before ? value - before : value) / elapsed) * HOUR]);
  }
  return trackOf(points);
}

/** One track out of several of the same quantity: where several have a sample at a moment, the largest. */
export function largestOf(tracks: readonly Track[]): Track {
  return combined(tracks, Math.max);
}

/**
 * One track out of those of containers that followed each other under one name. A coarse step in which one ended has its last
 * sample, mostly a peak, beside that of the one which goes on: where several have a sample at a moment, it is the one that is
 * seen for longest, and of those that the last to begin.
 */
export function lastRunningOf(tracks: readonly Track[]): Track {
  const inOrder = tracks.toSorted((a, b) => spanEnd(a) - spanEnd(b) || (a.times[0] ?? 0) - (b.times[0] ?? 0));
  const [first, ...rest] = inOrder;
  return rest.reduce((all, next) => {
    const own = new Set(next.times);
    const kept = [...all.times].flatMap((time, i) => (own.has(time) ? [] : [[time, all.values[i] ?? 0] as const]));
    const added = [...next.times].map((time, i) => [time, next.values[i] ?? 0] as const);
    return trackOf([...kept, ...added].sort(([a], [b]) => a - b));
  }, first ?? trackOf([]));
}

function spanEnd({ times }: Track): number {
  return times.at(-1) ?? 0;
}

export function sumOf(tracks: readonly Track[]): Track {
  return combined(tracks, (a, b) => a + b);
}

function combined(tracks: readonly Track[], join: (a: number, b: number) => number): Track {
  const [only] = tracks;
  if (only !== undefined && tracks.length === 1) return only;
  const at = new Map<number, number>();
  for (const track of tracks) {
    for (let i = 0; i < track.times.length; i += 1) {
      const time = track.times[i] ?? 0;
      const value = track.values[i] ?? 0;
      const known = at.get(time);
      at.set(time, known === undefined ? value : join(known, value));
    }
  }
  return trackOf([...at].sort(([a], [b]) => a - b));
}
