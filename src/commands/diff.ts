import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InvalidInputError } from '../foundation/errors.ts';
import { diffProfiles, type ProfileDiff } from '../profile/diff.ts';
import { bySamples, ESTIMATED_BYTES, weighedBefore } from '../profile/estimated-bytes.ts';
import { timeWithinName } from '../profile/files/time-in-name.ts';
import { PARTS_PER_MILLION } from '../profile/followed-heap.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import { readFor } from '../profile/kept.ts';
import type { LabelFilter } from '../profile/label-filter.ts';
import type { Profile } from '../profile/profile.ts';
import { type FilePair, filesToCompare } from './newest-profile.ts';
import { writing } from './profile-file.ts';
import { readFiles } from './read-files.ts';
import type { ShownDiff } from './shown-diff.ts';
import { refuseTwoKinds } from './two-kinds.ts';

/** `leakbot diff BASE CURRENT` with its options. */
export interface DiffArguments {
  /**
   * Files: profiles as `go tool pprof` reads them, recordings of JDK Flight Recorder, class histograms of a JVM, sampling heap profiles of V8, folded stacks; gzipped,
   * packed with Zstandard or plain; of a folder, the latest.
   */
  readonly base: string;
  readonly current: string;
  /** The profiles' own default when left out. */
  readonly sampleType?: string | undefined;
  /** Only samples that carry all of these. */
  readonly labels?: LabelFilter | undefined;
  /** How many profiles were merged into each file: all figures are means. */
  readonly merged?: { readonly base: number; readonly current: number } | undefined;
  /** How many functions and paths to show; 0 for all. */
  readonly top?: number | undefined;
  readonly json?: boolean | undefined;
  /** Where to draw the comparison to. */
  readonly flameGraph?: string | undefined;
  /** Where to write the difference to, as a gzipped pprof profile. */
  readonly pprof?: string | undefined;
}

export interface DiffIo {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A screen's worth, when nothing is said. */
const ROWS = 15;

/**
 * Compares two profiles: a table, or one JSON document, on stdout. Throws LeakbotError for files that cannot be read,
 * compared or written.
 */
export async function diffCommand(args: DiffArguments, io: DiffIo): Promise<void> {
  const { sampleType, labels, merged, pprof, flameGraph } = args;
  if (pprof !== undefined && merged !== undefined) {
    throw new InvalidInputError('--pprof holds whole samples, not means: leave out --merged, or --pprof');
  }
  const files = await filesToCompare(args);
  // What is written as a profile has every sample type.
  const counted = sampleType === undefined || pprof !== undefined ? undefined : readFor([sampleType]);
  const read = await readFiles(args, files, counted);
  const written = { base: dated(read.base, files.base), current: dated(read.current, files.current) };
  if (sampleType === undefined) refuseTwoKinds(written, files);
  const pair = sampleType === undefined && merged === undefined ? bySamples(written) : written;
  const top = args.top ?? (args.json === true ? 0 : ROWS);
  const compared = diffProfiles(pair.base, pair.current, {
    sampleType,
    labels,
    merged,
    top: top === 0 ? undefined : top,
  });
  const parts = await withParts(await withUnranked(await withOwnGrowth(compared, pair)), pair, labels);
  const said = pair === written ? parts : { ...parts, said: [BY_SAMPLES, ...(parts.said ?? [])] };
  const diff = await withRemarks(await withWeights(said, pair), pair, args);
  if (pprof !== undefined) await writing(pprof, () => writePprof(pprof, pair, labels));
  if (flameGraph !== undefined) {
    const { drawDiff } = await import('./diff-flame-graph.ts');
    const png = await drawDiff(pair, { sampleType: diff.sampleType, labels, merged }, args);
    await writing(flameGraph, () => writeFile(flameGraph, png));
  }
  if (args.json !== true) io.stdout.write(chosenText(args, files));
  io.stdout.write(args.json === true ? await jsonText(diff) : await tableText(diff, io));
}

const BY_SAMPLES =
  'Bytes are not compared: no class histogram weighs these profiles, and what a collection of the young leaves in the heap may be garbage for the most part. What is compared are the objects that the JVM follows. With histogram=on the agent weighs them.';

/** Which files stand for the folders that were named. */
function chosenText(named: FilePair, files: FilePair): string {
  const chosen = (['base', 'current'] as const).filter((side) => named[side] !== files[side]);
  return chosen.map((side) => `${side}: ${files[side]}\n`).join('');
}

/** A class histogram, and what was printed as text, says nothing of when: the names of files often do. */
function dated(profile: Profile, file: string): Profile {
  return profile.time === undefined ? { ...profile, time: timeWithinName(basename(file)) } : profile;
}

/** What is odd about the files, and what in them grew more than what is shown. */
async function withRemarks(diff: ShownDiff, pair: ProfilePair, { sampleType, labels, merged }: DiffArguments) {
  const [{ pairWarnings }, { grewMore }] = await Promise.all([import('./diff-warnings.ts'), import('./grew-more.ts')]);
  const warnings = pairWarnings(pair);
  const plain = sampleType === undefined && merged === undefined && Object.keys(labels ?? {}).length === 0;
  const others = plain ? grewMore(diff, pair) : [];
  return {
    ...diff,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(others.length === 0 ? {} : { grewMore: others }),
  };
}

/** Of two class histograms: which of the service’s own classes grew. */
async function withOwnGrowth(diff: ProfileDiff, { base, current }: ProfilePair): Promise<ProfileDiff> {
  if (diff.sampleType !== 'class_bytes' && diff.sampleType !== 'instances') return diff;
  const { classGrowth, ownGrowthText } = await import('../profile/histogram/own-growth.ts');
  const growth = classGrowth(base, current);
  const own = growth && ownGrowthText(growth);
  if (own === undefined) return diff;
  return { ...diff, comments: { ...diff.comments, current: [own, ...diff.comments.current] } };
}

async function withUnranked(diff: ProfileDiff): Promise<ShownDiff> {
  const { tooFew, withinError, unplaced, ofProfiler } = diff;
  if ([tooFew, withinError, unplaced, ofProfiler].every((part) => part === undefined)) return diff;
  const { unrankedLines } = await import('../diagnosis/unranked-lines.ts');
  return { ...diff, unranked: unrankedLines({ ...diff, delta: Number(diff.total.delta) }) };
}

/** Of bytes that class histograms weigh: how old these were. */
async function withWeights(diff: ShownDiff, pair: ProfilePair): Promise<ShownDiff> {
  const weighed = diff.sampleType === ESTIMATED_BYTES ? weighedBefore(pair) : undefined;
  const { base, current } = diff.times;
  if (weighed === undefined || base === undefined || current === undefined) return diff;
  const { weighedLines } = await import('../diagnosis/weighed-line.ts');
  const lines = weighedLines(weighed, current - base);
  return lines.length === 0 ? diff : { ...diff, said: [...(diff.said ?? []), ...lines] };
}

/** Of objects that a profiler follows: the sentences that a report has for the same two profiles. */
async function withParts(
  diff: ShownDiff,
  { base, current }: ProfilePair,
  labels: LabelFilter | undefined,
): Promise<ShownDiff> {
  const [from, to] = [diff.times.base, diff.times.current];
  if (diff.unit !== PARTS_PER_MILLION || from === undefined || to === undefined) return diff;
  const [{ compareProfiles }, { partLines }, { unheldLines }] = await Promise.all([
    import('../profile/compare.ts'),
    import('../diagnosis/followed-lines.ts'),
    import('../diagnosis/unheld-line.ts'),
  ]);
  const { sampleType } = diff;
  const sides = [
    { time: from, profile: base },
    { time: to, profile: current },
  ] as const;
  const comparison = compareProfiles(...sides, { sampleType, labels });
  return { ...diff, said: [...partLines(comparison), ...unheldLines(comparison)] };
}

// Loaded one at a time: a table needs no links to source lines, JSON no columns.
async function jsonText(diff: ShownDiff): Promise<string> {
  const { diffJson } = await import('./diff-json.ts');
  return `${JSON.stringify(diffJson(diff), undefined, 2)}\n`;
}

async function tableText(diff: ShownDiff, { stdout, env }: DiffIo): Promise<string> {
  const [{ diffTable }, { paintFor }] = await Promise.all([import('./diff-table.ts'), import('./paint.ts')]);
  return diffTable(diff, paintFor(stdout, env));
}

/** Loaded for this alone: a plain comparison starts without the writer. */
async function writePprof(path: string, pair: ProfilePair, labels: LabelFilter | undefined): Promise<void> {
  const { diffProfile } = await import('../profile/import/diff-profile.ts');
  await writeFile(path, gzipSync(diffProfile(pair, labels)));
}
