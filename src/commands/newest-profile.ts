import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../foundation/clock.ts';
import { explain, InvalidInputError } from '../foundation/errors.ts';
import { kindInName } from '../profile/files/kind-in-name.ts';
import type { ProfileKind } from '../profile/kind.ts';

/** Two files to compare. */
export interface FilePair {
  readonly base: string;
  readonly current: string;
}

interface Candidate {
  readonly path: string;
  readonly written: Instant;
  /** What its name says. */
  readonly kind: ProfileKind | undefined;
}

/**
 * The files of a comparison: where a folder is named instead of a file, the latest profile in it or below it. Both sides are of
 * one kind, heap where both have it, so far as the names of the files say. Throws InvalidInputError for an empty
 * folder, and for one that cannot be read.
 */
export async function filesToCompare({ base, current }: FilePair): Promise<FilePair> {
  const [before, after] = await Promise.all([candidatesOf(base), candidatesOf(current)]);
  const kind = ([...KINDS_BY_WISH, undefined] as const).find((each) =>
    [before, after].every((side) => side === undefined || side.some((file) => file.kind === each)),
  );
  return { base: latest(base, before, kind), current: latest(current, after, kind) };
}

/** A leak is looked for in the heap first. */
const KINDS_BY_WISH: readonly ProfileKind[] = ['heap', 'goroutine'];

/** Undefined for what is no folder. */
async function candidatesOf(path: string): Promise<readonly Candidate[] | undefined> {
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    // What is wrong with it, the reader of files says.
    () => false,
  );
  if (!folder) return undefined;
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    if (files.length === 0) throw new InvalidInputError(`${path} has no files: name a folder of profiles`);
    return await Promise.all(
      files.map(({ parentPath, name }) => candidate(join(parentPath, name), join(parentPath, name).slice(path.length))),
    );
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`cannot read the folder ${path}: ${explain(cause)}`, { cause });
  }
}

async function candidate(path: string, inside: string): Promise<Candidate> {
  const { mtimeMs } = await stat(path);
  return { path, written: mtimeMs, kind: kindInName(inside) };
}

function latest(path: string, files: readonly Candidate[] | undefined, kind: ProfileKind | undefined): string {
  const fitting = files?.filter((file) => kind === undefined || file.kind === kind) ?? [];
  const [first, ...others] = fitting;
  return first === undefined ? path : others.reduce((a, b) => (b.written > a.written ? b : a), first).path;
}
