import type { Fault, Part } from '../../collection/fault.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Database } from './database.ts';

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
  note(health: readonly PartHealth[]): Promise<void>;
  /** All targets, or those that go by one of the names (pod or `host:port`). */
  targetHealth(names?: readonly string[]): Promise<readonly PartHealth[]>;
  forgetBefore(time: Instant): Promise<void>;
}

export function healthStore(database: Database): HealthStore {
  return {
    async note(health) {
      await database.transaction().execute(async (transaction) => {
        for (const { instance, pod, part, url, succeededAt, failedAt, fault } of health) {
          await transaction
            .replaceInto('collector_health')
            .values({
              instance,
              part,
              pod,
              url,
              succeeded_at: succeededAt ?? null,
              failed_at: failedAt ?? null,
              missing: fault?.missing ?? null,
              fix: fault?.fix ?? null,
            })
            .execute();
        }
      });
    },

    async targetHealth(names) {
      const all = database.selectFrom('collector_health').selectAll().orderBy('instance').orderBy('part');
      const rows = await (names === undefined
        ? all
        : all.where((where) => where.or([where('pod', 'in', names), where('instance', 'in', names)]))
      ).execute();
      return rows.map(({ instance, pod, part, url, succeeded_at, failed_at, missing, fix }) => ({
        instance,
        pod,
        part,
        url,
        succeededAt: succeeded_at ?? undefined,
        failedAt: failed_at ?? undefined,
        fault: missing === null || fix === null ? undefined : { missing, fix },
      }));
    },

    async forgetBefore(time) {
      await database
        .deleteFrom('collector_health')
        .where((where) =>
          where.and([
            where.or([where('succeeded_at', 'is', null), where('succeeded_at', '<', time)]),
            where.or([where('failed_at', 'is', null), where('failed_at', '<', time)]),
          ]),
        )
        .execute();
    },
  };
}
