import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';

/** What the node of a pod had in the minutes around a kill of the pod's container far below its own limit. */
export interface NodeAtKill {
  readonly kill: Instant;
  readonly node: string;
  /** The least that a process could still get, by `node_memory_MemAvailable_bytes`. */
  readonly available?: Bytes | undefined;
  /** All its memory, by `node_memory_MemTotal_bytes`. */
  readonly total?: Bytes | undefined;
  /** Kills of its kernel that it counted then, by `node_vmstat_oom_kill`; those at limits of containers are among them. */
  readonly oomKills?: number | undefined;
  /** Whether the kubelet reported MemoryPressure; absent where no metric says it. */
  readonly pressure?: boolean | undefined;
  /** The container of another service that took most of it then. */
  readonly largest?: NodeTenant | undefined;
}

/** A container of another service on the same node. */
export interface NodeTenant {
  readonly namespace: string | undefined;
  readonly pod: string;
  readonly container: string | undefined;
  readonly bytes: Bytes;
}

/** Share of a node's memory. With less available its kernel looks for something to kill. */
const SHORT = 0.05;
/** The same from which on nothing of the node was short: figures are half a minute old. */
const ROOMY = 0.15;

/** Whether a node was out of memory then. */
export function isShort({ available, total, pressure }: NodeAtKill): boolean {
  if (available !== undefined && total !== undefined) return available < SHORT * total;
  return pressure === true;
}

/** Whether a node had so much left that no kill was for its sake. */
export function hasRoom({ available, total, pressure }: NodeAtKill): boolean {
  return available !== undefined && total !== undefined && available >= ROOMY * total && pressure !== true;
}
