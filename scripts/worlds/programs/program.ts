import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Cause, Holding, Part } from '../holding.ts';
import type { Law, Seconds } from '../law.ts';

export type Labels = Readonly<Record<string, string>>;

/** Takes a sample as a client library writes it: name, the metric's own labels, value. */
export type Expose = (metric: string, value: number, labels?: Labels) => void;

/** What a process wants of the kernel at a moment. */
export interface Demand {
  /** Anonymous, shared and kernel memory. */
  readonly holdings: readonly Holding[];
  /** Pages of files that it reads or writes; the kernel keeps as many as there is room for. */
  readonly activeFile: Bytes;
  readonly inactiveFile: Bytes;
  readonly threads: number;
  readonly processes: number;
  readonly sockets: number;
}

/** What one heap path or one group of goroutines holds, at a moment a profile shows. */
export interface Site {
  /** `function file:line`, leaf first. */
  readonly stack: readonly string[];
  readonly bytes: Bytes;
  readonly count: number;
}

export interface ProfileState {
  readonly heap: readonly Site[];
  readonly goroutines: readonly Site[];
  /** What the runtime itself calls leaked; absent where it does not serve that profile. */
  readonly leaked?: readonly Site[] | undefined;
}

/** A container's process from its start to its end. */
export interface Program {
  /** Runs on to `now`; called with steps of the world's resolution. */
  step(now: Seconds, dt: Seconds): Demand;
  /** What its metrics endpoint says now; nothing where it has none. */
  expose(put: Expose, resident: Bytes): void;
  /** Collections completed since the start. */
  readonly collections: number;
  readonly profile?: (() => ProfileState) | undefined;
  /** Set when the process ended by itself in the last step, e.g. by an OutOfMemoryError of its own runtime. */
  readonly exitCode?: number | undefined;
  /** A child of the main process was killed: the largest. */
  childKilled?(now: Seconds): void;
}

export interface RunStart {
  readonly random: Random;
  readonly at: Seconds;
  readonly revision: string;
  readonly limit: Bytes;
  readonly pod: string;
  /** 0 for the first pod of a workload. */
  readonly ordinal: number;
  /** Files of an earlier run that lie in a volume of the pod. */
  readonly leftBehind: Bytes;
}

export type Start = (run: RunStart) => Program;

/** Memory that no runtime knows of. */
export interface Outside {
  readonly part: Part;
  readonly cause: Cause;
  readonly bytes: Law;
}

/** What any program may have beside its runtime. */
export interface Surroundings {
  readonly outside?: readonly Outside[];
  readonly activeFile?: Law;
  readonly inactiveFile?: Law;
  readonly threads?: Law;
  readonly processes?: Law;
  readonly sockets?: Law;
  /** Pages of the program's own file that count as resident in the process, and as file in the container. */
  readonly text?: Bytes;
}

export function surroundingsAt(plan: Surroundings, age: Seconds, now: Seconds): Demand {
  const at = (law: Law | undefined, otherwise: number) => (law === undefined ? otherwise : Math.max(0, law(age, now)));
  return {
    holdings: (plan.outside ?? []).map(({ part, cause, bytes }) => ({
      part,
      cause,
      bytes: Math.max(0, bytes(age, now)),
    })),
    activeFile: at(plan.activeFile, 4 * 2 ** 20) + (plan.text ?? 0) / 2,
    inactiveFile: at(plan.inactiveFile, 8 * 2 ** 20) + (plan.text ?? 0) / 2,
    threads: Math.round(at(plan.threads, 12)),
    processes: Math.round(at(plan.processes, 1)),
    sockets: Math.round(at(plan.sockets, 20)),
  };
}

/** A slow wander about 1, so that no quantity is a ruler's line. */
export function wander(random: Random, height: number): () => number {
  let state = random.normal();
  return () => {
    state = 0.9 * state + 0.436 * random.normal();
    return 1 + height * state;
  };
}
