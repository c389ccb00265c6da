import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely';
import { SerialQueue } from '../../foundation/serial-queue.ts';
import type { Fence } from './fence.ts';
import type { PatientPool } from './patient-pool.ts';

/** PostgreSQL as Leakbot uses it: the transactions of one process come one after the other, as its stores were written. */
export class SerialDialect extends PostgresDialect {
  readonly #pool: PatientPool;
  readonly #fence: Fence | undefined;

  constructor(pool: PatientPool, fence?: Fence) {
    super({ pool });
    this.#pool = pool;
    this.#fence = fence;
  }

  override createDriver(): Driver {
    return new SerialDriver(this.#pool, this.#fence);
  }
}

type OwnConnection = Parameters<PostgresDriver['rollbackTransaction']>[0];

/** Two transactions of one process that change the same rows in another order would end each other. */
class SerialDriver extends PostgresDriver {
  readonly #turns = new SerialQueue();
  readonly #endTurn = new WeakMap<DatabaseConnection, () => void>();
  readonly #fence: Fence | undefined;

  constructor(pool: PatientPool, fence: Fence | undefined) {
    super({ pool });
    this.#fence = fence;
  }

  override async beginTransaction(connection: OwnConnection, settings: TransactionSettings): Promise<void> {
    this.#endTurn.set(connection, await this.#turn());
    try {
      await super.beginTransaction(connection, settings);
    } catch (error) {
      this.#end(connection);
      throw error;
    }
    try {
      await this.#fence?.check(connection);
    } catch (error) {
      await this.rollbackTransaction(connection);
      throw error;
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    // When it throws, the rollback that follows ends the turn.
    await super.commitTransaction(connection);
    this.#end(connection);
  }

  override async rollbackTransaction(connection: OwnConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } finally {
      this.#end(connection);
    }
  }

  /** Resolves with what ends the turn. */
  #turn(): Promise<() => void> {
    return new Promise((begin) => {
      void this.#turns.run(() => new Promise<void>((end) => begin(end)));
    });
  }

  #end(connection: DatabaseConnection): void {
    this.#endTurn.get(connection)?.();
    this.#endTurn.delete(connection);
  }
}
