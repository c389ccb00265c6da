import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NodeAtKill, NodeTenant } from '../metrics/node-at-kill.ts';
import { containerOf, podOf } from '../metrics/pod-label.ts';
import type { Series } from '../metrics/series.ts';
import { highest, sliceOf } from '../metrics/track.ts';
import type { Question } from './asked-about.ts';
import { isOfNode } from './node-series.ts';
import type { Readings } from './readings.ts';

/** Each is read by itself, and the latest show enough. */
const MOST_KILLS = 2;
/** A container that had less than this share of its limit at its end did not reach it by a trend. */
const BELOW = 0.85;
/** Samples before an end. */
const LAST_SAMPLES = 3;
/** How much before and after a kill is read: a kill is known to a scrape or two. */
const AROUND: Milliseconds = 3 * MINUTE;
/** node_exporter is scraped no more often. */
const STEP: Milliseconds = 15 * SECOND;

const AVAILABLE = 'node_memory_MemAvailable_bytes';
const TOTAL = 'node_memory_MemTotal_bytes';
const OOM_KILLS = 'node_vmstat_oom_kill';
const CONDITION = 'kube_node_status_condition';

/** Of conditions only this one, where it holds; what is no condition has neither label. */
const PRESSURE = [
  { label: 'condition', op: '=~', value: '|MemoryPressure' },
  { label: 'status', op: '=~', value: '|true' },
] as const;

/** The nodes of pods around their latest kills far below their own limit, by pod; nothing is asked for where there is none. */
export async function nodesAtKills(
  readings: Readings,
  { signal }: Pick<Question, 'signal'>,
  pods: readonly PodMemory[],
): Promise<ReadonlyMap<string, readonly NodeAtKill[]>> {
  const own = new Set(pods.map(({ pod }) => pod));
  const kills = pods
    .flatMap((pod) => killsBelow(pod).map((kill) => ({ pod, kill })))
    .sort((a, b) => b.kill - a.kill)
    .slice(0, MOST_KILLS);
  const read = kills.map(async ({ pod: { pod, node = '', nodeAddress }, kill }) => {
    const range = { from: kill - AROUND, to: kill + AROUND };
    const asked = { matchers: PRESSURE, range, step: STEP, aggregate: 'last' } as const;
    const all = await readings.several({ ...asked, metrics: [AVAILABLE, TOTAL, OOM_KILLS, CONDITION] }, signal);
    const its = all.filter((one) => isOfNode(one, node, nodeAddress));
    if (its.length === 0) return undefined;
    const largest = await largestOn(readings, { node, range, signal, own });
    return [pod, { ...atKill(its, kill, node), largest }] as const;
  });
  const found = (await Promise.all(read)).filter((one) => one !== undefined);
  return new Map(
    [...Map.groupBy(found, ([pod]) => pod)].map(([pod, all]) => [pod, all.map(([, at]) => at).reverse()] as const),
  );
}

function killsBelow({ lifetimes, node, workingSet, rss, limit: latest }: PodMemory): readonly Instant[] {
  if (node === undefined) return [];
  return lifetimes.flatMap(({ from, to, end, inferred, limit = latest }) => {
    if (end !== 'oom-killed' || inferred === true || limit === undefined) return [];
    const { values } = sliceOf(workingSet ?? rss, from, to);
    return values.length > 0 && highest(values.slice(-LAST_SAMPLES)) < BELOW * limit ? [to] : [];
  });
}

function atKill(series: readonly Series[], kill: Instant, node: string): NodeAtKill {
  const of = (metric: string) => series.filter((one) => one.metric === metric);
  const before = of(AVAILABLE).flatMap(({ times, values }) =>
    // What was freed by the kill is not what was there before it; the moment of a kill is that of its last sample.
    [...values].filter((_, i) => (times[i] ?? 0) <= kill + AROUND / 2),
  );
  const counted = of(OOM_KILLS).map(({ values }) => (values.at(-1) ?? 0) - (values[0] ?? 0));
  const conditions = of(CONDITION).flatMap(({ values }) => [...values]);
  return {
    kill,
    node,
    available: before.length === 0 ? undefined : Math.min(...before),
    total: of(TOTAL)[0]?.values.at(-1),
    oomKills: counted.length === 0 ? undefined : Math.max(0, ...counted),
    pressure: conditions.length === 0 ? undefined : conditions.some((value) => value > 0),
  };
}

interface OnNode {
  readonly node: string;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
  /** Pods of the service itself. */
  readonly own: ReadonlySet<string>;
}

/** The container of another service that took most there; undefined where the kubelet's metrics name no node. */
async function largestOn(readings: Readings, { node, range, signal, own }: OnNode): Promise<NodeTenant | undefined> {
  const matchers = [
    { label: 'node', op: '=', value: node },
    { label: 'container', op: '!=', value: '' },
  ] as const;
  const metrics = ['container_memory_working_set_bytes'];
  const all = await readings.several({ metrics, matchers, range, step: STEP, aggregate: 'last' }, signal);
  const tenants = all.flatMap(({ labels, values }) => {
    const pod = podOf(labels);
    return pod === undefined || own.has(pod)
      ? []
      : [
          {
            namespace: labels['exported_namespace'] ?? labels['namespace'],
            pod,
            container: containerOf(labels),
            bytes: highest(values),
          },
        ];
  });
  return tenants.sort((a, b) => b.bytes - a.bytes)[0];
}
