import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { largeProfile } from './large-profile.ts';

const run = promisify(execFile);
const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
}

interface Size {
  readonly name: string;
  readonly samples: number;
  readonly locations: number;
  readonly functions: number;
}

const SIZES: readonly Size[] = [
  { name: '0.3 MB a side', samples: 3000, locations: 3000, functions: 1200 },
  { name: '16 MB a side', samples: 150_000, locations: 40_000, functions: 8000 },
];

/**
 * Compares pairs of profiles with `leakbot diff` and with `go tool pprof`, run in turns on a warm cache; the answer has
 * a line a size: medians of time and peak memory, and their ratios. Needs Go and GNU time.
 */
export async function benchProfileComparison(runs = 9): Promise<readonly string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  try {
    const pprof = (await run('go', ['tool', '-n', 'pprof'])).stdout.trim();
    const lines: string[] = [];
    for (const size of SIZES) lines.push(await benchSize(size, { directory, pprof, runs }));
    return lines;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function benchSize(
  size: Size,
  bench: { readonly directory: string; readonly pprof: string; readonly runs: number },
): Promise<string> {
  const [base, current] = [join(bench.directory, 'base.pb.gz'), join(bench.directory, 'current.pb.gz')];
  await writeFile(base, gzipSync(largeProfile({ ...size, depth: 32, seed: 1, growth: 1 })));
  await writeFile(current, gzipSync(largeProfile({ ...size, depth: 32, seed: 1, growth: 1.4 })));
  const ours = [process.execPath, MAIN, 'diff', base, current, '--json', '--top', '10'];
  const flags = ['-top', '-filefunctions', '-nodefraction=0', '-nodecount=0', '-symbolize=none'];
  const theirs = [bench.pprof, ...flags, `-diff_base=${base}`, current];
  const costs: { ours: Cost[]; theirs: Cost[] } = { ours: [], theirs: [] };
  for (let turn = 0; turn < bench.runs; turn++) {
    costs.ours.push(await measure(ours, bench.directory));
    costs.theirs.push(await measure(theirs, bench.directory));
  }
  const [us, them] = [median(costs.ours), median(costs.theirs)];
  const ratio = (part: keyof Cost) => (us[part] / them[part]).toFixed(2);
  return (
    `profile comparison, ${size.name}: ${written(us)}; go tool pprof ${written(them)}; ` +
    `ratio ${ratio('seconds')} of the time, ${ratio('mebibytes')} of the memory`
  );
}

function written({ seconds, mebibytes }: Cost): string {
  return `${seconds.toFixed(2)} s, ${Math.round(mebibytes)} MiB`;
}

async function measure(command: readonly string[], cwd: string): Promise<Cost> {
  const { stderr } = await run('/usr/bin/time', ['-f', 'cost %e %M', ...command], { cwd, maxBuffer: 2 ** 28 });
  const [, seconds = '0', kibibytes = '0'] = /cost ([\d.]+) (\d+)\s*$/.exec(stderr) ?? [];
  return { seconds: Number(seconds), mebibytes: Number(kibibytes) / 1024 };
}

function median(costs: readonly Cost[]): Cost {
  const middle = (part: keyof Cost) => costs.map((cost) => cost[part]).sort((a, b) => a - b)[costs.length >> 1] ?? 0;
  return { seconds: middle('seconds'), mebibytes: middle('mebibytes') };
}
