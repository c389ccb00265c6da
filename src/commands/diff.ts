import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '../foundation/errors.ts';
import { diffProfiles } from '../profile/diff.ts';
import { diffProfile } from '../profile/import/diff-profile.ts';
import { readPair } from '../profile/import/pair.ts';
import { diffJson } from './diff-json.ts';
import { diffTable } from './diff-table.ts';

/** `leakbot diff BASE CURRENT` with its options. */
export interface DiffArguments {
  /** Files: pprof profiles, gzipped or plain. */
  readonly base: string;
  readonly current: string;
  /** The profiles' own default when left out. */
  readonly sampleType?: string | undefined;
  /** How many functions and paths to show; 0 for all. */
  readonly top?: number | undefined;
  readonly json?: boolean | undefined;
  /** Where to draw the comparison to. */
  readonly flameGraph?: string | undefined;
  /** Where to write the difference to, as a gzipped pprof profile. */
  readonly pprof?: string | undefined;
}

export interface DiffIo {
  readonly stdout: { write(text: string): unknown };
}

/** A screen's worth, when nothing is said. */
const ROWS = 15;

/**
 * Compares two profiles: a table, or one JSON document, on stdout. Throws LeakbotError for files that cannot be read
 * or compared.
 */
export async function diffCommand(args: DiffArguments, io: DiffIo): Promise<void> {
  const [base, current] = await Promise.all([readProfile(args.base), readProfile(args.current)]);
  const pair = await readPair(base, current);
  const top = args.top ?? (args.json === true ? 0 : ROWS);
  const diff = diffProfiles(pair.base, pair.current, {
    sampleType: args.sampleType,
    top: top === 0 ? undefined : top,
  });
  if (args.pprof !== undefined) await writeFile(args.pprof, gzipSync(diffProfile(pair)));
  io.stdout.write(args.json === true ? `${JSON.stringify(diffJson(diff), undefined, 2)}\n` : diffTable(diff));
}

async function readProfile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InvalidInputError(`cannot read the profile ${path}`, { cause: error });
  }
}
