import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Flat and cum by `function file` or `function file:line`, as `go tool pprof -top` prints them. */
export type Top = Readonly<Record<string, readonly [flat: number, cum: number]>>;

/** What `go tool pprof` says about one pair of profiles and one sample type. */
export interface PairTop {
  readonly base: Top;
  readonly current: Top;
  readonly delta: Top;
}

/** By function and file, or by function, file and line. */
export const GRANULARITIES = ['filefunctions', 'lines'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface TopQuery {
  readonly sampleType: string;
  readonly by: Granularity;
}

/** Asks the installed `go tool pprof` about a pair. */
export async function topOfPair(base: string, current: string, { sampleType, by }: TopQuery): Promise<PairTop> {
  const flags = [`-${by}`, `-sample_index=${sampleType}`];
  return {
    base: await top([...flags, resolve(base)]),
    current: await top([...flags, resolve(current)]),
    delta: await top([...flags, `-diff_base=${resolve(base)}`, resolve(current)]),
  };
}

/** What `go tool pprof -top` prints with these flags. */
export async function top(flags: readonly string[]): Promise<Top> {
  // pprof cuts from file names what resembles the working directory: give it one that nothing resembles.
  const directory = await mkdtemp(join(tmpdir(), 'pprof-oracle-'));
  try {
    const options = ['-top', '-nodefraction=0', '-nodecount=0', '-symbolize=none', '-unit=B'];
    const run = promisify(execFile);
    const { stdout } = await run('go', ['tool', 'pprof', ...options, ...flags], {
      cwd: directory,
      env: { ...process.env, PPROF_TMPDIR: directory },
      maxBuffer: 2 ** 28,
    });
    return parseTop(stdout);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const PERCENT = String.raw`\s+-?[\d.e-]+%`;
const ROW = new RegExp(
  String.raw`^\s*(-?\d+)[A-Za-z]*${PERCENT}${PERCENT}\s+(-?\d+)[A-Za-z]*${PERCENT}\s+(.*?)(?: \((?:partial-)?inline\))?$`,
);

function parseTop(text: string): Top {
  const rows: Record<string, readonly [number, number]> = {};
  for (const line of text.split('\n')) {
    const match = ROW.exec(line);
    if (match === null) continue;
    const [flat, cum] = [Number(match[1]), Number(match[2])];
    // What is equal on both sides may have a row of zeros, or none.
    if (flat !== 0 || cum !== 0) rows[match[3] ?? ''] = [flat, cum];
  }
  return rows;
}
