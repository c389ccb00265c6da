import { DAY, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { MetricsQuery, Series, Track } from '../../src/metrics/series.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { PodModel } from './model.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';

/** What the exporters reported about one pod. */
export interface PodSeries {
  readonly rss: Series;
  readonly limit: Series;
  readonly restarts: Series;
  readonly reason: Series;
  readonly start: Series;
}

interface Scrape {
  readonly time: Milliseconds;
  readonly memory: number;
  readonly restarts: number;
  readonly killed: number;
  readonly born: Milliseconds;
}

/** Plays one pod; times count from `origin`, the begin of the window. */
export function played(model: PodModel, pod: string, setting: Setting, place: { random: Random; origin: number }) {
  const { random, origin } = place;
  const scrapes = scrapesOf(model, setting, random);
  const limit = model.limit ?? Number.POSITIVE_INFINITY;
  const series = (metric: string, aggregate: MetricsQuery['aggregate'], value: (scrape: Scrape) => number): Series => {
    const raw = trackOf(scrapes.map((scrape) => [origin + scrape.time, value(scrape)]));
    return { metric, labels: { pod }, ...(setting.thinned ? thinned(raw, setting, aggregate) : raw) };
  };
  return {
    rss: series('container_memory_rss', 'max', ({ memory }) => memory * setting.level),
    limit: series('limit', 'max', () => (Number.isFinite(limit) ? limit * setting.level : 0)),
    restarts: series('restarts', 'max', ({ restarts }) => restarts),
    reason: series('reason', 'max', ({ killed }) => killed),
    start: series('start', 'last', ({ born }) => Math.round((origin + born) / SECOND)),
  } satisfies PodSeries;
}

/** Points a line of the bot's pictures, and so of its questions. */
const ASKED = 600;

/** One value a step, as Prometheus answers: each point stands for the step that ends there. */
function thinned(track: Track, { window }: Setting, aggregate: MetricsQuery['aggregate']): Track {
  const step = Math.max(SECOND, Math.ceil(window / ASKED / SECOND) * SECOND);
  const points = new Map<number, number>();
  for (let i = 0; i < track.times.length; i += 1) {
    const slot = Math.ceil((track.times[i] ?? 0) / step) * step;
    const value = track.values[i] ?? 0;
    points.set(slot, aggregate === 'max' ? Math.max(value, points.get(slot) ?? value) : value);
  }
  return trackOf(points);
}

const OLD: Milliseconds = 5 * DAY;
/** No two collections are alike: a saw of even teeth would beat with the scrape and draw a slope of its own. */
const SAW_JITTER = 0.25;

function scrapesOf(model: PodModel, setting: Setting, random: Random): readonly Scrape[] {
  const scrapes: Scrape[] = [];
  const noise = noiseOf(setting, random);
  const holes = Array.from({ length: setting.holes }, () => {
    const at = random.between(0, setting.window);
    return [at, at + random.between(0.02, 0.12) * setting.window] as const;
  });
  const saw = model.saw ?? setting.saw;
  const limit = model.limit ?? Number.POSITIVE_INFINITY;
  let born: Milliseconds = model.bornAt === undefined ? -OLD : -model.bornAt;
  let restarts = random.whole(0, 30);
  let killed = 0;
  let phase = random.between(0, 1);
  let planned = [...(model.restarts ?? [])].sort((a, b) => a - b);
  for (let time = 0; time <= setting.window; time += setting.step) {
    while (planned[0] !== undefined && planned[0] <= time) {
      born = planned[0];
      planned = planned.slice(1);
      // A pod made again under its old name counts from zero.
      restarts = random.chance(0.1) ? 0 : restarts + 1;
      killed = 0;
    }
    phase += (setting.step / setting.sawPeriod) * Math.max(0.1, 1 + SAW_JITTER * random.normal());
    const value = model.law(time - born, time) + saw * (phase % 1) + noise();
    const lost = random.chance(setting.lost) || holes.some(([from, to]) => time >= from && time <= to);
    const memory = Math.max(0.05, Math.min(rounded(value, setting.quantum), limit));
    if (!lost) scrapes.push({ time, memory, restarts, killed, born });
    if (value >= limit) {
      born = time + random.between(0.1, 0.9) * setting.step;
      restarts += 1;
      killed = 1;
    }
  }
  return scrapes;
}

function rounded(value: number, quantum: number): number {
  return quantum === 0 ? value : Math.round(value / quantum) * quantum;
}

/** White and remembered noise, a slow wander, and now and then a sample far above the others. */
function noiseOf(setting: Setting, random: Random): () => number {
  const spread = Math.sqrt(1 - setting.memory ** 2);
  const stay = Math.exp(-setting.step / setting.wanderTime);
  let near = random.normal();
  let slow = random.normal();
  return () => {
    near = setting.memory * near + spread * random.normal();
    slow = stay * slow + Math.sqrt(1 - stay ** 2) * random.normal();
    const outlier = random.chance(setting.outliers) ? random.between(0.03, 0.2) : 0;
    return setting.noise * (near + setting.wander * slow) + outlier;
  };
}
