import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from '../../foundation/store-error.ts';

const FULL = {
  cause: 'cannot grow, because the disk is full',
  fix: 'free space on that disk, or lower collector.maxBytes in leakbot.yaml',
};
const ELSEWHERE = 'set LEAKBOT_DATABASE to another file';

/** What SQLite and the file system call a trouble of the file, by the beginning of the code. */
const TROUBLES: readonly (readonly [code: RegExp, trouble: (file: string) => { cause: string; fix: string }])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, () => FULL],
  [
    /^SQLITE_NOTADB/,
    () => ({
      cause: 'is not a SQLite database',
      fix: `move it away, or ${ELSEWHERE}; \`leakbot restore FILE\` puts a backup in its place`,
    }),
  ],
  [
    /^SQLITE_CORRUPT/,
    () => ({
      cause: 'is damaged',
      fix: 'put a backup in its place with `leakbot restore FILE`; without one move the file away, and Leakbot starts a new store',
    }),
  ],
  [
    /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    () => ({
      cause: 'has been locked by another program for too long',
      fix: 'end that program (an sqlite3 shell, a backup of another kind); copy the store with `leakbot backup FILE`',
    }),
  ],
  [/^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/, (file) => notAllowed(file)],
  [
    /^SQLITE_IOERR/,
    () => ({ cause: 'cannot be read or written: the disk reports an error', fix: 'check the disk and its volume' }),
  ],
];

/** An error of SQLite or of the file system that concerns the store's file, as one sentence; anything else as it is. */
export function storeTrouble(error: unknown, file: string): unknown {
  const code = codeOf(error);
  const known = TROUBLES.find(([pattern]) => pattern.test(code));
  if (known === undefined) return error;
  const { cause, fix } = known[1](file);
  return new StoreError({ says: `the store ${file} ${cause} (${code})`, fix });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The owner is what people get wrong: a volume or a copy that belongs to root. */
function notAllowed(file: string) {
  const path = statSync(file, { throwIfNoEntry: false }) === undefined ? dirname(file) : file;
  const owner = statSync(path, { throwIfNoEntry: false })?.uid;
  const own = process.getuid?.();
  const cause = 'cannot be opened for writing';
  if (owner === undefined || own === undefined || owner === own) {
    return { cause, fix: `let this user write to it and to its directory, or ${ELSEWHERE}` };
  }
  return {
    cause: `${cause}: ${path} belongs to user ${owner}, and Leakbot runs as user ${own}`,
    fix: `\`chown ${own} ${path}\`, or ${ELSEWHERE}`,
  };
}
