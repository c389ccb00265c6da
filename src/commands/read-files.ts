import { DEFAULT_LIMITS } from '../profile/import/limits.ts';
import { type ProfilePair, readPair } from '../profile/import/pair.ts';
import { InvalidProfileError } from '../profile/invalid-profile.ts';
import type { FilePair } from './newest-profile.ts';
import { readProfileFile } from './profile-file.ts';

/**
 * Reads the two files of a comparison. Throws InvalidProfileError for what is none, naming the file where only its folder
 * was named.
 */
export async function readFiles(
  named: FilePair,
  files: FilePair,
  counted: readonly string[] | undefined,
): Promise<ProfilePair> {
  const bytesOf = (side: keyof FilePair) => () => readProfileFile(files[side], DEFAULT_LIMITS.maxBytes);
  try {
    return await readPair(bytesOf('base'), bytesOf('current'), { counted });
  } catch (error) {
    if (!(error instanceof InvalidProfileError) || error.faulty === undefined) throw error;
    const { side, reason } = error.faulty;
    if (named[side] === files[side]) throw error;
    throw new InvalidProfileError(
      `${files[side]}, the latest profile in ${named[side]}, cannot be read: ${reason}; name another file of that folder`,
    );
  }
}
