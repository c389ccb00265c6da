import type { HealthStore } from '../../collection/health-store.ts';
import type { Database } from './database.ts';

/** How visits went, in SQLite. */
export function sqliteHealthStore(database: Database): HealthStore {
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
