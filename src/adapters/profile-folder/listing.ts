import { access, opendir, stat } from 'node:fs/promises';
import type { Instant } from '../../foundation/clock.ts';
import { explain, UnavailableError } from '../../foundation/errors.ts';
import { kindInName } from '../../profile/files/kind-in-name.ts';
import {
  isName,
  type PathTemplate,
  type Placeholder,
  type Said,
  type Segment,
} from '../../profile/files/path-template.ts';
import { timeInName } from '../../profile/files/time-in-name.ts';
import type { ProfileKind } from '../../profile/kind.ts';

/** A file whose path fits the template. */
export interface FoundFile {
  readonly path: string;
  readonly said: Said;
  readonly kind: ProfileKind;
  /** By its name, else when it was last written. */
  readonly time: Instant;
}

/** Names that a placeholder may stand for; of one that is absent, any. */
export type Wanted = Partial<Readonly<Record<Placeholder, readonly string[]>>>;

/** A month of a profile a minute of one pod, twice over: whoever has more in one folder waits too long for a listing. */
const MOST_NAMES = 100_000;

/**
 * The files of a template whose names say what is wanted, in no order. Throws UnavailableError for a root that is not
 * there, for a folder that may not be read, and for one of more names than can be listed while someone waits.
 */
export async function filesOf(template: PathTemplate, wanted: Wanted, signal?: AbortSignal): Promise<FoundFile[]> {
  try {
    await access(template.root);
  } catch (error) {
    throw unreadable(template.root, error);
  }
  const walk: Walk = { template, wanted, signal, names: 0, found: [] };
  await visit(walk, { path: template.root, depth: 0, said: {} });
  return walk.found;
}

interface Walk {
  readonly template: PathTemplate;
  readonly wanted: Wanted;
  readonly signal: AbortSignal | undefined;
  /** Read so far. */
  names: number;
  readonly found: FoundFile[];
}

interface Place {
  readonly path: string;
  /** Segments above it. */
  readonly depth: number;
  readonly said: Said;
}

async function visit(walk: Walk, { path, depth, said }: Place): Promise<void> {
  walk.signal?.throwIfAborted();
  const segment = walk.template.segments[depth];
  if (segment === undefined) {
    await keep(walk, path, said);
    return;
  }
  for await (const name of namesIn(walk, { path, depth, said }, segment)) {
    const own = segment.read(name);
    if (own === undefined || !isWanted(walk.wanted, own)) continue;
    const below = { path: path === '/' ? `/${name}` : `${path}/${name}`, depth: depth + 1, said: { ...said, ...own } };
    await visit(walk, below);
  }
}

/** The names to try: those that are known need no listing. */
async function* namesIn(walk: Walk, { path, depth }: Place, segment: Segment): AsyncIterable<string> {
  const known = segment.fixed ?? (segment.only && walk.wanted[segment.only]);
  const last = depth === walk.template.segments.length - 1;
  if (known !== undefined && !last) {
    yield* [known].flat().filter(isName);
    return;
  }
  try {
    for await (const { name } of await opendir(path)) {
      walk.names += 1;
      if (walk.names > MOST_NAMES) throw tooMany(walk.template);
      yield name;
    }
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    // A file where a folder was looked for, and a folder of a pod that has written nothing.
    if (isMissing(error)) return;
    throw unreadable(path, error);
  }
}

async function keep({ template, found }: Walk, path: string, said: Said): Promise<void> {
  const kind = template.kind ?? kindInName(said.kind ?? '');
  if (kind === undefined) return;
  const time = said.time === undefined ? await lastWritten(path) : timeInName(said.time);
  if (time !== undefined) found.push({ path, said, kind, time });
}

async function lastWritten(path: string): Promise<Instant | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return Math.round(mtimeMs);
  } catch (error) {
    // Deleted since it was listed.
    if (isMissing(error)) return undefined;
    throw unreadable(path, error);
  }
}

/** A process has its pod's name or its own: one of the two that a path says is enough. */
function isWanted(wanted: Wanted, said: Said): boolean {
  return Object.entries(said).every(([placeholder, name]) => {
    const names = wanted[placeholder as Placeholder];
    return names === undefined || names.includes(name);
  });
}

/** ENOENT, or ENOTDIR where a file stands in the way. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function unreadable(path: string, cause: unknown): UnavailableError {
  const what = isMissing(cause) ? 'is not there' : `cannot be read (${explain(cause)})`;
  return new UnavailableError(
    `the folder of profiles ${path} ${what}: mount it where Leakbot runs and let its user read it, or correct profileFolders in leakbot.yaml`,
    { cause, retryable: !isMissing(cause) },
  );
}

function tooMany({ text, root }: PathTemplate): UnavailableError {
  return new UnavailableError(
    `${root} has more than ${MOST_NAMES} names to look through for ${text}: let each pod have a folder of its own, and delete old files`,
    { retryable: false },
  );
}
