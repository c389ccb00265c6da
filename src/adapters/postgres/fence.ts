import { CompiledQuery, type DatabaseConnection } from 'kysely';
import { StoreError } from '../../foundation/store-error.ts';

/**
 * Keeps a replica that was thought dead from going on where another has taken over: each of its transactions begins by
 * holding the lease, so that either it ends before the lease changes hands, or it is refused.
 */
export class Fence {
  /** The one in whose name this process works; undefined for one that only takes what comes. */
  holder: string | undefined;

  /** Throws StoreError when the lease is another's. */
  async check(connection: DatabaseConnection): Promise<void> {
    if (this.holder === undefined) return;
    const held = CompiledQuery.raw(`SELECT 1 FROM lease WHERE holder = $1 FOR SHARE`, [this.holder]);
    const { rows } = await connection.executeQuery(held);
    if (rows.length > 0) return;
    throw new StoreError({ says: 'another replica leads now', fix: 'this one ends, and is to be started again' });
  }
}
