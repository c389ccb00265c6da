import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { InternalError } from '../../foundation/errors.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { keptText } from './kept-text.ts';
import { isAway, isDeadlock, serverTrouble } from './server-trouble.ts';

/** Connections of one Leakbot: its transactions take one in turn, what only reads goes on beside. */
const MOST_CONNECTIONS = 4;
/** Between two tries to reach a server that is away. */
const ASK_AGAIN: Milliseconds = 250;
/** Until an attempt to connect is given up. */
const CONNECTING: Milliseconds = 5 * SECOND;

/** Until a statement that others keep from being done is given up. */
const TRIES = 5;

/** Type numbers of `pg_type`: 64-bit integers and exact decimals, which pg gives as text. Leakbot's are below 2^53. */
const NUMBERS: ReadonlySet<number> = new Set([20, 1700]);

export interface PoolOptions {
  /** For so long a server may be away, as in its restart, before work on it fails. */
  readonly patience?: Milliseconds | undefined;
  /** What the server calls its sessions. */
  readonly name?: string | undefined;
}

/**
 * Connections to one server. While it restarts, a new piece of work waits for it; what was under way fails, because nothing
 * says whether it was done. Errors are StoreErrors in words.
 */
export class PatientPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #url: string;
  readonly #patience: Milliseconds;
  readonly #clients = new WeakMap<pg.PoolClient, Client>();
  /** Since a connection broke, those that look whole are tried first. */
  #brokeAt = Number.NEGATIVE_INFINITY;

  constructor(url: string, { patience = MINUTE, name = 'leakbot' }: PoolOptions) {
    this.#url = url;
    this.#patience = patience;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECTING,
      application_name: name,
      types: {
        getTypeParser: (oid: number) =>
          NUMBERS.has(oid) ? Number : (pg.types.getTypeParser(oid) as (text: string) => unknown),
      },
    });
    // Without a listener an idle connection that breaks would end the process.
    this.#pool.on('error', () => this.#broke());
  }

  get options(): object {
    return this.#pool.options;
  }

  async connect(): Promise<PostgresPoolClient> {
    const deadline = performance.now() + this.#patience;
    for (;;) {
      try {
        return await this.#connected();
      } catch (error) {
        if (!isAway(error) || performance.now() >= deadline) throw serverTrouble(error, this.#url);
        this.#broke();
      }
      await pause(ASK_AGAIN);
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  async #connected(): Promise<Client> {
    const client = await this.#pool.connect();
    if (performance.now() - this.#brokeAt < MINUTE) {
      try {
        await client.query('SELECT 1');
      } catch (error) {
        client.release(true);
        throw error;
      }
    }
    const known = this.#clients.get(client);
    const own =
      known ??
      new Client(client, (error) => {
        if (isAway(error)) this.#broke();
        return serverTrouble(error, this.#url);
      });
    this.#clients.set(client, own);
    return own;
  }

  #broke(): void {
    this.#brokeAt = performance.now();
  }
}

/** A connection whose errors are put into words. */
class Client implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #inWords: (error: unknown) => unknown;
  #inTransaction = false;

  constructor(client: pg.PoolClient, inWords: (error: unknown) => unknown) {
    this.#client = client;
    this.#inWords = inWords;
    // A connection that breaks while it is in use says so twice: to the query, and as an event.
    client.on('error', () => undefined);
  }

  release(): void {
    this.#client.release();
  }

  query<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
  query<Row>(
    text: string | PostgresCursor<Row>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof text !== 'string') throw new InternalError('rows are not streamed from PostgreSQL: no cursor is open');
    return this.#run<Row>(text, parameters);
  }

  async #run<Row>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    for (let tries = 1; ; tries += 1) {
      try {
        const { command, rowCount, rows } = await this.#client.query<Row & object>(text, parameters.map(kept));
        this.#noteTransaction(command);
        return { command, rowCount, rows } as PostgresQueryResult<Row>;
      } catch (error) {
        // Two replicas that store the same alerts in another order: alone, a statement is done again.
        if (!isDeadlock(error) || this.#inTransaction || tries === TRIES) throw this.#inWords(error);
      }
    }
  }

  #noteTransaction(command: string): void {
    if (command === 'BEGIN' || command === 'START') this.#inTransaction = true;
    else if (command === 'COMMIT' || command === 'ROLLBACK') this.#inTransaction = false;
  }
}

/** A name with a NUL in it would be refused each time it is sent again. */
function kept(parameter: unknown): unknown {
  return typeof parameter === 'string' ? keptText(parameter) : parameter;
}
