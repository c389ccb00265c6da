import type { Instant } from '../foundation/clock.ts';
import { revisionOf } from '../metrics/deploys.ts';
import { endReasonOf } from '../metrics/end-reason.ts';
import type { Lifetime } from '../metrics/lifetime.ts';
import { type LimitStep, limitAt, limitSteps } from '../metrics/limits.ts';
import { gaugeOf, largestOf, type Measured, sumOf, withoutZeros } from '../metrics/measured.ts';
import type { Series, Track } from '../metrics/series.ts';
import { sliceOf, typicalStep } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { ContainerRun, RunsOfPod } from './container-run.ts';
import type { Answer, PodFacts } from './facts.ts';
import { leftBehind } from './left-behind.ts';

/** Cuts what is known of a pod into its container runs: no sample is part of two. */
export function runsOfPod(facts: PodFacts): RunsOfPod {
  const steps = limitSteps(facts.answers['limit-in-force']?.series ?? facts.answers['memory-limit']?.series ?? []);
  const runs = facts.lifetimes.map((life) => runOf(facts, life, steps));
  return { pod: facts.pod, runs, cpus: facts.cpus ?? 1, restarts: facts.restarts, leftBehind: leftBehind(facts) };
}

/** A life, and the end of the one before it. */
interface Cut extends Lifetime {
  readonly after: Instant;
}

function runOf(facts: PodFacts, life: Lifetime, steps: readonly LimitStep[]): ContainerRun {
  const { pod, runtime, answers, lifetimes } = facts;
  const index = lifetimes.indexOf(life);
  const next = lifetimes[index + 1];
  const cut: Cut = { ...life, after: lifetimes[index - 1]?.to ?? Number.NEGATIVE_INFINITY };
  const tracks = Object.entries(answers).flatMap(([quantity, answer]) => {
    const measured = RECORDS.has(quantity) ? undefined : measuredIn(answer, cut);
    return measured === undefined ? [] : [[quantity, measured] as const];
  });
  const limit = limitAt(steps, life.to) ?? life.limit ?? facts.limit;
  const changes = steps.filter(({ from }) => from > life.from && from <= life.to);
  return {
    ...life,
    pod,
    runtime,
    id: idOf(answers, cut),
    limit,
    limits: [{ from: life.from, limit: limitAt(steps, life.from) ?? limit }, ...changes],
    revision: life.revision ?? revisionIn(facts.builds, cut) ?? revisionIn(answers.rss?.series ?? [], cut),
    ...endOf(facts, life, next),
    ...collectorOf(facts),
    tracks: Object.fromEntries(tracks),
  };
}

/** What the names of the pools and of the collector show. */
function collectorOf({ runtime, answers }: PodFacts): Pick<ContainerRun, 'collectsFrom' | 'sharesHeap'> {
  const labels = [answers.collections, answers['heap-used'], answers['live-heap']].flatMap((answer) =>
    (answer?.series ?? []).map((one) => one.labels),
  );
  const { collectsFrom, sharesHeap } = guideTo(runtime).collector;
  return {
    collectsFrom: collectsFrom?.(labels),
    ...(sharesHeap?.(labels) === true ? { sharesHeap: true as const } : {}),
  };
}

/** Facts about containers rather than quantities of one. */
const RECORDS: ReadonlySet<string> = new Set([
  'end-reason',
  'exit-code',
  'terminated-reason',
  'last-terminated',
  'waiting-reason',
  'memory-limit',
  'limit-in-force',
  'restarts',
  'start-time',
]);

/** Labels that say who scraped, not what was measured. */
const OF_SCRAPER = new Set(['instance', 'job', 'endpoint', 'service', 'prometheus', 'prometheus_replica', 'node']);

/** What an answer holds of one life: gauges merged or added up as their name asks, counters as totals. */
function measuredIn({ metric, series }: Answer, life: Cut): Measured | undefined {
  const inside = series.flatMap((one) => {
    const slice = sliceIn(one, life);
    return slice.times.length === 0 ? [] : [{ ...one, ...slice }];
  });
  if (inside.length === 0) return undefined;
  const whole = metric.reading === 'counter' ? totalOf(inside) : gaugeOf(inside, metric.parts);
  const track = metric.zeroIsUnknown === true ? withoutZeros(whole) : whole;
  return track.times.length === 0 ? undefined : { track, metric: metric.metric, reading: metric.reading };
}

/**
 * The samples of one series that were taken in a life. A container's id is a life's own: its series needs no cutting.
 * Any other series goes on after a restart, and a step that straddles the start repeats what was before it.
 */
function sliceIn(series: Series, life: Cut): Track {
  const slice = sliceOf(series, life.from, life.to);
  if (containerIdOf(series) !== undefined) return beganIn(series, life) ? slice : NOTHING;
  const start = life.startSeen === true ? life.startedAt : undefined;
  if (start === undefined || (series.times[0] ?? 0) >= start) return slice;
  return sliceOf(slice, start + typicalStep(series), life.to);
}

/** A source repeats the last sample of an id that ended: a series belongs to the life in which it began. */
function beganIn({ times }: Series, { after, to }: Cut): boolean {
  const first = times[0];
  return first !== undefined && first > after && first <= to;
}

/** Only the kubelet's metrics name the container by `id`: Micrometer names memory pools so. */
function containerIdOf({ metric, labels }: Series): string | undefined {
  return metric.startsWith('container_') ? labels['id'] : undefined;
}

const NOTHING: Track = { times: new Float64Array(), values: new Float64Array() };

/** Several scrapers report the same counter: the larger stands; different label sets (of a collector, of a cause) add up. */
function totalOf(series: readonly Series[]): Track {
  const byMeaning = Map.groupBy(series, ({ labels }) =>
    JSON.stringify(
      Object.entries(labels)
        .filter(([name]) => !OF_SCRAPER.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  return sumOf([...byMeaning.values()].map(largestOf));
}

function idOf(answers: PodFacts['answers'], life: Cut): string | undefined {
  const series = [answers.rss, answers['working-set'], answers.usage].flatMap((answer) => answer?.series ?? []);
  return series.map((one) => (sliceIn(one, life).times.length > 0 ? containerIdOf(one) : undefined)).find(isString);
}

function isString(id: string | undefined): id is string {
  return id !== undefined;
}

/** The revision whose build metric was seen last in a life. */
function revisionIn(builds: readonly Series[], life: Cut): string | undefined {
  const seen = builds
    .map((one) => ({ revision: revisionOf(one), last: sliceIn(one, life).times.at(-1) }))
    .filter(({ revision, last }) => revision !== undefined && last !== undefined)
    .sort((a, b) => (a.last ?? 0) - (b.last ?? 0));
  return seen.at(-1)?.revision;
}

function endOf(
  { answers }: PodFacts,
  life: Lifetime,
  next: Lifetime | undefined,
): Pick<ContainerRun, 'reason' | 'exitCode'> {
  if (life.end === 'running' || life.replaced === true) return {};
  const until = next === undefined || next.end === 'running' ? undefined : next.to;
  const series = { reasons: answers['end-reason']?.series ?? [], codes: answers['exit-code']?.series ?? [] };
  const said = endReasonOf(series, life.to, until);
  const known = life.end === 'oom-killed' && life.inferred !== true;
  return { reason: said.reason ?? (known ? 'OOMKilled' : undefined), exitCode: said.exitCode };
}

/** When a run began: its own start time, else its first sample. */
export function beganAt({ startedAt, from }: Pick<Lifetime, 'startedAt' | 'from'>): Instant {
  return startedAt ?? from;
}
