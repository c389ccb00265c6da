import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Holding } from '../holding.ts';
import type { Seconds } from '../law.ts';
import type { Demand, Program } from '../programs/program.ts';
import type { Charge } from './kernel.ts';
import type { ContainerPlan } from './plan.ts';

export type EndReason = 'OOMKilled' | 'Error' | 'Completed' | 'replaced';

/** What a container run was charged at a scrape: the truth, before any sample is lost. */
export interface TruthSample {
  readonly time: Seconds;
  readonly holdings: readonly Holding[];
  readonly usage: Bytes;
  readonly workingSet: Bytes;
  readonly swap: Bytes;
  readonly collections: number;
  readonly limit: Bytes;
}

export interface RunEnd {
  readonly at: Seconds;
  readonly reason: EndReason;
  readonly code: number;
  /** Of a kill: what could not be reclaimed, and the bound that it reached, the container's or the pod's. */
  readonly full?: { readonly wanted: Bytes; readonly bound: Bytes } | undefined;
}

/** One container run, from a start to its end. */
export interface Run {
  readonly pod: string;
  readonly container: string;
  readonly id: string;
  readonly index: number;
  readonly revision: string;
  readonly started: Seconds;
  /** Absent while it runs. */
  ended?: RunEnd;
  readonly samples: TruthSample[];
}

/** A container between its runs and in them. */
export interface ContainerState {
  readonly plan: ContainerPlan;
  run?: Run | undefined;
  program?: Program | undefined;
  demand?: Demand | undefined;
  charge?: Charge | undefined;
  limit: Bytes;
  restarts: number;
  runs: number;
  lastEnd?:
    | { readonly at: Seconds; readonly reason: EndReason; readonly code: number; readonly started: Seconds }
    | undefined;
  startsAt: Seconds;
  backOff: Seconds;
  /** Since the run's cgroup exists. */
  oomEvents: number;
  /** Requests answered since the run began. */
  requests: number;
}

const FIRST_BACK_OFF: Seconds = 10;
const LONGEST_BACK_OFF: Seconds = 300;
/** A container that ran this long is forgiven (kubelet: MaxContainerBackOff doubled). */
const FORGIVEN_AFTER: Seconds = 600;

/** When the kubelet starts a container again that ended: at once the first time, then after 10, 20, 40 … 300 s. */
export function afterEnd(state: ContainerState, end: NonNullable<ContainerState['lastEnd']>): void {
  const ran = end.at - end.started;
  const previous = ran >= FORGIVEN_AFTER ? 0 : state.backOff;
  state.startsAt = end.at + 2 + previous;
  state.backOff = previous === 0 ? FIRST_BACK_OFF : Math.min(LONGEST_BACK_OFF, previous * 2);
  state.lastEnd = end;
  state.run = undefined;
  state.program = undefined;
  state.charge = undefined;
  state.demand = undefined;
}
