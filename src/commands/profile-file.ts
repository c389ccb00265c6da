import { type FileHandle, open } from 'node:fs/promises';
import { explain, InvalidInputError } from '../foundation/errors.ts';
import { readAtMost } from '../foundation/read-at-most.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';

/**
 * The bytes of a profile on disk, or from a pipe (`<(curl …)`). Throws InvalidInputError when it cannot be read, and
 * before more than `most` bytes are held.
 */
export async function readProfileFile(path: string, most: Bytes): Promise<Uint8Array> {
  const tooLarge = () => new InvalidInputError(`${path} is no profile: it has more than ${formatBytes(most)}`);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    if (size > most) throw tooLarge();
    // What has no size, a pipe or a device, may have no end either.
    const bytes =
      size > 0 ? await file.readFile() : await readAtMost(file.createReadStream({ autoClose: false }), most);
    if (bytes === undefined) throw tooLarge();
    return bytes;
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw new InvalidInputError(`cannot read the profile ${path}`, { cause });
  } finally {
    await file?.close();
  }
}

/** Throws InvalidInputError, naming the file. */
export async function writing<Result>(path: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (cause) {
    throw new InvalidInputError(`cannot write ${path}: ${explain(cause)}`, { cause });
  }
}
