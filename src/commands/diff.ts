import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '../foundation/errors.ts';
import { diffProfiles } from '../profile/diff.ts';
import { type ProfilePair, readPair } from '../profile/import/pair.ts';
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
  const pair = await readPair(
    () => readProfile(args.base),
    () => readProfile(args.current),
  );
  const top = args.top ?? (args.json === true ? 0 : ROWS);
  const diff = diffProfiles(pair.base, pair.current, {
    sampleType: args.sampleType,
    top: top === 0 ? undefined : top,
  });
  if (args.pprof !== undefined) await writePprof(args.pprof, pair);
  if (args.flameGraph !== undefined) {
    const { drawDiff } = await import('./diff-flame-graph.ts');
    await writeFile(args.flameGraph, await drawDiff(pair, diff.sampleType, args));
  }
  io.stdout.write(args.json === true ? `${JSON.stringify(diffJson(diff), undefined, 2)}\n` : diffTable(diff));
}

/** Loaded for this alone: a plain comparison starts without the writer. */
async function writePprof(path: string, pair: ProfilePair): Promise<void> {
  const { diffProfile } = await import('../profile/import/diff-profile.ts');
  await writeFile(path, gzipSync(diffProfile(pair)));
}

async function readProfile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InvalidInputError(`cannot read the profile ${path}`, { cause: error });
  }
}
