import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type ComparisonPool, createComparisonPool } from '../../src/adapters/comparison-pool/comparison-pool.ts';
import { median } from './figure.ts';
import { LARGE, type LargeProfileShape, largeProfile } from './large-profile.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

interface Size extends Omit<LargeProfileShape, 'seed' | 'growth'> {
  readonly name: string;
  /** Comparisons in the bot before those that are timed: by then V8 has compiled what it runs. */
  readonly warmUp: number;
}

const SIZES: readonly Size[] = [
  { name: '0.3 MB a side', warmUp: 20, samples: 3000, locations: 3000, functions: 1200, depth: 32 },
  { name: '16 MB a side', warmUp: 1, ...LARGE },
];

/**
 * Compares pairs of profiles with `leakbot diff`, with `go tool pprof`, and as the running bot does, in a worker thread
 * of a process that is up (the way there and back included), in turns on a warm cache; the answer has two lines a size:
 * medians of time and peak memory, and ratios. Needs Go and GNU time.
 */
export async function benchProfileComparison(runs = 9): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  try {
    const pprof = (await run('go', ['tool', '-n', 'pprof'])).stdout.trim();
    const lines: string[] = [];
    for (const size of SIZES) lines.push(...(await benchSize(size, { directory, pprof, runs })));
    return lines;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function benchSize(
  size: Size,
  bench: { readonly directory: string; readonly pprof: string; readonly runs: number },
): Promise<readonly string[]> {
  const [base, current] = [join(bench.directory, 'base.pb.gz'), join(bench.directory, 'current.pb.gz')];
  await writeFile(base, gzipSync(largeProfile({ ...size, seed: 1, growth: 1 })));
  await writeFile(current, gzipSync(largeProfile({ ...size, seed: 1, growth: 1.4 })));
  const ours = [process.execPath, MAIN, 'diff', base, current, '--json', '--top', '10'];
  const flags = ['-top', '-filefunctions', '-nodefraction=0', '-nodecount=0', '-symbolize=none'];
  const theirs = [bench.pprof, ...flags, `-diff_base=${base}`, current];
  const costs: { ours: Cost[]; theirs: Cost[] } = { ours: [], theirs: [] };
  const inBot: number[] = [];
  const pool = createComparisonPool({ threads: 1 });
  let first = 0;
  try {
    first = await timeInBot(pool, base, current);
    for (let turn = 1; turn < size.warmUp; turn++) await timeInBot(pool, base, current);
    for (let turn = 0; turn < bench.runs; turn++) {
      costs.ours.push(await measure(ours, bench.directory));
      costs.theirs.push(await measure(theirs, bench.directory));
      inBot.push(await timeInBot(pool, base, current));
    }
  } finally {
    await pool.close();
  }
  const [us, them] = [medians(costs.ours), medians(costs.theirs)];
  const ratio = (part: keyof Cost) => (us[part] / them[part]).toFixed(2);
  const seconds = median(inBot);
  return [
    `${size.name}: ${written(us)}; go tool pprof ${written(them)}; ` +
      `ratio ${ratio('seconds')} of the time, ${ratio('mebibytes')} of the memory`,
    `${size.name}, in the bot: ${seconds.toFixed(3)} s (the first ${first.toFixed(2)} s); ` +
      `ratio ${(seconds / them.seconds).toFixed(2)} of the time`,
  ];
}

/** Seconds from the bytes in hand to the comparison in hand; the first starts the thread. */
async function timeInBot(pool: ComparisonPool, base: string, current: string): Promise<number> {
  const sides = {
    base: { time: 0, profile: await readFile(base) },
    current: { time: 1, profile: await readFile(current) },
  };
  const started = performance.now();
  await pool.compare({ sampleType: 'inuse_space', ...sides });
  return (performance.now() - started) / 1000;
}

function written({ seconds, mebibytes }: Cost): string {
  return `${seconds.toFixed(2)} s, ${Math.round(mebibytes)} MiB`;
}

async function measure(command: readonly string[], cwd: string): Promise<Cost> {
  const { stderr } = await run('/usr/bin/time', ['-f', 'cost %e %M', ...command], { cwd, maxBuffer: 2 ** 28 });
  const [, seconds = '0', kibibytes = '0'] = /cost ([\d.]+) (\d+)\s*$/.exec(stderr) ?? [];
  return { seconds: Number(seconds), mebibytes: Number(kibibytes) / 1024 };
}

function medians(costs: readonly Cost[]): Cost {
  const middle = (part: keyof Cost) => median(costs.map((cost) => cost[part]));
  return { seconds: middle('seconds'), mebibytes: middle('mebibytes') };
}
