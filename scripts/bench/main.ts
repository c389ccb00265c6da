import { resolve } from 'node:path';
import { buildCommand } from '@stricli/core';
import { flag, option, readCount } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { formatBytes } from '../../src/measurement/bytes.ts';
import { benchClicks } from './clicks.ts';
import { benchCollector } from './collector.ts';
import { benchBound } from './collector-bound.ts';
import type { BenchContext } from './context.ts';
import { type Figure, written } from './figure.ts';
import { benchFirstPicture } from './first-picture.ts';
import { benchIdleMemory } from './idle-memory.ts';
import { benchInvestigate } from './investigate.ts';
import { benchLargeRecording } from './large-recording.ts';
import { benchLargeService } from './large-service.ts';
import { benchProfileComparison } from './profile-comparison.ts';
import { benchReplicaStorm } from './replica-storm.ts';
import { benchSoak } from './soak.ts';
import { benchStorm } from './storm.ts';

interface Benchmark {
  readonly about: string;
  run(context: BenchContext): Promise<readonly Figure[]>;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  'idle-memory': { about: 'the bot while nothing happens', run: benchIdleMemory },
  'first-picture': { about: 'an alert arrives until its thread shows a picture', run: benchFirstPicture },
  storm: { about: '1,000 alerts of 100 workloads within ten seconds', run: stormFigures },
  soak: { about: '200 services, an alert every 3 s, sources failing in turn, clicks', run: benchSoak },
  clicks: { about: '50 clicks while profiles of 150,000 samples a side are compared', run: benchClicks },
  collector: { about: '200 processes, scraped each minute', run: collectorFigures },
  'large-service': { about: '200 pods over 7 days in a real Prometheus', run: largeServiceFigures },
  investigate: { about: 'leakbot investigate of four pods over a day', run: benchInvestigate },
  'large-recording': { about: 'a recording of 200 MiB beside jfr print', run: benchLargeRecording },
  'profile-comparison': { about: 'leakbot diff beside go tool pprof', run: comparisonFigures },
};

async function collectorFigures(): Promise<readonly Figure[]> {
  const bench = await benchCollector();
  return [
    { name: 'share of one core', value: bench.cpuShare, unit: 'share' },
    { name: 'longest round', value: bench.worstRound, unit: 'milliseconds' },
    { name: 'a stored sample takes', text: `${bench.bytesPerSample.toFixed(2)} B` },
    { name: `a week of ${bench.targets * bench.seriesPerTarget} series`, value: bench.bytesPerWeek, unit: 'bytes' },
    { name: 'profiles taken', value: bench.profiles, unit: 'count' },
    ...(await boundFigures()),
  ];
}

/** Whether a database stops growing at its bound, with processes that are killed again and again. */
async function boundFigures(): Promise<readonly Figure[]> {
  const bench = await benchBound();
  return [
    {
      name: `file after each tenth of ${bench.minutes / 60} h`,
      text: bench.sizes.map((size) => formatBytes(size)).join(', '),
    },
    { name: 'its bound', value: bench.bound, unit: 'bytes' },
    { name: 'largest in the second half', value: bench.largestLater, unit: 'bytes' },
    { name: 'of the bound', value: bench.largestLater / bench.bound, unit: 'share' },
    { name: 'profiles taken, kept', text: `${bench.profilesTaken}, ${bench.profilesKept}` },
    {
      name: 'last before the latest kill kept',
      text: bench.lastBreathsKept ? 'of every process' : 'NOT of every process',
    },
  ];
}

/** A storm takes minutes until all of it is in its threads: only when asked for. */
async function stormFigures(context: BenchContext): Promise<readonly Figure[]> {
  if (context.replicas !== undefined) return benchReplicaStorm(context);
  return context.named ? benchStorm(context) : [{ name: 'left out', text: 'takes minutes; name it to run it' }];
}

/** Filling a Prometheus takes a minute and more: only when asked for. */
async function largeServiceFigures({ named }: BenchContext): Promise<readonly Figure[]> {
  return named ? benchLargeService() : [{ name: 'left out', text: 'takes minutes; name it to run it' }];
}

/** The nine runs that a comparison deserves take minutes: one turn each when it is a benchmark among others. */
async function comparisonFigures({ named, profiles, against }: BenchContext): Promise<readonly Figure[]> {
  try {
    return await benchProfileComparison({ runs: named ? 9 : 1, profiles, against });
  } catch (error) {
    if (named || !isAbsent(error)) throw error;
    return [{ name: 'left out', text: 'Go or GNU time is not installed here' }];
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

const names = Object.keys(BENCHMARKS);

interface Flags {
  readonly json?: boolean;
  readonly against?: string;
  readonly profiles?: string;
  readonly minutes?: number;
  readonly replicas?: number;
}

async function bench(chosen: readonly string[], { json = false, ...wanted }: Flags): Promise<void> {
  const document: Record<string, readonly Figure[]> = {};
  for (const [name, { about, run }] of Object.entries(BENCHMARKS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    if (process.stderr.isTTY) process.stderr.write(`${name} …\n`);
    const { against, profiles, minutes, replicas } = wanted;
    const figures = await run({ named: chosen.length > 0, against, profiles, minutes, replicas });
    document[name] = figures;
    if (!json) process.stdout.write(`${name}: ${about}\n${table(figures)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  const missed = Object.values(document)
    .flat()
    .filter((figure) => 'missed' in figure && figure.missed);
  if (missed.length > 0) throw new Error(`missed: ${missed.map(({ name }) => name).join('; ')}`);
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return figures.map((figure) => `  ${figure.name.padEnd(width)}  ${written(figure)}\n`).join('');
}

const program = buildCommand<Flags, string[]>({
  docs: { brief: 'Measures Leakbot on this machine.' },
  parameters: {
    positional: {
      kind: 'array',
      parameter: { placeholder: 'name', brief: `which of ${names.join(', ')}; all when left out`, parse: readName },
    },
    flags: {
      json: flag('print one JSON document and nothing else'),
      against: option('DIR', 'an older checkout, with its packages installed, to measure in turns', (path) =>
        resolve(path),
      ),
      profiles: option('DIR', 'recorded heaps (*.pb.gz) that profile-comparison compares as well', String),
      minutes: option('N', 'how long the soak lasts (30)', readCount),
      replicas: option('N', 'storm: so many bots on one PostgreSQL, killed in turns', readCount),
    },
  },
  func: (flags, ...chosen) => bench(chosen, flags),
});

function readName(text: string): string {
  if (!names.includes(text)) throw new Error(`no such benchmark: there are ${names.join(', ')}`);
  return text;
}

process.exitCode = await runProgram('npm run bench --', program, process.argv.slice(2));
