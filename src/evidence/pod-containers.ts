import { lengthOf } from '../measurement/time.ts';
import { selectorsFor } from '../metrics/catalogue.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import { podMemoryOf } from '../metrics/pod-memory.ts';
import type { LabelMatcher, Series } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import { inAnyContainer } from '../service/containers.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** One of the containers that the pods of a workload have. */
export interface ContainerInPods {
  readonly container: string;
  /** Its memory in each pod. */
  readonly pods: readonly PodMemory[];
}

/** Enough to see which containers there are. */
const FEW_POINTS = 24;
/** The points of all containers together: a workload of hundreds of pods is looked at more coarsely. */
const MOST_POINTS = 20_000;

const RSS = 'container_memory_rss';
/** What counts against a limit: RSS, files in memory, what the kernel keeps; and the page cache among it. */
const WORKING_SET = 'container_memory_working_set_bytes';
const ACTIVE_FILE = 'container_memory_total_active_file_bytes';
const LIMIT = 'container_spec_memory_limit_bytes';
/** A container that restarts as an init container does is a native side-car: kube-state-metrics keeps it apart. */
const KUBE = ['kube_pod_container', 'kube_pod_init_container'].flatMap((kind) => [
  `${kind}_status_restarts_total`,
  `${kind}_resource_limits`,
  `${kind}_status_last_terminated_reason`,
]);

/**
 * The memory, limit, restarts and ends of every container in the workload's pods. Empty where a pod has only one, or
 * where nothing distinguishes the workload's pods from others.
 */
export async function podContainers(readings: Readings, question: Question): Promise<readonly ContainerInPods[]> {
  const { service, signal } = question;
  const wide = inAnyContainer(service);
  if (wide === undefined) return [];
  const matchers = [...wide, ...OF_CONTAINERS];
  const few = Math.max(stepFor(question.range), Math.ceil(lengthOf(question.range) / FEW_POINTS));
  const coarse = { matchers, range: question.range, step: few, aggregate: 'last' } as const;
  const first = (await readings.several({ ...coarse, metrics: [RSS, WORKING_SET] }, signal)).filter(hasSamples);
  const names = new Set(first.map(({ labels }) => containerOf(labels)));
  if (names.size < 2) return [];
  // A point stands for the step that ends there.
  const begin = Math.min(...first.map(({ times }) => times[0] ?? question.range.to)) - few;
  const range = { from: Math.max(question.range.from, begin), to: question.range.to };
  const points = Math.max(FEW_POINTS, Math.floor(MOST_POINTS / first.length));
  const step = Math.max(stepFor(range), Math.ceil(lengthOf(range) / points));
  const asked = { range, step, aggregate: 'last' } as const;
  const [memory, kube] = await Promise.all([
    readings.several({ ...asked, matchers, metrics: [RSS, WORKING_SET, ACTIVE_FILE, LIMIT] }, signal),
    kubeSeries(readings, { ...asked, metrics: KUBE, matchers: wide }, signal),
  ]);
  const of = (all: readonly Series[], ...endings: readonly string[]) =>
    all.filter((one) => hasSamples(one) && endings.some((ending) => one.metric.endsWith(ending)));
  const limits = of(kube, '_resource_limits').filter(({ labels }) => labels['resource'] === 'memory');
  const reasons = of(kube, '_last_terminated_reason');
  const series = {
    rss: chargedOf(of(memory, WORKING_SET), of(memory, RSS), of(memory, ACTIVE_FILE)),
    limit: limits.length > 0 ? limits : of(memory, LIMIT),
    restarts: of(kube, '_restarts_total'),
    terminatedReason: reasons.filter(({ labels }) => labels['reason'] === 'OOMKilled'),
    endReason: reasons,
  };
  return [...new Set(series.rss.flatMap(({ labels }) => containerOf(labels) ?? []))]
    .sort()
    .map((container) => ({ container, pods: podMemoryOf(series, range, { container }) }));
}

const OF_CONTAINERS: readonly LabelMatcher[] = [{ label: 'container', op: '!~', value: '|POD' }];

/** What the kernel cannot take back of each container: its working set without page cache, where it has one; else RSS. */
function chargedOf(workingSet: readonly Series[], rss: readonly Series[], cache: readonly Series[]): readonly Series[] {
  const caches = new Map(cache.map((one) => [keyOf(one), one]));
  const charged = workingSet.map((one): Series => {
    const files = caches.get(keyOf(one));
    if (files === undefined) return one;
    const read = nearestReader(files, 2 * typicalStep(one));
    return { ...one, values: one.values.map((value, i) => Math.max(0, value - (read(one.times[i] ?? 0) ?? 0))) };
  });
  const known = new Set(workingSet.map(keyOf));
  return [...charged, ...rss.filter((one) => !known.has(keyOf(one)))];
}

function keyOf({ labels }: Series): string {
  return JSON.stringify([podOf(labels), containerOf(labels), labels['id']]);
}

/** By the labels of the container that is meant, where the exporter's own stand beside them. */
async function kubeSeries(
  readings: Readings,
  query: Parameters<Readings['several']>[0],
  signal: AbortSignal,
): Promise<readonly Series[]> {
  for (const matchers of selectorsFor('kube-state-metrics', query.matchers)) {
    const found = await readings.several({ ...query, matchers }, signal);
    if (found.some(hasSamples)) return found;
  }
  return [];
}

function hasSamples({ times }: Series): boolean {
  return times.length > 0;
}
