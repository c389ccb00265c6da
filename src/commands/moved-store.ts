import { fillFile, sourceInFile } from '../adapters/sqlite/move.ts';
import { SqlLeaseStore } from '../adapters/stores/lease-store.ts';
import { type MovedRows, type MoveSource, type MoveWatch, move } from '../adapters/stores/move/move.ts';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { InvalidInputError } from '../foundation/errors.ts';
import { isPostgres, shownLocation } from '../foundation/store-location.ts';
import { LEASE, type Lease, type LeaseStore, takeLease } from '../investigation/lease.ts';
import { SECOND } from '../measurement/duration.ts';

export interface MoveContext extends MoveWatch {
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** Who holds the leases meanwhile, for people. */
  readonly holder: string;
}

/**
 * Moves all that is stored from one place to another that is empty, and proves it. The source stays as it is. Throws
 * InvalidInputError while a bot works on either, StoreError for a store that cannot be moved.
 */
export async function moveStore(from: string, to: string, context: MoveContext): Promise<readonly MovedRows[]> {
  if (from === to) throw new InvalidInputError(`${shownLocation(from)} is both: name another store to move to`);
  const source = await sourceAt(from);
  try {
    return await whileHeld(source.database, { ...context, location: from }, (held) => movedTo(to, source, held));
  } finally {
    await source.database.destroy();
  }
}

async function sourceAt(location: string): Promise<MoveSource> {
  if (!isPostgres(location)) return sourceInFile(location);
  const { sourceOnServer } = await import('../adapters/postgres/move.ts');
  return sourceOnServer(location);
}

async function movedTo(location: string, source: MoveSource, context: MoveContext): Promise<readonly MovedRows[]> {
  if (!isPostgres(location)) return fillFile(location, (target) => move(source, target, context));
  const { fillServer, targetOnServer } = await import('../adapters/postgres/move.ts');
  const database = await targetOnServer(location);
  try {
    return await whileHeld(database, { ...context, location }, (held) =>
      fillServer(database, (target) => move(source, target, held)),
    );
  } finally {
    await database.destroy();
  }
}

interface Holding extends MoveContext {
  readonly location: string;
}

/** No bot may begin to work on a store in the middle of it: the move holds its lease. */
async function whileHeld<Result>(
  database: ConstructorParameters<typeof SqlLeaseStore>[0],
  { location, ...context }: Holding,
  work: (context: MoveContext) => Promise<Result>,
): Promise<Result> {
  let lost = false;
  const store = new SqlLeaseStore(database);
  const lease = await held(store, { ...context, location }, () => {
    lost = true;
  });
  try {
    return await work({
      ...context,
      moved(progress) {
        if (lost) throw new InvalidInputError(`a Leakbot began to work on ${shownLocation(location)}: stop it first`);
        context.moved(progress);
      },
    });
  } finally {
    await lease.release();
  }
}

async function held(store: LeaseStore, { clock, alarm, holder, location }: Holding, lost: () => void): Promise<Lease> {
  const now = clock.now();
  const claimed = await store.claim({ holder, now, expires: now + LEASE });
  if (claimed.holder !== holder) {
    const rest = `it, or wait ${LEASE / SECOND} s where it was killed; then move the store`;
    throw new InvalidInputError(`${claimed.holder} works on ${shownLocation(location)}: stop ${rest}`);
  }
  const signal = new AbortController().signal;
  return takeLease(store, { holder, clock, alarm, signal, lost, waiting: () => undefined });
}
