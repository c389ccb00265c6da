import type { TakenMemory } from '../runtime/runtime-metrics.ts';

/** What stands for resident memory where nothing measures that. */
export interface StandIn {
  /** As a report names it: what is `committed by the JVM`. */
  readonly said: string;
  /** How it differs, as a clause: `without thread stacks`. */
  readonly apart: string;
  /** Whether the process itself accounts for it, and not its container. */
  readonly ofProcess: boolean;
}

/** The kubelet's `/metrics/resource` has no other memory of a container. */
export const WORKING_SET: StandIn = {
  said: 'charged to its container, less idle page cache',
  apart: 'with the page cache that is in use',
  ofProcess: false,
};

export const USAGE: StandIn = {
  said: 'charged to its container',
  apart: 'with all of its page cache',
  ofProcess: false,
};

export function accountOf({ said, without }: TakenMemory): StandIn {
  return { said, apart: `without ${without}`, ofProcess: true };
}
