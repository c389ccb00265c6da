import { setTimeout as pause } from 'node:timers/promises';
import type Sqlite from 'better-sqlite3';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { InternalError } from '../../foundation/errors.ts';
import { SerialQueue } from '../../foundation/serial-queue.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import { LoopTurn } from './loop-turn.ts';
import { Statements } from './statements.ts';
import { storeTrouble } from './store-trouble.ts';

/** Between two tries to get the lock that another process has. */
const ASK_AGAIN: Milliseconds = 20;

export interface DriverOptions {
  /** For messages. */
  readonly file: string;
  /** Throws when writing would be in vain. */
  readonly beforeWriting?: (() => void) | undefined;
  /** For so long another process may keep the lock. */
  readonly patience?: Milliseconds | undefined;
}

/**
 * One connection of better-sqlite3, which works on the event loop. While another process has the file locked, SQLite
 * itself would sleep and the whole bot with it: here the lock is asked for without waiting, again and again by a timer,
 * and what only reads goes on between. A transaction takes the lock at its beginning, so that nothing in it has to wait.
 * Between two statements, or transactions, the event loop has its turn when they have gone on for long enough.
 */
export class PatientDriver implements Driver {
  readonly #sqlite: Sqlite.Database;
  readonly #options: DriverOptions;
  /** Who may use the connection: one statement, or one transaction as a whole. */
  readonly #turns = new SerialQueue();
  readonly #statements: Statements;
  readonly #loopTurn = new LoopTurn();

  constructor(sqlite: Sqlite.Database, options: DriverOptions) {
    this.#sqlite = sqlite;
    this.#statements = new Statements(sqlite);
    this.#options = options;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(new Connection(this));
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    own(connection).endTurn = await this.#patiently(
      () => {
        this.#options.beforeWriting?.();
        this.#sqlite.exec('BEGIN IMMEDIATE');
      },
      (_, endTurn) => endTurn,
    );
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    // When it throws, the rollback that follows ends the turn.
    return this.#now(() => {
      this.#sqlite.exec('COMMIT');
      own(connection).finish();
    });
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#now(() => {
      try {
        // A full disk has ended the transaction already: saying so again would hide it.
        if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK');
      } finally {
        own(connection).finish();
      }
    });
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    own(connection).finish();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#now(() => void this.#sqlite.close());
  }

  /** A statement: in its transaction at once, alone in its turn. */
  execute<Row>(query: CompiledQuery, connection: Connection): Promise<QueryResult<Row>> {
    if (connection.endTurn !== undefined) return this.#now(() => this.#run<Row>(query));
    return this.#patiently(
      () => this.#run<Row>(query),
      (result, endTurn) => {
        endTurn();
        return result;
      },
    );
  }

  #run<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = this.#statements.of(sql);
    if (!statement.readonly && !this.#sqlite.inTransaction) this.#options.beforeWriting?.();
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) };
  }

  /** Does the work in a turn of its own; gives the turn up and tries again while another process has the lock. */
  async #patiently<Result, End>(work: () => Result, end: (result: Result, endTurn: () => void) => End): Promise<End> {
    const { file, patience = MINUTE } = this.#options;
    const deadline = performance.now() + patience;
    for (;;) {
      const endTurn = await this.#turn();
      await this.#loopTurn.fair();
      try {
        return end(work(), endTurn);
      } catch (error) {
        endTurn();
        if (!isBusy(error) || performance.now() >= deadline) throw storeTrouble(error, file);
      }
      await pause(ASK_AGAIN);
    }
  }

  /** Resolves with what ends the turn. */
  #turn(): Promise<() => void> {
    return new Promise((begin) => {
      void this.#turns.run(() => new Promise<void>((end) => begin(end)));
    });
  }

  #now<Result>(work: () => Result): Promise<Result> {
    try {
      return Promise.resolve(work());
    } catch (error) {
      return Promise.reject(asError(storeTrouble(error, this.#options.file)));
    }
  }
}

/** What one user of the driver holds: nothing, or the turn of its transaction. */
class Connection implements DatabaseConnection {
  readonly #driver: PatientDriver;
  endTurn: (() => void) | undefined;

  constructor(driver: PatientDriver) {
    this.#driver = driver;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#driver.execute<Row>(query, this);
  }

  // biome-ignore lint/correctness/useYield: it has nothing to give.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new InternalError('queries are not streamed from SQLite: it has one connection');
  }

  finish(): void {
    this.endTurn?.();
    this.endTurn = undefined;
  }
}

function own(connection: DatabaseConnection): Connection {
  if (connection instanceof Connection) return connection;
  throw new InternalError('a connection of another driver');
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new InternalError(String(thrown));
}
