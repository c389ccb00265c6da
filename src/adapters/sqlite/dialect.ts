import type Sqlite from 'better-sqlite3';
import {
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type DriverOptions, PatientDriver } from './patient-driver.ts';

/** SQLite as Leakbot uses it: patient with other processes, and with migrations that are done whole or not at all. */
export class PatientDialect implements Dialect {
  readonly #sqlite: Sqlite.Database;
  readonly #options: DriverOptions;

  constructor(sqlite: Sqlite.Database, options: DriverOptions) {
    this.#sqlite = sqlite;
    this.#options = options;
  }

  createDriver(): Driver {
    return new PatientDriver(this.#sqlite, this.#options);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new AtomicAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

class AtomicAdapter extends SqliteAdapter {
  /** SQLite rolls tables back like rows; Kysely's own adapter says no, and runs migrations without a transaction then. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver itself gives one connection to many in turn. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}
