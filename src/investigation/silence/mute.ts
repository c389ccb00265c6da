import type { Instant } from '../../foundation/clock.ts';
import type { Workload } from '../../service/service.ts';
import type { Person } from '../state/person.ts';

/** A workload whose alerts open no thread, because someone said so. */
export interface Mute {
  /** Without a container all of the workload’s are meant. */
  readonly workload: Workload;
  readonly by: Person;
  readonly since: Instant;
  /** Absent where it lasts until someone ends it. */
  readonly until?: Instant | undefined;
  /** The investigation whose thread shows it. */
  readonly shownIn?: string | undefined;
}

/** Equal exactly for mutes of the same workload, or of the same container of it. */
export function muteKey({ cluster, namespace, name, container }: Workload): string {
  return JSON.stringify([cluster ?? '', namespace ?? '', name, container ?? '']);
}

export function isOver({ until }: Mute, now: Instant): boolean {
  return until !== undefined && until <= now;
}

/** The mute that holds for a workload now; of several the one that lasts longest. */
export function muteOf(mutes: readonly Mute[], workload: Workload, now: Instant): Mute | undefined {
  const holding = mutes.filter((mute) => !isOver(mute, now) && covers(mute.workload, workload));
  return holding.toSorted((a, b) => endOf(b) - endOf(a))[0];
}

/** Whether a mute of the first silences alerts of the second, whose container is called like it unless it says otherwise. */
export function covers(muted: Workload, workload: Workload): boolean {
  return concern(muted, { ...workload, container: workload.container ?? workload.name });
}

/** Whether two may be the same workload: parts that only one of them names do not distinguish them. */
export function concern(one: Workload, other: Workload): boolean {
  const same = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  return (
    one.name === other.name &&
    same(one.cluster, other.cluster) &&
    same(one.namespace, other.namespace) &&
    same(one.container, other.container)
  );
}

/** The moment a mute ends, for comparisons. */
export function endOf({ until }: Pick<Mute, 'until'>): Instant {
  return until ?? Number.POSITIVE_INFINITY;
}
