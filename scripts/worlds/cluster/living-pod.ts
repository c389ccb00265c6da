import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import { bytesOf, inPart } from '../holding.ts';
import type { Seconds } from '../law.ts';
import { afterEnd, type ContainerState, type EndReason, type Run, type RunEnd } from './container-state.ts';
import { charge } from './kernel.ts';
import { hexId } from './names.ts';
import { limitAt } from './plan.ts';
import type { PodPlan } from './pods.ts';

/** A pod while it exists: its containers, and what ended ones left charged to it. */
export class LivingPod {
  readonly plan: PodPlan;
  readonly containers: readonly ContainerState[];
  readonly runs: Run[] = [];
  /** Files in memory that ended runs wrote: charged to the pod's own cgroup until the pod is gone. */
  leftBehind: Bytes = 0;
  readonly #random: Random;

  constructor(plan: PodPlan, random: Random) {
    this.plan = plan;
    this.#random = random;
    this.containers = plan.workload.containers.map((container) => ({
      plan: container,
      limit: limitAt(container, plan.from),
      restarts: 0,
      runs: 0,
      startsAt: plan.from + random.between(1, 4),
      backOff: 0,
      oomEvents: 0,
      requests: 0,
    }));
  }

  step(now: Seconds, dt: Seconds): void {
    for (const state of this.containers) {
      state.limit = limitAt(state.plan, now);
      if (state.run === undefined && now >= state.startsAt) this.#start(state, now);
      if (state.program !== undefined) this.#live(state, now, dt);
    }
    this.#checkPod(now);
  }

  /** The pod is deleted: its containers are stopped. */
  end(now: Seconds): void {
    for (const state of this.containers) if (state.run !== undefined) this.#finish(state, now, 'replaced', 0);
  }

  /** The sum of the limits, where every container has one. */
  get limit(): Bytes {
    const limits = this.containers.map(({ limit }) => limit);
    return limits.includes(0) ? 0 : limits.reduce((total, each) => total + each, 0);
  }

  get usage(): Bytes {
    return this.containers.reduce((total, state) => total + (state.charge?.usage ?? 0), this.leftBehind);
  }

  #start(state: ContainerState, now: Seconds): void {
    const { plan } = this;
    if (state.runs > 0) state.restarts += 1;
    const run: Run = {
      pod: plan.name,
      container: state.plan.name,
      id: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${plan.uid}.slice/cri-containerd-${hexId(this.#random)}.scope`,
      index: state.runs,
      revision: plan.revision,
      started: now,
      samples: [],
    };
    state.runs += 1;
    state.oomEvents = 0;
    state.requests = 0;
    state.run = run;
    this.runs.push(run);
    state.program = state.plan.start({
      random: this.#random,
      at: now,
      revision: plan.revision,
      limit: state.limit,
      pod: plan.name,
      ordinal: plan.ordinal,
      leftBehind: this.leftBehind,
    });
  }

  #live(state: ContainerState, now: Seconds, dt: Seconds): void {
    const { program, run, plan } = state;
    if (program === undefined || run === undefined) return;
    state.demand = program.step(now, dt);
    state.requests += dt * Math.max(0, plan.requests?.(now - run.started, now) ?? 0);
    const exit = plan.exits?.(run.index);
    const code = program.exitCode ?? (exit !== undefined && now - run.started >= exit.after ? exit.code : undefined);
    if (code !== undefined) {
      this.#finish(state, now, exit?.killed === true ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error', code);
      return;
    }
    const charged = charge(state.demand, state.limit, plan.swap ?? 0);
    if (charged !== undefined) {
      state.charge = charged;
      return;
    }
    if (plan.childrenDie === true && program.childKilled !== undefined) {
      program.childKilled(now);
      state.oomEvents += 1;
      return;
    }
    const wanted = bytesOf(state.demand.holdings, ({ part }) => part !== 'active file' && part !== 'inactive file');
    this.#finish(state, now, 'OOMKilled', 137, { wanted, bound: state.limit + (plan.swap ?? 0) });
  }

  /** What earlier runs left counts against the pod's limit: the kernel then kills in the largest container. */
  #checkPod(now: Seconds): void {
    const { limit } = this;
    if (limit === 0 || this.leftBehind === 0 || this.usage < limit) return;
    const [largest] = [...this.containers].sort((a, b) => (b.charge?.usage ?? 0) - (a.charge?.usage ?? 0));
    if (largest?.run === undefined) return;
    const excess = this.usage - limit;
    const files = (largest.charge?.activeFile ?? 0) + (largest.charge?.inactiveFile ?? 0);
    if (excess > files) this.#finish(largest, now, 'OOMKilled', 137, { wanted: this.usage - files, bound: limit });
  }

  #finish(state: ContainerState, now: Seconds, reason: EndReason, code: number, full?: RunEnd['full']): void {
    const { run, demand } = state;
    if (run === undefined) return;
    run.ended = { at: now, reason, code, full };
    this.leftBehind += bytesOf(demand?.holdings ?? [], inPart('shared'));
    afterEnd(state, { at: now, reason, code, started: run.started });
  }
}
