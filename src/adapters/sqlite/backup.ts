import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Instant } from '../../foundation/clock.ts';
import { InvalidInputError } from '../../foundation/errors.ts';
import { StoreError } from '../../foundation/store-error.ts';
import { LEASE } from '../../investigation/lease.ts';
import { migrations } from '../stores/migrations.ts';
import { copyInto } from './copy.ts';
import { prepareFile, refuseDirectory } from './store-file.ts';
import { storeTrouble } from './store-trouble.ts';
import { appliedMigrations, checkOrigin } from './upgrade.ts';

/**
 * Copies a store into a new file, also while a bot works on it: the file alone would lack what its log holds. Throws
 * StoreError, and InvalidInputError for a file that exists.
 */
export function backUp(file: string, to: string): void {
  if (existsSync(to)) throw new InvalidInputError(`${to} exists already: name a new file, backups are not overwritten`);
  const sqlite = openStore(file);
  try {
    copyInto(sqlite, to);
  } catch (error) {
    throw storeTrouble(error, to);
  } finally {
    sqlite.close();
  }
}

/**
 * Puts a backup in the place of a store, at once: a kill leaves the one or the other. What was there is kept beside it;
 * returns where, undefined when nothing was there. Throws StoreError for a backup that is none or is damaged, and
 * InvalidInputError while a bot works on the store.
 */
export function restore(backup: string, file: string, now: Instant): string | undefined {
  const fresh = `${file}.restored`;
  const sqlite = openStore(backup);
  try {
    checkWhole(sqlite, backup);
    refuseWhileInUse(file, now);
    const wasThere = existsSync(file);
    prepareFile(file);
    copyInto(sqlite, fresh);
    return putInPlace(fresh, file, wasThere);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw storeTrouble(error, file);
  } finally {
    sqlite.close();
  }
}

/** Only a store of Leakbot's; opened to read. */
function openStore(file: string): Sqlite.Database {
  if (!existsSync(file)) {
    throw new StoreError({ says: `there is no store ${file}`, fix: 'check the path, and LEAKBOT_DATABASE' });
  }
  let sqlite: Sqlite.Database | undefined;
  try {
    refuseDirectory(file);
    sqlite = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 1000 });
    checkOrigin(file, appliedMigrations(sqlite), migrations);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw storeTrouble(error, file);
  }
}

function checkWhole(sqlite: Sqlite.Database, file: string): void {
  const [first] = sqlite.pragma('quick_check(1)') as readonly { readonly quick_check: string }[];
  if (first?.quick_check === 'ok') return;
  throw new StoreError({
    says: `the backup ${file} is damaged`,
    fix: 'choose another one; the store was left as it is',
  });
}

/** A store that cannot be read is what a backup is for: no bot works on it. */
function refuseWhileInUse(file: string, now: Instant): void {
  const holder = existsSync(file) ? holderOf(file, now) : undefined;
  if (holder === undefined) return;
  throw new InvalidInputError(`${holder} works on ${file}: stop that Leakbot first, then restore`);
}

function holderOf(file: string, now: Instant): string | undefined {
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 1000 });
    const live = sqlite.prepare<[number, number], { holder: string }>(
      'SELECT holder FROM lease WHERE expires_at > ? AND expires_at <= ?',
    );
    return live.get(now, now + LEASE)?.holder;
  } catch {
    return undefined;
  } finally {
    sqlite?.close();
  }
}

function putInPlace(fresh: string, file: string, wasThere: boolean): string | undefined {
  const replaced = `${file}.replaced`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${replaced}${end}`, { force: true });
  if (wasThere) {
    foldIn(file);
    linkSync(file, replaced);
    // A log that is left belongs to the file that it was written for, and would be read into any other.
    for (const end of ['-wal', '-shm'])
      if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${replaced}${end}`);
  }
  renameSync(fresh, file);
  return wasThere ? replaced : undefined;
}

/** Moves the log into the file; a damaged one keeps its log. */
function foldIn(file: string): void {
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = new Sqlite(file, { fileMustExist: true, timeout: 1000 });
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // Kept as it is, beside its log.
  } finally {
    sqlite?.close();
  }
}
