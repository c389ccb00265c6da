import type { Series } from '../../src/metrics/series.ts';
import { type Random, randomOf } from '../score/random.ts';
import type { Run } from './cluster/container-state.ts';
import { LivingPod } from './cluster/living-pod.ts';
import type { Monitoring, WorldPlan } from './cluster/plan.ts';
import { podsOf } from './cluster/pods.ts';
import { scrapeApplication } from './exporters/application.ts';
import { scrapeCadvisor } from './exporters/cadvisor.ts';
import { scrapeKubeState } from './exporters/kube-state.ts';
import { Recorder } from './exporters/recorder.ts';
import type { Seconds } from './law.ts';
import type { Labels, ProfileState } from './programs/program.ts';

export interface TakenProfile {
  readonly time: Seconds;
  readonly pod: string;
  readonly processStart: Seconds;
  readonly state: ProfileState;
}

/** A world that was lived through: what its exporters said, and what was true. */
export interface World {
  readonly plan: WorldPlan;
  readonly series: readonly Series[];
  readonly profiles: readonly TakenProfile[];
  /** Every container run, by workload, container and pod as they ran. */
  readonly runs: readonly (Run & { readonly workload: string })[];
}

export function simulate(plan: WorldPlan, seed: number): World {
  const random = randomOf(seed);
  const recorder = new Recorder();
  const profiles: TakenProfile[] = [];
  const runs: (Run & { workload: string })[] = [];
  for (const workload of plan.workloads) {
    for (const pod of podsOf(workload, plan, random)) {
      const living = new LivingPod(pod, random);
      runPod(living, { plan, random, recorder, profiles });
      runs.push(...living.runs.map((run) => Object.assign(run, { workload: workload.name })));
    }
  }
  return { plan, series: recorder.series(), profiles, runs };
}

interface Stage {
  readonly plan: WorldPlan;
  readonly random: Random;
  readonly recorder: Recorder;
  readonly profiles: TakenProfile[];
}

const PROFILE_EVERY: Seconds = 300;

function runPod(living: LivingPod, { plan, random, recorder, profiles }: Stage): void {
  const { monitoring, dt, namespace } = plan;
  const { from, to } = living.plan;
  const cluster: Labels = monitoring.cluster === undefined ? {} : { cluster: monitoring.cluster };
  const kubelet = { ...cluster, ...KUBELET, namespace };
  const kube = kubeLabels(monitoring, cluster);
  const jobs = [jobOf(), jobOf(), jobOf()] as const;
  let profiled: Seconds = from;
  const latest = new Map<string, TakenProfile>();

  function jobOf() {
    return { next: from + random.between(1, monitoring.scrape) };
  }

  /** Whether a job's turn has come; a scrape that failed is a turn without samples. */
  function due(job: { next: Seconds }, now: Seconds): boolean {
    if (now < job.next) return false;
    job.next += monitoring.scrape;
    const hole = monitoring.holes.some(([begin, end]) => now >= begin && now < end);
    return !hole && !random.chance(monitoring.lost);
  }

  for (let now = from; now < to; now += dt) {
    living.step(now, dt);
    const time = now + random.between(0, 0.02);
    if (due(jobs[0], now))
      scrapeCadvisor(living, monitoring, kubelet, (metric, labels, value) => recorder.put(metric, labels, time, value));
    if (due(jobs[1], now))
      scrapeKubeState(living, {
        monitoring,
        namespace,
        put: (metric, labels, value) => recorder.put(metric, kube(labels), time, value),
      });
    if (due(jobs[2], now))
      for (const state of living.containers)
        scrapeApplication(state, living, {
          namespace,
          cluster,
          now,
          put: (metric, labels, value) => recorder.put(metric, labels, time, value),
        });
    if (
      now - from > 0 &&
      Math.floor((now - from) / monitoring.scrape) !== Math.floor((now - from - dt) / monitoring.scrape)
    ) {
      note(living, now);
      keepLatest(living, now, latest);
    }
    if (now - profiled >= PROFILE_EVERY) {
      profiled = now;
      profiles.push(...latest.values());
    }
    flushEnded(living, latest, profiles);
  }
  living.end(to);
}

/** The truth, at the pace of the scrapes. */
function note(living: LivingPod, now: Seconds): void {
  for (const { run, charge, program, limit } of living.containers) {
    if (run === undefined || charge === undefined || program === undefined) continue;
    run.samples.push({
      time: now,
      holdings: charge.holdings,
      usage: charge.usage,
      workingSet: charge.workingSet,
      swap: charge.swap,
      collections: program.collections,
      limit,
    });
  }
}

function keepLatest(living: LivingPod, now: Seconds, latest: Map<string, TakenProfile>): void {
  for (const { run, program } of living.containers) {
    if (run === undefined || program?.profile === undefined) continue;
    latest.set(run.id, { time: now, pod: living.plan.name, processStart: run.started, state: program.profile() });
  }
}

/** The last profile of a run that ended stays. */
function flushEnded(living: LivingPod, latest: Map<string, TakenProfile>, profiles: TakenProfile[]): void {
  for (const [id, profile] of latest) {
    if (living.containers.some(({ run }) => run?.id === id)) continue;
    if (profiles.at(-1) !== profile) profiles.push(profile);
    latest.delete(id);
  }
}

const KUBELET: Labels = {
  endpoint: 'https-metrics',
  instance: '10.0.200.7:10250',
  job: 'kubelet',
  metrics_path: '/metrics/cadvisor',
  node: 'node-1',
  service: 'kube-prometheus-stack-kubelet',
};

const KUBE_SCRAPE: Labels = {
  endpoint: 'http',
  instance: '10.0.200.9:8080',
  job: 'kube-state-metrics',
  service: 'kube-prometheus-stack-kube-state-metrics',
};

/** With honor_labels the pod's own labels stand; else they move aside for those of kube-state-metrics' pod. */
function kubeLabels({ honorLabels }: Monitoring, cluster: Labels): (labels: Labels) => Labels {
  const made = new Map<string, Labels>();
  return (labels) => {
    const key = Object.entries(labels).join('|');
    const known = made.get(key);
    if (known !== undefined) return known;
    const whole = honorLabels ? { ...cluster, ...KUBE_SCRAPE, ...labels } : aside(labels, cluster);
    made.set(key, whole);
    return whole;
  };
}

function aside(labels: Labels, cluster: Labels): Labels {
  const { namespace = '', pod = '', container = '', ...rest } = labels;
  return {
    ...cluster,
    ...KUBE_SCRAPE,
    ...rest,
    namespace: 'monitoring',
    pod: 'kube-prometheus-stack-kube-state-metrics-6d4c7b9f5d-tq8zn',
    container: 'kube-state-metrics',
    exported_namespace: namespace,
    exported_pod: pod,
    exported_container: container,
  };
}
