import type { HealthStore, PartHealth } from '../../collection/health-store.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Database } from './tables.ts';

/** How visits went, in SQLite: one row a part of a target. */
export class SqlHealthStore implements HealthStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async note(health: readonly PartHealth[]): Promise<void> {
    await this.#database.transaction().execute(async (transaction) => {
      for (const part of health) {
        const { instance, part: name, ...visit } = rowOf(part);
        const kept = transaction.insertInto('collector_health').values({ instance, part: name, ...visit });
        await kept.onConflict((conflict) => conflict.columns(['instance', 'part']).doUpdateSet(visit)).execute();
      }
    });
  }

  async targetHealth(names?: readonly string[]): Promise<readonly PartHealth[]> {
    const all = this.#database.selectFrom('collector_health').selectAll().orderBy('instance').orderBy('part');
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
  }

  async forgetBefore(time: Instant): Promise<void> {
    await this.#database
      .deleteFrom('collector_health')
      .where((where) =>
        where.and([
          where.or([where('succeeded_at', 'is', null), where('succeeded_at', '<', time)]),
          where.or([where('failed_at', 'is', null), where('failed_at', '<', time)]),
        ]),
      )
      .execute();
  }
}

function rowOf({ instance, pod, part, url, succeededAt, failedAt, fault }: PartHealth) {
  return {
    instance,
    part,
    pod,
    url,
    succeeded_at: succeededAt ?? null,
    failed_at: failedAt ?? null,
    missing: fault?.missing ?? null,
    fix: fault?.fix ?? null,
  };
}
