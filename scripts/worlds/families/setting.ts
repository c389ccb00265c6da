import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { ContainerPlan, Monitoring, WorkloadPlan, WorldPlan } from '../cluster/plan.ts';
import type { Truth, WorldCase } from '../family.ts';
import { climb, HOUR_S, type Law, level, type Seconds } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import type { Start } from '../programs/program.ts';
import { baseHolder, goPlan } from './go-parts.ts';

/** The end of every world; a moment like any other. */
const END: Seconds = Date.UTC(2026, 9, 14, 15, 20) / 1000;

/** What a family does not decide. */
export interface Setting {
  readonly random: Random;
  readonly name: string;
  /** How the workload's own container is called. */
  readonly container: string;
  /** Healthy side-cars of no interest. */
  readonly beside: readonly ContainerPlan[];
  readonly namespace: string;
  readonly limit: Bytes;
  readonly replicas: number;
  readonly kind: WorkloadPlan['kind'];
  readonly monitoring: Monitoring;
  readonly start: Seconds;
  readonly end: Seconds;
  /** From the start of a run to its kill, where something leaks into the limit. */
  readonly lifetime: Seconds;
}

const NAMES = [
  'markets-api',
  'checkout',
  'ledger',
  'ingest-gateway',
  'search',
  'quotes',
  'notifier',
  'billing',
] as const;
const LIMITS = [192, 256, 384, 512, 768, 1024, 2048] as const;

export interface Wanted {
  readonly limits?: readonly [number, ...number[]];
  readonly replicas?: readonly [number, number];
  /** Lifetime of a leaking run in hours. */
  readonly lifetime?: readonly [number, number];
  /** Runs in the world. */
  readonly runs?: readonly [number, number];
  readonly monitoring?: Partial<Monitoring>;
  /** No side-car: its limit would count into the pod's. */
  readonly alone?: boolean;
}

/** A cluster, a service and a pace, drawn at random. */
export function settingOf(random: Random, wanted: Wanted = {}): Setting {
  const lifetime = random.scaled(...(wanted.lifetime ?? [0.7, 4])) * HOUR_S;
  const runs = random.between(...(wanted.runs ?? [2.2, 4]));
  const length = Math.min(24 * HOUR_S, Math.max(1.5 * HOUR_S, lifetime * runs));
  const start = END - length;
  const name = random.pick(NAMES);
  return {
    random,
    name,
    container: random.chance(0.8) ? name : random.pick(['app', 'server', 'main']),
    beside: wanted.alone !== true && random.chance(0.25) ? [proxy(random)] : [],
    namespace: random.pick(['prod', 'shop', 'team-a']),
    limit: random.pick(wanted.limits ?? LIMITS) * MiB,
    replicas: random.whole(...(wanted.replicas ?? [1, 3])),
    kind: random.pick(['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet']),
    monitoring: { ...monitoringOf(random, start, length, lifetime), ...wanted.monitoring },
    start,
    end: END,
    lifetime,
  };
}

function monitoringOf(random: Random, start: Seconds, length: Seconds, lifetime: Seconds): Monitoring {
  const scrape = random.pick(lifetime > 2 * HOUR_S ? [30, 60] : lifetime > HOUR_S / 2 ? [15, 30] : [10, 15]);
  const holes = random.chance(0.2)
    ? [random.between(0.1, 0.8)].map(
        (at) => [start + at * length, start + at * length + random.between(2, 6) * scrape] as const,
      )
    : [];
  return {
    cgroup: random.chance(0.7) ? 2 : 1,
    keeps: random.chance(0.6) ? 'kube-prometheus-stack' : 'all',
    activeFile: random.chance(0.75),
    honorLabels: random.chance(0.85),
    owners: random.chance(0.85),
    scrape,
    lost: random.chance(0.3) ? random.between(0, 0.08) : 0,
    holes,
    nodeCpus: random.pick([4, 8, 16]),
    cluster: random.chance(0.4) ? 'eu-1' : undefined,
  };
}

/** A proxy in the pod: without metrics, or with those of a small Go program. */
function proxy(random: Random): ContainerPlan {
  const limits = [{ from: 0, bytes: 256 * MiB }];
  const holders = [{ cause: 'base', bytes: level(random.between(20, 60) * MiB) }] as const;
  if (random.chance(0.6)) return { name: 'envoy', limits, start: nativeProgram({ holders, metrics: 'none' }) };
  const plan = goPlan(random, 256 * MiB, { holders: [baseHolder(12 * MiB)], garbage: level(MiB), profiles: false });
  return { name: 'config-reloader', limits, start: goProgram(plan), scrape: 'monitor' };
}

export const REVISION = '4f1c2a9';

export function workloadOf(
  { name, replicas, start, kind, beside }: Setting,
  containers: readonly ContainerPlan[],
  changes: Partial<WorkloadPlan> = {},
): WorkloadPlan {
  const all = containers.length === 1 ? [...containers, ...beside] : containers;
  return { name, kind, replicas, revisions: [{ from: start, name: REVISION }], containers: all, ...changes };
}

export function containerOf(
  { container: name, limit, random }: Setting,
  start: Start,
  changes: Partial<ContainerPlan> = {},
): ContainerPlan {
  return {
    name,
    limits: [{ from: 0, bytes: limit }],
    start,
    scrape: random.chance(0.85) ? 'monitor' : 'annotations',
    buildInfo: random.chance(0.5),
    ...changes,
  };
}

export function planOf(
  { namespace, monitoring, start, end, lifetime }: Setting,
  ...workloads: readonly WorkloadPlan[]
): WorldPlan {
  const dt = lifetime > 2 * HOUR_S ? 10 : 5;
  return { namespace, workloads, monitoring, start, end, dt };
}

/** The usual case: one workload, whose container is asked about. */
export function oneContainer(
  setting: Setting,
  start: Start,
  truth: Truth,
  changes: Partial<ContainerPlan> = {},
): WorldCase {
  return {
    plan: planOf(setting, workloadOf(setting, [containerOf(setting, start, changes)])),
    target: { workload: setting.name, container: setting.container },
    truths: [truth],
  };
}

/** What grows by `bytes` in a lifetime. */
export function inLifetime({ lifetime }: Setting, amount: number): Law {
  return climb(amount / (lifetime / HOUR_S));
}
