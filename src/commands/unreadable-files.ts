import { readFile, stat } from 'node:fs/promises';
import type { Instant } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { readAny } from '../profile/import/any.ts';
import { unpacked } from '../profile/import/gunzip.ts';
import { DEFAULT_LIMITS } from '../profile/import/limits.ts';
import type { ProfileKind } from '../profile/kind.ts';
import type { Profile } from '../profile/profile.ts';

/** A file that is named like a profile and is none, or one of another kind. */
export interface UnreadableFile {
  readonly path: string;
  readonly reason: string;
}

interface NamedFile {
  readonly path: string;
  readonly kind: ProfileKind;
  readonly time: Instant;
}

/** The newest are read: a writer that breaks shows in them, and a person waits for the answer. */
const MOST_READ = 100;
/** Packed bytes of all that are read. */
const MOST_BYTES: Bytes = 64 * MiB;

/** Which of the newest files cannot be used as what their names say they are. */
export async function unreadableFiles(files: readonly NamedFile[], signal: AbortSignal): Promise<UnreadableFile[]> {
  const found: UnreadableFile[] = [];
  let bytes: Bytes = 0;
  for (const { path, kind } of files.toSorted((a, b) => b.time - a.time).slice(0, MOST_READ)) {
    if (signal.aborted) break;
    try {
      bytes += (await stat(path)).size;
      if (bytes > MOST_BYTES) break;
      const profile = await readAny(unpacked(await readFile(path), DEFAULT_LIMITS.maxBytes), {
        limits: DEFAULT_LIMITS,
      });
      const other = otherKind(profile, kind);
      if (other !== undefined) found.push({ path, reason: other });
    } catch (error) {
      found.push({ path, reason: explain(error) });
    }
  }
  return found;
}

function otherKind({ sampleTypes }: Profile, kind: ProfileKind): string | undefined {
  const types = sampleTypes.map(({ type }) => type);
  const ofGoroutines = types.some((type) => type === 'goroutine' || type === 'goroutines');
  if (ofGoroutines === (kind === 'goroutine')) return undefined;
  return `a ${kind} profile by its name, it counts ${types.join(', ') || 'nothing'}`;
}
