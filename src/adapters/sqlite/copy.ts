import { chmodSync, closeSync, openSync, renameSync, rmSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';

/**
 * Writes a whole copy that only the owner reads, or none. `VACUUM INTO` reads one state of the database, whatever others
 * write meanwhile; SQLite's online backup would begin again with each of their writes.
 */
export function copyInto(sqlite: Sqlite.Database, copy: string): void {
  const partial = `${copy}.partial`;
  try {
    rmSync(partial, { force: true });
    closeSync(openSync(partial, 'ax', 0o600));
    chmodSync(partial, 0o600);
    sqlite.prepare('VACUUM INTO ?').run(partial);
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
