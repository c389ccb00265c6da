import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { MiB } from '../../src/measurement/bytes.ts';
import { EVENTS } from '../corpus/jfr-print.ts';
import type { BenchContext } from './context.ts';
import type { Figure } from './figure.ts';
import { type Cost, measure, medians, writtenCost } from './process-cost.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const SIZE = 200 * MiB;
const RUNS = 3;

/** Of the time that `jfr print` takes. */
const GOAL = 0.5;

/**
 * `leakbot diff` with a recording of 200 MiB as its later side, beside `jfr print --json` of the same file, which prints only
 * the events that the comparison is made of. A recording is chunks one behind the other, so that the recorded ones again
 * and again are one. In turns; figures are medians. Needs a JDK and GNU time.
 */
export async function benchLargeRecording({ named }: BenchContext): Promise<readonly Figure[]> {
  if (!named) return [{ name: 'left out', text: 'takes a minute and needs a JDK; name it to run it' }];
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  try {
    const figures: Figure[] = [];
    for (const name of ['old-objects', 'live', 'allocations']) {
      figures.push(...(await figuresOf(name, directory)));
    }
    return figures;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function figuresOf(name: string, directory: string): Promise<readonly Figure[]> {
  const recorded = (side: string) => readFile(at(`test/fixtures/jfr/${name}-${side}.jfr.gz`));
  const [base, large] = [join(directory, 'base.jfr'), join(directory, 'large.jfr')];
  await writeFile(base, gunzipSync(await recorded('base')));
  const one = gunzipSync(await recorded('current'));
  await writeFile(large, Buffer.concat(Array.from({ length: Math.ceil(SIZE / one.length) }, () => one)));
  const ours = [process.execPath, at('src/leakbot.js'), 'diff', base, large, '--top', '10'];
  const theirs = ['jfr', 'print', '--json', '--stack-depth', '64', '--events', EVENTS.join(','), large];
  const costs: { ours: Cost[]; theirs: Cost[] } = { ours: [], theirs: [] };
  for (let turn = 0; turn < RUNS; turn++) {
    costs.ours.push(await measure(ours, directory));
    // What it prints, some gigabytes, goes nowhere: a pipe would wait for its reader, and a file for its disk.
    costs.theirs.push(await measure(['sh', '-c', 'exec "$@" > /dev/null', 'sh', ...theirs], directory));
  }
  const [us, them] = [medians(costs.ours), medians(costs.theirs)];
  const ratio = us.seconds / them.seconds;
  return [
    { name: `200 MiB of ${name}`, text: `${writtenCost(us)}; jfr print ${writtenCost(them)}` },
    {
      name: '  of its time, of its processor time',
      text: `${ratio.toFixed(2)}×, ${(us.processor / them.processor).toFixed(2)}×`,
      missed: ratio > GOAL,
    },
  ];
}
