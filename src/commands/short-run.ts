import { stat } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { type Bytes, MiB } from '../measurement/bytes.ts';

/** The packed bytes of a file from which V8's second compiler is worth its time: 150,000 samples of 15,000 stacks have 4.7 MB. */
const LONG_RUN: Bytes = 6 * MiB;

/**
 * Does without V8's second optimising compiler for files that are read within a second: the code that it makes comes too late,
 * and on two cores its thread takes time from the command. Of `leakbot diff` it was a quarter of all processor time with
 * 12,000 samples a side (0.29 s with it, 0.21 s without); with 150,000 that share no stacks the command needs it.
 */
export async function compileLittleFor(...files: readonly string[]): Promise<void> {
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  if (sizes.every((size) => size < LONG_RUN)) setFlagsFromString('--no-turbofan');
}
