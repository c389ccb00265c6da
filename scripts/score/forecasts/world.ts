import { forecastOf } from '../../../src/diagnosis/forecast.ts';
import type { Observation } from '../../../src/diagnosis/observation.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE, type Milliseconds, SECOND } from '../../../src/measurement/duration.ts';
import type { NextKill } from '../../../src/metrics/next-kill.ts';
import { podMemoryOf } from '../../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../../src/metrics/series.ts';
import { type Random, randomOf } from '../random.ts';
import type { Family, Leak } from './laws.ts';

/** What was predicted of one pod, and when it was killed. */
export interface Predicted {
  readonly family: string;
  readonly seed: number;
  /** Undefined where nothing was predicted. */
  readonly kill: NextKill | undefined;
  /** Milliseconds until the kill; infinite where none came within 30 days. */
  readonly left: Milliseconds;
  readonly now: number;
  /** How long the run that goes on had lasted. */
  readonly age: Milliseconds;
}

const NOW = Date.UTC(2026, 10, 23, 10);
const WINDOWS = [3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY, DAY, DAY, 2 * DAY, 3 * DAY, 7 * DAY] as const;
/** A kill that is further off is not predicted. */
const FARTHEST = 30 * DAY;

/** One leaking service at a moment, and what is predicted of each pod that runs. */
export function predictions(family: Family, seed: number): readonly Predicted[] {
  const random = randomOf(seed * 7919 + family.name.length * 104729);
  const leak = family.leak(random);
  const noise = random.scaled(0.001, 0.015);
  const first = -Math.min(8 * DAY, leak.lives * random.scaled(0.15, 6));
  const pods = Array.from({ length: random.whole(1, 3) }, (_, i) =>
    runsOf(leak, { first: first * random.between(0.7, 1), random, name: `api-${i}`, noise }),
  );
  const oldest = Math.max(...pods.map(({ starts }) => NOW - (starts[0] ?? NOW)));
  const window = Math.min(random.pick(WINDOWS), Math.max(20 * MINUTE, oldest));
  const observation = observe(pods, window);
  return pods.map(({ name, starts, left }) => ({
    family: family.name,
    seed,
    kill: forecastOf(observation, name),
    left,
    now: NOW,
    age: NOW - (starts.at(-1) ?? NOW),
  }));
}

interface Played {
  readonly name: string;
  readonly starts: readonly number[];
  readonly left: Milliseconds;
  readonly at: (time: number) => number;
  readonly noise: number;
  readonly random: Random;
}

interface PlayedFrom {
  readonly first: Milliseconds;
  readonly random: Random;
  readonly name: string;
  readonly noise: number;
}

/** Bytes a container has at its start, and the room from there to its limit. */
const [START, ROOM] = [200 * MiB, 400 * MiB];

function runsOf(leak: Leak, { first, random, name, noise }: PlayedFrom): Played {
  const starts = [first];
  const full = (born: Milliseconds, time: Milliseconds) => leak.gained(born, time) + leak.swing(time) >= 1;
  const step = Math.min(2 * MINUTE, leak.lives / 200);
  let time = first;
  for (; time < FARTHEST; time += step) {
    if (!full(starts.at(-1) ?? first, time)) continue;
    if (time >= 0) break;
    starts.push(time + step);
  }
  const born = (moment: Milliseconds) => starts.findLast((start) => start <= moment) ?? first;
  const at = (moment: number) => {
    const since = born(moment - NOW);
    return START + ROOM * (leak.gained(since, moment - NOW) + leak.swing(moment - NOW));
  };
  return {
    name,
    starts: starts.map((start) => NOW + start),
    left: time >= FARTHEST ? Number.POSITIVE_INFINITY : time,
    at,
    noise,
    random,
  };
}

/** What a Prometheus answers: a window of at most 600 points, and what came before a short one each quarter of an hour. */
function observe(pods: readonly Played[], window: Milliseconds): Observation {
  const range = { from: NOW - window, to: NOW };
  const step = Math.max(15 * SECOND, Math.ceil(window / 600 / SECOND) * SECOND);
  const all = (metric: string, value: (pod: Played, time: number) => number) =>
    pods.map((pod) => seriesOf(pod, { metric, step, from: range.from }, value));
  const memory = podMemoryOf(
    {
      rss: all('container_memory_rss', (pod, time) => pod.at(time) * (1 + pod.noise * pod.random.normal())),
      limit: all('limit', () => START + ROOM),
      restarts: all('restarts', ({ starts }, time) => starts.filter((start) => start <= time).length - 1),
      terminatedReason: all('reason', ({ starts }, time) => ((starts[1] ?? Infinity) <= time ? 1 : 0)),
      startTime: all('start', ({ starts }, time) => (starts.findLast((start) => start <= time) ?? 0) / SECOND),
    },
    range,
  );
  const earlier = pods.map((pod) => ({
    pod: pod.name,
    track: seriesOf(pod, { metric: 'rss', step: 15 * MINUTE, from: NOW - 8 * DAY, to: range.from }, (_, time) =>
      pod.at(time),
    ),
  }));
  return { range, step, pods: memory, measured: {}, deploys: [], ...(window < DAY ? { earlier } : {}) };
}

function seriesOf(
  pod: Played,
  {
    metric,
    step,
    from,
    to = NOW,
  }: { readonly metric: string; readonly step: number; readonly from: number; readonly to?: number },
  value: (pod: Played, time: number) => number,
): Series {
  const born = pod.starts[0] ?? NOW;
  const points: [number, number][] = [];
  for (let time = Math.ceil(from / step) * step; time <= to; time += step)
    if (time >= born) points.push([time, value(pod, time)]);
  return { metric, labels: { pod: pod.name }, ...trackOf(points) };
}
