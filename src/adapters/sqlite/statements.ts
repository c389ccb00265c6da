import type Sqlite from 'better-sqlite3';

/** Statements. One thread from its alert to its report needs some 40 texts (counted in its end-to-end test). */
const MOST_KEPT = 100;

/** Characters. Longer ones list their rows or keys, and are rarely the same twice. */
const LONGEST_KEPT = 2_000;

type Statement = Sqlite.Statement<unknown[]>;

/**
 * Prepared statements by their text, the last used ones. Preparing one, and making the function that builds its rows, takes
 * longer than most of them run.
 */
export class Statements {
  readonly #sqlite: Sqlite.Database;
  readonly #kept = new Map<string, Statement>();

  constructor(sqlite: Sqlite.Database) {
    this.#sqlite = sqlite;
  }

  /** The statement of a text, to be run to its end before it is asked for again. */
  of(text: string): Statement {
    const known = this.#kept.get(text);
    const statement = known ?? this.#sqlite.prepare<unknown[]>(text);
    if (changesTables(text)) this.#kept.clear();
    else if (text.length <= LONGEST_KEPT) this.#keep(text, statement);
    return statement;
  }

  #keep(text: string, statement: Statement): void {
    this.#kept.delete(text);
    this.#kept.set(text, statement);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** A statement that was prepared before a table changed knows its old columns. */
function changesTables(text: string): boolean {
  return /^\s*(?:create|alter|drop)\b/i.test(text);
}
