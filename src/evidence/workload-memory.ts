import type { TimeRange } from '../measurement/time.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { buildInfoMetrics, type Deploy, deploysOf, revisionOfPod } from '../metrics/deploys.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { podOf } from '../metrics/pod-label.ts';
import { podMemoryOf } from '../metrics/pod-memory.ts';
import type { Series } from '../metrics/series.ts';
import type { Question } from './asked-about.ts';
import { askFor } from './asking.ts';
import { evictedPods } from './evictions.ts';
import type { MetricsSource } from './ports.ts';
import { Readings } from './readings.ts';
import { steadySeries } from './steady-series.ts';
import { fitted, stepFor } from './window.ts';

/** The memory of every pod of a service, and what was deployed meanwhile. */
export interface WorkloadMemory {
  /** The part of the window that has data. */
  readonly range: TimeRange;
  readonly pods: readonly PodMemory[];
  readonly deploys: readonly Deploy[];
  /** `*_build_info` of every pod. */
  readonly builds: readonly Series[];
  /** What no metric reports about it, though something hangs on it here. */
  readonly missing: readonly Quantity[];
  /** The revision a pod ran at the end of the range. */
  readonly revisionOf: (pod: string) => string | undefined;
}

/** Once the samples are fine, only a window that the data fills almost whole keeps its start. */
const MOST = 0.9;

/** Reads the workload's memory; an empty `pods` when no metric knows the service. */
export async function workloadMemory(readings: Readings, question: Question): Promise<WorkloadMemory> {
  const { service } = question;
  const overview = await askFor(readings, 'rss', question);
  const coarse = fitted(question.range, overview?.series ?? []);
  // Fitted again to finer samples: a day's step is minutes, which a young service has not lived.
  const closer = coarse === question.range ? overview : await askFor(readings, 'rss', { ...question, range: coarse });
  const range = fitted(coarse, closer?.series ?? [], MOST);
  const among = new Set(closer?.series.map(({ labels }) => podOf(labels))).size;
  const finer = { ...question, range, among };
  const [
    rss,
    limit,
    restarts,
    startTime,
    terminatedReason,
    lastTerminated,
    endReason,
    exitCode,
    waitingReason,
    builds,
    evicted,
  ] = await Promise.all([
    range === coarse ? (closer?.series ?? []) : askFor(readings, 'rss', finer).then((answer) => answer?.series ?? []),
    steadySeries(readings, 'memory-limit', finer),
    steadySeries(readings, 'restarts', finer),
    steadySeries(readings, 'start-time', finer),
    steadySeries(readings, 'terminated-reason', finer),
    steadySeries(readings, 'last-terminated', finer),
    steadySeries(readings, 'end-reason', finer),
    steadySeries(readings, 'exit-code', finer),
    steadySeries(readings, 'waiting-reason', finer),
    buildInfo(readings, finer),
    evictedPods(readings, finer),
  ]);
  const evidence = {
    rss,
    limit,
    restarts,
    startTime,
    terminatedReason,
    lastTerminated,
    endReason,
    exitCode,
    waitingReason,
    builds,
  };
  const options = { container: service.workload.container, limit: service.memoryLimit };
  const pods = podMemoryOf(evidence, range, options).map((pod) => ({ ...pod, evictedAt: evicted.get(pod.pod) }));
  return {
    range,
    pods,
    // What a service does not publish of itself, the images of its containers show.
    deploys: deploysOf(builds.length > 0 ? builds : rss),
    builds,
    missing: missingOf(pods, evidence),
    revisionOf: (pod) => revisionOfPod(builds, pod),
  };
}

type Evidence = Parameters<typeof podMemoryOf>[0];

/** A start time stands in for a restart count, and a restart at the limit for the reason of an end. */
function missingOf(
  pods: readonly PodMemory[],
  { restarts, startTime, terminatedReason }: Evidence,
): readonly Quantity[] {
  const empty = (series: Evidence['restarts']) => series === undefined || series.length === 0;
  const inferred = pods.some((pod) => (pod.inferredKills ?? 0) > 0);
  return [
    ...(pods.every(({ limit }) => limit === undefined) ? (['memory-limit'] as const) : []),
    ...(empty(restarts) && empty(startTime) ? (['restarts'] as const) : []),
    ...(empty(startTime) ? (['start-time'] as const) : []),
    ...(empty(terminatedReason) && inferred ? (['terminated-reason'] as const) : []),
  ];
}

/** What was deployed in a window, oldest first. */
export async function deploysSince(source: MetricsSource, question: Question): Promise<readonly Deploy[]> {
  return deploysOf(await buildInfo(new Readings(source), question));
}

/** The series of the first name that has any. */
async function buildInfo(readings: Readings, { service, range, signal }: Question): Promise<readonly Series[]> {
  const metrics = buildInfoMetrics(service.workload.name);
  const query = { metrics, matchers: service.selector, range, step: stepFor(range), aggregate: 'last' } as const;
  const found = Map.groupBy(await readings.several(query, signal), ({ metric }) => metric);
  const name = metrics.find((metric) => (found.get(metric)?.length ?? 0) > 0);
  return name === undefined ? [] : (found.get(name) ?? []);
}
