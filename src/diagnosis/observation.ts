import type { RunsOfPod } from '../attribution/container-run.ts';
import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Place } from '../metrics/place.ts';
import type { Runtime } from '../service/service.ts';
import type { EarlierMemory, RunBefore } from './before-window.ts';
import type { ContainerStanding } from './container-standing.ts';
import type { UnreadHeap } from './unread-runtime.ts';

/** What the metrics sources reported about a service in a window: all that a judgement may look at. */
export interface Observation {
  /** The window; its end is "now" for every judgement. */
  readonly range: TimeRange;
  /** Set where samples reach back to the start of the window that was asked for: there may be more before it. */
  readonly goesBack?: true | undefined;
  /** Distance between the samples asked for. */
  readonly step: Milliseconds;
  readonly runtime?: Runtime | undefined;
  /** Memory of every pod of the service. */
  readonly pods: readonly PodMemory[];
  /** What the pods of the service took before the window, where that is short. */
  readonly earlier?: readonly EarlierMemory[] | undefined;
  /** What the run of the chosen pod did before the window, where it is level in that. */
  readonly before?: RunBefore | undefined;
  /** The pod the later steps look at (a name in `pods`); the first step judges it too when it is set. */
  readonly chosen?: string | undefined;
  /** Quantities of the chosen pod; what is absent was asked for and not found, or not asked for. */
  readonly measured: Readonly<Partial<Record<Quantity, Measured>>>;
  readonly deploys: readonly Deploy[];
  /** Every run of the chosen pod's container with all that is known of it; absent where no pod is chosen. */
  readonly runs?: RunsOfPod | undefined;
  /** What survives collections, by pod: read where none of several pods grows. */
  readonly heaps?: ReadonlyMap<string, LiveHeapOfPod> | undefined;
  /** The container that is looked at. */
  readonly container?: string | undefined;
  /** Every container of the pods, where they have several. */
  readonly containers?: readonly ContainerStanding[] | undefined;
  /** Page cache fills the working set: RSS stands in for it, because it climbs underneath. */
  readonly underCache?: boolean;
  /** What is known of a runtime whose metrics are recognised and not read. */
  readonly unread?: UnreadHeap | undefined;
  /** When all data of the source end, where that is well before the window that was asked for does. */
  readonly ended?: Instant | undefined;
  /** Which source answered only in part, and why: what is not seen may grow. */
  readonly partial?: { readonly source: string; readonly why: string } | undefined;
  /** Where it runs; absent where no series shows it. */
  readonly place?: Place | undefined;
}

/** What survives collections in one of several pods. */
export interface LiveHeapOfPod {
  readonly measured: Measured;
  /** What the heap may have at most; absent where no metric shows it. */
  readonly max?: Bytes | undefined;
}

/** The memory of the chosen pod, or of the only one. */
export function chosenPod(observation: Observation): PodMemory | undefined {
  if (observation.chosen === undefined) return observation.pods.length === 1 ? observation.pods[0] : undefined;
  return observation.pods.find((pod) => pod.pod === observation.chosen);
}

/** The limit to judge against: the pod's own, else the one its siblings share. */
export function limitOf(observation: Observation, pod: PodMemory): Bytes | undefined {
  return pod.limit ?? observation.pods.find((other) => other.limit !== undefined)?.limit;
}
