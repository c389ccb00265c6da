import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../../foundation/store-error.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import { storeTrouble } from './store-trouble.ts';

/** Rights: the store holds private source and heap data, which only its owner reads, whatever the umask. */
const OWNER_ONLY = { file: 0o600, directory: 0o700 } as const;

/** Makes the file and its directory if they do not exist, and lets only the owner read them. Throws StoreError. */
export function prepareFile(file: string): void {
  makeDirectory(file);
  refuseDirectory(file);
  try {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) closeSync(openSync(file, 'a', OWNER_ONLY.file));
    // What SQLite writes beside the file gets the file's own rights.
    for (const path of [file, `${file}-wal`, `${file}-shm`]) restrict(path);
  } catch (error) {
    throw storeTrouble(error, file);
  }
}

export interface RoomOnDisk {
  /** The file and what SQLite writes beside it. */
  readonly taken: Bytes;
  /** Free in its file system, for a user who is not root. */
  readonly free: Bytes;
}

export async function roomOnDisk(file: string): Promise<RoomOnDisk> {
  const sizes = await Promise.all([file, `${file}-wal`, `${file}-shm`].map(sizeOf));
  const { bavail, bsize } = await statfs(dirname(file));
  return { taken: sizes.reduce((sum, size) => sum + size), free: bavail * bsize };
}

async function sizeOf(path: string): Promise<Bytes> {
  try {
    return (await stat(path)).size;
  } catch {
    // The log comes and goes; a store in memory has no file.
    return 0;
  }
}

/** Throws StoreError for a directory in the place of the file. */
export function refuseDirectory(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const inside = join(file, 'leakbot.db');
  throw new StoreError({ says: `the store ${file} is a directory`, fix: `set LEAKBOT_DATABASE to ${inside}` });
}

/** A directory that exists already is the operator's: its rights stay. */
function makeDirectory(file: string): void {
  const directory = dirname(file);
  try {
    const first = mkdirSync(directory, { recursive: true, mode: OWNER_ONLY.directory });
    if (first === undefined) return;
    for (let made = directory; made.startsWith(first); made = dirname(made)) chmodSync(made, OWNER_ONLY.directory);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'ENOTDIR' && code !== 'EEXIST') throw storeTrouble(error, file);
    const says = `the store ${file} cannot be made: part of ${directory} is a file, not a directory`;
    throw new StoreError({ says, fix: 'set LEAKBOT_DATABASE to a file in a directory' });
  }
}

/** Of files of another user nothing is changed: whether they can be used shows when they are opened. */
function restrict(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  const own = process.getuid?.();
  if (found === undefined || own === undefined || found.uid !== own || (found.mode & 0o077) === 0) return;
  chmodSync(path, OWNER_ONLY.file);
}

/** Which file a path names, so that one that was deleted or replaced while it is open is noticed. */
export class FileIdentity {
  readonly #file: string;
  readonly #first: string;

  constructor(file: string) {
    this.#file = file;
    this.#first = identityOf(file);
  }

  /** Throws StoreError when the path no longer names the file that was opened. */
  check(): void {
    const now = identityOf(this.#file);
    if (now === this.#first) return;
    const what = now === '' ? 'deleted' : 'replaced';
    throw new StoreError({
      says: `the store ${this.#file} was ${what} while Leakbot was running`,
      fix: 'restart Leakbot: what it stored since then would be lost',
    });
  }
}

/** Empty when no file stands there. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? '' : `${found.dev} ${found.ino}`;
}
