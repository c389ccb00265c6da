import { type Bytes, KiB, MiB } from '../../../src/measurement/bytes.ts';
import type { Cause, Holding } from '../holding.ts';
import type { Law, Seconds } from '../law.ts';
import { exposeJvm, type JvmMetricSet, type JvmState } from './jvm-metrics.ts';
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

export interface Grown {
  readonly cause: Cause;
  readonly bytes: Law;
}

export interface JvmPlan extends Surroundings {
  /** -Xmx, or what MaxRAMPercentage makes of the limit. */
  readonly most: Bytes;
  /** -Xms with AlwaysPreTouch: resident from the first second. */
  readonly pretouched?: Bytes | undefined;
  readonly holders: readonly Grown[];
  readonly garbage: Law;
  /** Share of the garbage that gets old before it dies. */
  readonly promoted: number;
  readonly roomCause?: Cause | undefined;
  /** How it ends when its heap is full: 3 with ExitOnOutOfMemoryError, 134 with CrashOnOutOfMemoryError, 1 where the main thread dies. */
  readonly exitsWith?: number | undefined;
  readonly metaspace?: Grown | undefined;
  readonly direct?: Grown | undefined;
  readonly leakedThreads?: Law | undefined;
  readonly metrics: JvmMetricSet;
}

/** Measured with Java 17: a thread costs about 57 KiB resident. */
const PER_THREAD: Bytes = 57 * KiB;
/** G1's InitiatingHeapOccupancyPercent. */
const INITIATING = 0.45;

export const jvmProgram =
  (plan: JvmPlan): Start =>
  (run) =>
    new JvmProgram(plan, run);

/** A JVM under G1: young garbage dies in eden, some of it gets old, and the old generation is collected from 45 % on. */
class JvmProgram implements Program {
  readonly #plan: JvmPlan;
  readonly #run: RunStart;
  readonly #state: JvmState;
  readonly #shake: () => number;
  readonly #baseThreads: number;
  readonly #classes: Bytes;
  readonly #native: Bytes;
  exitCode: number | undefined;
  #oldGarbage: Bytes = 0;
  #edenUsed: Bytes = 0;
  #touched: Bytes = 0;

  constructor(plan: JvmPlan, run: RunStart) {
    this.#plan = plan;
    this.#run = run;
    this.#shake = wander(run.random, 0.01);
    this.#baseThreads = run.random.whole(25, 60);
    this.#classes = run.random.between(35, 60) * MiB;
    this.#native = run.random.between(20, 35) * MiB;
    this.#touched = plan.pretouched ?? 0;
    this.#state = {
      start: run.at,
      now: run.at,
      eden: 0,
      survivor: 0,
      old: 0,
      committed: 0,
      liveData: 0,
      metaspace: 0,
      code: 0,
      direct: 0,
      threads: 0,
      youngCollections: 0,
      oldCollections: 0,
      resident: 0,
    };
  }

  get collections(): number {
    return this.#state.youngCollections + this.#state.oldCollections;
  }

  step(now: Seconds, dt: Seconds): Demand {
    const plan = this.#plan;
    const age = now - this.#run.at;
    const around = surroundingsAt(plan, age, now);
    const shake = this.#shake();
    const held = plan.holders.map(({ cause, bytes }) => ({
      cause,
      bytes: Math.max(0, bytes(age, now)) * (cause === 'base' ? shake : 1),
    }));
    const live = held.reduce((total, { bytes }) => total + bytes, 0);
    if (live > 0.97 * plan.most) this.exitCode = plan.exitsWith ?? 3;
    this.#collect(Math.min(live, 0.97 * plan.most), plan.garbage(age, now) * shake, dt);
    const warm = 1 - Math.exp(-age / 200);
    const leaked = Math.round(plan.leakedThreads?.(age, now) ?? 0);
    const classes = plan.metaspace?.bytes(age, now) ?? 0;
    const direct = plan.direct?.bytes(age, now) ?? 0;
    const state = this.#state;
    Object.assign(state, {
      now,
      metaspace: this.#classes * (0.5 + 0.5 * warm) + classes,
      code: 6 * MiB + 22 * MiB * warm,
      direct: 4 * MiB * warm + direct,
      threads: this.#baseThreads + leaked,
    });
    const resident = Math.max(this.#touched, live);
    const holdings: readonly Holding[] = [
      ...held.map(({ cause, bytes }): Holding => ({ part: 'live heap', cause, bytes })),
      { part: 'room', cause: plan.roomCause ?? 'bounded', bytes: resident - live },
      { part: 'metaspace', cause: 'base', bytes: state.metaspace - classes },
      { part: 'metaspace', cause: plan.metaspace?.cause ?? 'base', bytes: classes },
      { part: 'code', cause: 'base', bytes: state.code },
      { part: 'buffers', cause: 'base', bytes: state.direct - direct },
      { part: 'buffers', cause: plan.direct?.cause ?? 'base', bytes: direct },
      { part: 'threads', cause: 'base', bytes: this.#baseThreads * PER_THREAD },
      { part: 'threads', cause: 'thread-leak', bytes: leaked * PER_THREAD },
      { part: 'native', cause: 'base', bytes: this.#native * shake + 0.03 * resident },
      ...around.holdings,
    ];
    return { ...around, holdings, threads: state.threads + 12 };
  }

  expose(put: Expose, resident: Bytes): void {
    this.#state.resident = resident + (this.#plan.text ?? 0);
    exposeJvm(put, this.#plan, this.#state);
  }

  #collect(live: Bytes, garbage: Bytes, dt: Seconds): void {
    const { most, promoted } = this.#plan;
    const { random } = this.#run;
    const state = this.#state;
    // The young generation is sized so that a pause comes every few seconds, within what the old one leaves.
    const room = Math.max(
      0.05 * most,
      Math.min(0.6 * (most - live - this.#oldGarbage), Math.max(10 * MiB, 8 * garbage)),
    );
    this.#edenUsed += garbage * dt;
    if (this.#edenUsed >= room) {
      const cycles = Math.max(1, Math.floor(this.#edenUsed / room));
      state.youngCollections += cycles;
      this.#oldGarbage += promoted * garbage * dt;
      this.#touched = Math.max(this.#touched, Math.min(most, live + this.#oldGarbage + room));
      this.#edenUsed = cycles > 1 ? random.between(0, 1) * room : this.#edenUsed - cycles * room;
    }
    if (live + this.#oldGarbage >= Math.max(INITIATING * most, 1.08 * live) && this.#oldGarbage > 0) {
      this.#oldGarbage = 0.03 * live;
      state.oldCollections += 1;
      state.liveData = live;
    }
    state.survivor = 0.06 * room;
    state.old = live + this.#oldGarbage;
    state.eden = Math.min(this.#edenUsed, Math.max(0, most - state.old - state.survivor));
    this.#touched = Math.min(most, Math.max(this.#touched, state.old + state.eden + state.survivor));
    state.committed = Math.min(most, Math.ceil(this.#touched / MiB + 4) * MiB);
  }
}
