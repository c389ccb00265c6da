import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { grownProfile } from './grown-profile.ts';

/** Two gzipped profiles to compare. */
export interface Pair {
  readonly name: string;
  readonly base: Uint8Array;
  readonly current: Uint8Array;
}

/** What one recording grows by, to be the later side as well. */
const GROWTH = 1.4;

/**
 * The recorded heaps of a folder, gzipped: `NAME-early.pb.gz` is compared with `NAME-late.pb.gz`, any other with itself,
 * what it has in use grown by a factor.
 */
export async function recordedPairs(folder: string): Promise<readonly Pair[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.pb.gz') && !file.endsWith('-late.pb.gz'));
  return Promise.all(
    files.sort().map(async (file) => {
      const base = await readFile(join(folder, file));
      const late = file.replace('-early.pb.gz', '-late.pb.gz');
      const current =
        late === file ? gzipSync(grownProfile(gunzipSync(base), GROWTH)) : await readFile(join(folder, late));
      return { name: `${file.replace(/(-early)?\.pb\.gz$/, '')}, recorded`, base, current };
    }),
  );
}
