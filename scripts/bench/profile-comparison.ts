import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { ComparisonPool } from '../../src/adapters/comparison-pool/comparison-pool.ts';
import { type Figure, median } from './figure.ts';
import { LARGE, LIKE_MATRIXONE, LIKE_PYROSCOPE, largeProfile } from './large-profile.ts';
import { type Cost, measure, medians, writtenCost } from './process-cost.ts';
import { type Pair, recordedPairs } from './recorded-pairs.ts';

const run = promisify(execFile);
const THIS_CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));

/** Comparisons in the bot before those that are timed: by then V8 has compiled what it runs. */
const WARM_UP = 10;

interface Wanted {
  /** Of each side, in turns. */
  readonly runs: number;
  /** A folder with recorded heaps. */
  readonly profiles: string | undefined;
  /** An older checkout, whose comparison in the bot is timed in turns with this one's. */
  readonly against: string | undefined;
}

/**
 * Compares pairs of profiles with `leakbot diff`, as npx starts it, and with `go tool pprof -top`, both asked for ten lines; and
 * as the running bot does, in a worker thread of a process that is up (the way there and back included). All in turns on a
 * warm cache; figures are medians. Needs Go and GNU time.
 */
export async function benchProfileComparison(wanted: Wanted): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  try {
    const pprof = (await run('go', ['tool', '-n', 'pprof'])).stdout.trim();
    const figures: Figure[] = [];
    for await (const pair of pairs(wanted.profiles)) {
      figures.push(...(await processFigures(pair, { directory, pprof, runs: wanted.runs })));
      figures.push(...(await botFigures(pair, wanted)));
    }
    if (wanted.profiles === undefined) {
      figures.push({ name: 'recorded heaps', text: 'left out: name a folder of them with --profiles DIR' });
    }
    return figures;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function* pairs(recorded: string | undefined): AsyncGenerator<Pair> {
  if (recorded !== undefined) yield* await recordedPairs(recorded);
  const shapes = [
    ['12,000 samples, generated', LIKE_PYROSCOPE],
    ['34,000 samples, generated', LIKE_MATRIXONE],
    ['150,000 of 15,000 stacks, generated', LARGE],
  ] as const;
  for (const [name, shape] of shapes) {
    const side = (growth: number) => gzipSync(largeProfile({ ...shape, seed: 1, growth }));
    yield { name, base: side(1), current: side(1.4) };
  }
}

async function processFigures(
  { name, ...sides }: Pair,
  bench: { readonly directory: string; readonly pprof: string; readonly runs: number },
): Promise<readonly Figure[]> {
  const [base, current] = [join(bench.directory, 'base.pb.gz'), join(bench.directory, 'current.pb.gz')];
  await writeFile(base, sides.base);
  await writeFile(current, sides.current);
  const leakbot = join(THIS_CHECKOUT, 'src/leakbot.js');
  const ours = [process.execPath, leakbot, 'diff', base, current, '--sample-type', 'inuse_space', '--top', '10'];
  const flags = ['-top', '-nodecount=10', '-sample_index=inuse_space', '-symbolize=none'];
  const theirs = [bench.pprof, ...flags, `-diff_base=${base}`, current];
  const costs: { ours: Cost[]; theirs: Cost[] } = { ours: [], theirs: [] };
  await measure(ours, bench.directory);
  await measure(theirs, bench.directory);
  for (let turn = 0; turn < bench.runs; turn++) {
    costs.ours.push(await measure(ours, bench.directory));
    costs.theirs.push(await measure(theirs, bench.directory));
  }
  const [us, them] = [medians(costs.ours), medians(costs.theirs)];
  const ratio = (part: keyof Cost) => `${(us[part] / them[part]).toFixed(2)}×`;
  return [
    { name, text: `${writtenCost(us)}; go tool pprof ${writtenCost(them)}` },
    {
      name: '  of pprof’s time, processor, memory',
      text: `${ratio('seconds')}, ${ratio('processor')}, ${ratio('mebibytes')}`,
    },
  ];
}

async function botFigures(pair: Pair, { runs, against }: Wanted): Promise<readonly Figure[]> {
  const here = await openPool(THIS_CHECKOUT);
  const there = against === undefined ? undefined : await openPool(resolve(against));
  const times: { here: number[]; there: number[] } = { here: [], there: [] };
  try {
    const first = await timeInBot(here, pair);
    for (let turn = 0; turn < WARM_UP; turn++) {
      await timeInBot(here, pair);
      if (there !== undefined) await timeInBot(there, pair);
    }
    for (let turn = 0; turn < runs; turn++) {
      times.here.push(await timeInBot(here, pair));
      if (there !== undefined) times.there.push(await timeInBot(there, pair));
    }
    const milliseconds = median(times.here);
    const older = median(times.there);
    return [
      { name: '  in the bot', text: `${milliseconds.toFixed(1)} ms (the first ${Math.round(first)} ms)` },
      ...(there === undefined
        ? []
        : [
            {
              name: '  of the older checkout',
              text: `${(milliseconds / older).toFixed(2)}× of ${older.toFixed(1)} ms`,
            },
          ]),
    ];
  } finally {
    await here.close();
    await there?.close();
  }
}

async function openPool(checkout: string): Promise<ComparisonPool> {
  const file = join(checkout, 'src/adapters/comparison-pool/comparison-pool.ts');
  const { createComparisonPool } = (await import(
    pathToFileURL(file).href
  )) as typeof import('../../src/adapters/comparison-pool/comparison-pool.ts');
  return createComparisonPool({ threads: 1 });
}

/** Milliseconds from the bytes in hand to the comparison in hand; the first starts the thread. */
async function timeInBot(pool: ComparisonPool, { base, current }: Pair): Promise<number> {
  const sides = { base: { time: 0, profile: base.slice() }, current: { time: 1, profile: current.slice() } };
  const started = performance.now();
  await pool.compare({ sampleType: 'inuse_space', ...sides });
  return performance.now() - started;
}
