import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Holding } from '../holding.ts';
import type { Law } from '../law.ts';
import type { Grown } from './jvm.ts';
import { exposeProcess } from './process-metrics.ts';
import {
  type Demand,
  type Expose,
  type Program,
  type RunStart,
  type Start,
  type Surroundings,
  surroundingsAt,
  wander,
} from './program.ts';

export interface NodePlan extends Surroundings {
  readonly holders: readonly Grown[];
  readonly garbage: Law;
  /** --max-old-space-size: V8 aborts where more than this lives. */
  readonly most?: Bytes | undefined;
  /** 134 is SIGABRT; as process 1 of its container, which no signal ends by default, 139. */
  readonly exitsWith?: number | undefined;
  /** Buffers: array buffers outside V8's heap. */
  readonly external?: Grown | undefined;
  /** Timers and sockets that stay, beside those of the traffic. */
  readonly handles?: Law | undefined;
  /** Worker threads that are never terminated, and what the V8 of each takes. */
  readonly workers?: { readonly count: Law; readonly each: Bytes } | undefined;
  readonly metrics: 'prom-client' | 'none';
}

/** The new space: three semi-spaces of 16 MiB at most, of which a small service uses about one. */
const NEW_SPACE = 16 * MiB;
/** The old space is marked when it has grown by about this share since the last time. */
const OLD_GROWTH = 0.35;

export const nodeProgram =
  (plan: NodePlan): Start =>
  (run) =>
    new NodeProgram(plan, run);

class NodeProgram implements Program {
  readonly #plan: NodePlan;
  readonly #run: RunStart;
  readonly #shake: () => number;
  readonly #native: Bytes;
  exitCode: number | undefined;
  collections = 0;
  #scavenges = 0;
  #oldGarbage: Bytes = 0;
  #young: Bytes = 0;
  #live: Bytes = 0;
  #total: Bytes = 0;
  #external: Bytes = 0;
  #handles = 0;
  #marked: Bytes = 20 * MiB;

  constructor(plan: NodePlan, run: RunStart) {
    this.#plan = plan;
    this.#run = run;
    this.#shake = wander(run.random, 0.01);
    this.#native = run.random.between(28, 40) * MiB;
  }

  step(now: number, dt: number): Demand {
    const plan = this.#plan;
    const age = now - this.#run.at;
    const around = surroundingsAt(plan, age, now);
    const shake = this.#shake();
    const held = plan.holders.map(({ cause, bytes }) => ({
      cause,
      bytes: Math.max(0, bytes(age, now)) * (cause === 'base' ? shake : 1),
    }));
    const live = held.reduce((total, { bytes }) => total + bytes, 0);
    if (plan.most !== undefined && live > 0.97 * plan.most) this.exitCode = plan.exitsWith ?? 134;
    this.#collect(live, Math.max(0, plan.garbage(age, now)) * shake, dt);
    const external = plan.external?.bytes(age, now) ?? 0;
    this.#external = external + 3 * MiB;
    const leaked = plan.handles?.(age, now) ?? 0;
    this.#handles = Math.round(20 * shake + leaked);
    const workers = Math.floor(plan.workers?.count(age, now) ?? 0);
    const holdings: readonly Holding[] = [
      ...held.map(({ cause, bytes }): Holding => ({ part: 'live heap', cause, bytes })),
      { part: 'room', cause: 'bounded', bytes: Math.max(0, this.#total - live) },
      { part: 'buffers', cause: 'base', bytes: 3 * MiB },
      { part: 'buffers', cause: plan.external?.cause ?? 'base', bytes: external },
      { part: 'native', cause: 'base', bytes: this.#native * shake },
      { part: 'threads', cause: 'thread-leak', bytes: workers * (plan.workers?.each ?? 0) },
      ...around.holdings,
    ];
    return { ...around, holdings, threads: 11 + workers };
  }

  /** Names of prom-client 15's default metrics. */
  expose(put: Expose, resident: Bytes): void {
    if (this.#plan.metrics === 'none') return;
    const used = this.#live + this.#oldGarbage + this.#young;
    put('nodejs_heap_size_used_bytes', used);
    put('nodejs_heap_size_total_bytes', this.#total + 4 * MiB);
    put('nodejs_external_memory_bytes', this.#external);
    const spaces = [
      ['new', this.#young, NEW_SPACE],
      ['old', this.#live * 0.9 + this.#oldGarbage, this.#total * 0.85],
      ['code', 3 * MiB, 3.2 * MiB],
      ['large_object', this.#live * 0.1, this.#live * 0.1],
    ] as const;
    for (const [space, own, total] of spaces) {
      put('nodejs_heap_space_size_used_bytes', own, { space });
      put('nodejs_heap_space_size_total_bytes', total, { space });
    }
    put('nodejs_active_handles', 4, { type: 'Server' });
    put('nodejs_active_handles', Math.max(0, this.#handles - 4), { type: 'Socket' });
    put('nodejs_active_handles_total', this.#handles);
    put('nodejs_active_resources', Math.max(0, this.#handles), { type: 'Timeout' });
    put('nodejs_active_resources_total', this.#handles + 6);
    put('nodejs_active_requests_total', 0);
    put('nodejs_version_info', 1, { version: 'v22.11.0', major: '22', minor: '11', patch: '0' });
    put('nodejs_gc_duration_seconds_count', this.#scavenges, { kind: 'minor' });
    put('nodejs_gc_duration_seconds_count', this.collections, { kind: 'major' });
    put('nodejs_gc_duration_seconds_count', this.collections, { kind: 'incremental' });
    put('nodejs_eventloop_lag_seconds', 0.002);
    exposeProcess(put, {
      start: this.#run.at,
      resident: resident + (this.#plan.text ?? 30 * MiB),
      virtual: 1100 * MiB,
    });
  }

  #collect(live: Bytes, garbage: Bytes, dt: number): void {
    this.#live = live;
    this.#young += garbage * dt;
    if (this.#young >= NEW_SPACE) {
      this.#scavenges += Math.floor(this.#young / NEW_SPACE);
      this.#oldGarbage += 0.08 * this.#young;
      this.#young = this.#run.random.between(0, 1) * NEW_SPACE;
    }
    const most = Math.max(this.#marked * (1 + OLD_GROWTH), this.#marked + 8 * MiB);
    if (live + this.#oldGarbage >= Math.min(most, this.#plan.most ?? most)) {
      this.#oldGarbage = 0.02 * live;
      this.#marked = live;
      this.collections += 1;
    }
    // Pages go back a while after a collection: the total follows the need with a slack.
    const need = live + this.#oldGarbage + NEW_SPACE;
    this.#total = Math.max(need, this.#total - 0.2 * MiB * dt);
  }
}
