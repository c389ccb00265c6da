import type { Observation } from '../../src/diagnosis/observation.ts';
import { DAY, HOUR, MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import type { PodModel, Shape } from './models.ts';
import { type Random, randomOf } from './random.ts';
import { type Setting, settingFrom } from './setting.ts';

/** One labelled observation. */
export interface LabelledCase {
  readonly shape: string;
  readonly seed: number;
  readonly grows: boolean;
  readonly setting: Setting;
  readonly observation: Observation;
}

const NOW = Date.UTC(2026, 10, 23, 10);

interface PodSeries {
  readonly rss: Series;
  readonly limit: Series;
  readonly restarts: Series;
  readonly reason: Series;
  readonly start: Series;
}

/** Plays a shape with a seed: the same pair always gives the same case. */
export function labelledCase(shape: Shape, seed: number): LabelledCase {
  const random = randomOf(seed * 7919 + hashOf(shape.name));
  const setting = settingFrom(random, shape.least);
  const range = { from: NOW - setting.window, to: NOW };
  const pods = shape.pods(random, setting).map((model, i) => played(model, `api-${i}`, setting, random));
  // Not every team has every exporter: what cuts lives differs.
  const kube = random.chance(0.6);
  const started = random.chance(0.6);
  const memory = podMemoryOf(
    {
      rss: pods.map((pod) => pod.rss),
      limit: random.chance(0.8) ? pods.map((pod) => pod.limit) : [],
      restarts: kube ? pods.map((pod) => pod.restarts) : [],
      terminatedReason: kube ? pods.map((pod) => pod.reason) : [],
      startTime: started ? pods.map((pod) => pod.start) : [],
    },
    range,
  );
  return {
    shape: shape.name,
    seed,
    grows: shape.grows,
    setting,
    observation: { range, step: setting.step, pods: memory, measured: {}, deploys: [] },
  };
}

function played(model: PodModel, pod: string, setting: Setting, random: Random): PodSeries {
  const points: (readonly [number, number, number, number, number])[] = [];
  const holes = Array.from({ length: setting.holes }, () => {
    const at = random.between(0, setting.window);
    return [at, at + random.between(0.02, 0.12) * setting.window] as const;
  });
  const limit = model.limit ?? Number.POSITIVE_INFINITY;
  const spread = Math.sqrt(1 - setting.memory ** 2);
  let born: Milliseconds = model.bornAt === undefined ? -5 * DAY : -model.bornAt;
  let restarts = 0;
  let killed = 0;
  let wander = random.normal();
  let planned = [...(model.restarts ?? [])].sort((a, b) => a - b);
  for (let time = 0; time <= setting.window; time += setting.step) {
    while (planned[0] !== undefined && planned[0] <= time) {
      born = planned[0];
      planned = planned.slice(1);
      restarts += 1;
      killed = 0;
    }
    wander = setting.memory * wander + spread * random.normal();
    const saw = setting.saw * ((time % setting.sawPeriod) / setting.sawPeriod);
    const value = model.law(time - born, time) + saw + setting.noise * wander;
    const lost = random.chance(setting.lost) || holes.some(([from, to]) => time >= from && time <= to);
    const shown = Math.max(0.05, Math.min(value, limit));
    if (!lost) points.push([NOW - setting.window + time, shown, restarts, killed, born]);
    if (value >= limit) {
      born = time + random.between(0.1, 0.9) * setting.step;
      restarts += 1;
      killed = 1;
    }
  }
  const series = (metric: string, value: (point: (typeof points)[number]) => number): Series => ({
    metric,
    labels: { pod },
    ...trackOf(points.map((point) => [point[0], value(point)])),
  });
  return {
    rss: series('container_memory_rss', (point) => point[1] * setting.level),
    limit: series('limit', () => (Number.isFinite(limit) ? limit * setting.level : 0)),
    restarts: series('restarts', (point) => point[2]),
    reason: series('reason', (point) => point[3]),
    start: series('start', (point) => Math.round((NOW - setting.window + point[4]) / SECOND)),
  };
}

function hashOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return Math.abs(hash) % (HOUR / MINUTE) ** 3;
}
