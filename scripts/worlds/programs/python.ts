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

export interface PythonPlan extends Surroundings {
  readonly holders: readonly Grown[];
  /** Bytes of tracemalloc's own tables for each byte that it traces; absent where it does not run. */
  readonly tracing?: number | undefined;
  readonly leakedThreads?: Law | undefined;
  readonly metrics: 'prometheus_client' | 'none';
}

/** glibc's arena and the touched part of a thread's stack. */
const PER_THREAD: Bytes = 0.11 * MiB;

export const pythonProgram =
  (plan: PythonPlan): Start =>
  (run) =>
    new PythonProgram(plan, run);

class PythonProgram implements Program {
  readonly #plan: PythonPlan;
  readonly #run: RunStart;
  readonly #shake: () => number;
  readonly #interpreter: Bytes;
  collections = 0;
  #traced: Bytes = 0;
  #collected = 0;
  #threads = 0;

  constructor(plan: PythonPlan, run: RunStart) {
    this.#plan = plan;
    this.#run = run;
    this.#shake = wander(run.random, 0.012);
    this.#interpreter = run.random.between(18, 40) * MiB;
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
    this.#traced = held.reduce((total, { bytes }) => total + bytes, 0);
    this.collections += Math.round(dt / 3);
    this.#collected += dt * 40;
    const leaked = Math.round(plan.leakedThreads?.(age, now) ?? 0);
    this.#threads = 9 + leaked;
    const tables = plan.tracing ?? 0;
    const holdings: readonly Holding[] = [
      ...held.map(({ cause, bytes }): Holding => ({ part: 'live heap', cause, bytes })),
      // Arenas are never quite full.
      ...held.map(({ cause, bytes }): Holding => ({ part: 'room', cause, bytes: bytes * 0.06 })),
      ...held.map(({ cause, bytes }): Holding => ({ part: 'tracer', cause, bytes: bytes * tables })),
      { part: 'threads', cause: 'thread-leak', bytes: leaked * PER_THREAD },
      { part: 'native', cause: 'base', bytes: this.#interpreter * shake },
      ...around.holdings,
    ];
    return { ...around, holdings, threads: Math.max(around.threads, this.#threads) };
  }

  /** Names of prometheus_client 0.21; the gauge of tracemalloc is one's own. */
  expose(put: Expose, resident: Bytes): void {
    if (this.#plan.metrics === 'none') return;
    put('python_info', 1, { implementation: 'CPython', major: '3', minor: '12', patchlevel: '4', version: '3.12.4' });
    for (const generation of ['0', '1', '2']) {
      put('python_gc_collections_total', Math.round(this.collections / 10 ** Number(generation)), { generation });
      put('python_gc_objects_collected_total', Math.round(this.#collected), { generation });
      put('python_gc_objects_uncollectable_total', 0, { generation });
    }
    if (this.#plan.tracing !== undefined) put('python_tracemalloc_traced_bytes', this.#traced);
    exposeProcess(put, {
      start: this.#run.at,
      resident: resident + (this.#plan.text ?? 12 * MiB),
      virtual: 300 * MiB + this.#threads * 8 * MiB + resident,
    });
  }
}
