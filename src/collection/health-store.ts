import type { Instant } from '../foundation/clock.ts';
import type { Fault, Part } from './fault.ts';

/** How the visits of one part of a target went. */
export interface PartHealth {
  readonly instance: string;
  /** The pod, or the instance again where no pod is known. */
  readonly pod: string;
  readonly part: Part;
  readonly url: string;
  readonly succeededAt: Instant | undefined;
  /** The last failure; kept after later successes, because it may explain a hole in the past. */
  readonly failedAt: Instant | undefined;
  readonly fault: Fault | undefined;
}

/** Whether the last visit failed. */
export function isFailing({ succeededAt, failedAt }: PartHealth): boolean {
  return failedAt !== undefined && failedAt > (succeededAt ?? 0);
}

/** How each target's visits went, for `doctor` and for "why is a profile missing". */
export interface HealthStore {
  /** One entry for each part of a target: a later note replaces it. */
  note(health: readonly PartHealth[]): Promise<void>;
  /** All targets, or those that go by one of the names (pod or `host:port`). */
  targetHealth(names?: readonly string[]): Promise<readonly PartHealth[]>;
  /** Forgets the parts of which nothing was heard since, success or failure. */
  forgetBefore(time: Instant): Promise<void>;
}
