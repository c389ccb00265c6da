import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { type DiffArguments, diffCommand } from '../../src/commands/diff.ts';
import { diffTable } from '../../src/commands/diff-table.ts';
import { pairWarnings } from '../../src/commands/diff-warnings.ts';
import { grewMore } from '../../src/commands/grew-more.ts';
import { LeakbotError } from '../../src/foundation/errors.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { encodeTyped } from '../support/profile/arbitrary-profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/profiles/${name}`, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'leakbot-diff-'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Terminal {
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

async function diff(
  folder: string,
  args: Partial<DiffArguments> = {},
  { isTTY = false, env = {} }: Terminal = {},
): Promise<string> {
  let printed = '';
  const io = {
    stdout: {
      write: (text: string) => {
        printed += text;
      },
      isTTY,
    },
    env,
  };
  const files = { base: fixture(`${folder}/heap-base.pb.gz`), current: fixture(`${folder}/heap-current.pb.gz`) };
  await diffCommand({ ...files, ...args }, io);
  return printed;
}

describe('leakbot diff', () => {
  test('prints one JSON document with exact integers, as text where no double holds them', async () => {
    const json: unknown = JSON.parse(await diff('large-values', { json: true, sampleType: 'alloc_space', top: 1 }));
    expect(json).toEqual({
      sampleType: 'alloc_space',
      unit: 'bytes',
      base: { time: '2026-11-18T12:06:40Z', total: '1125899906855265265' },
      current: { time: '2026-11-18T14:06:40Z', total: '3377699720565795795' },
      delta: '2251799813710530530',
      functions: [
        {
          name: 'acme.test/shop.(*Cart).Add',
          file: '/build/0.go',
          flat: { base: '1152921504619488256', current: '3458764513858464768', delta: '2305843009238976512' },
          cum: { base: '1125899906855265258', current: '3377699720565795774', delta: '2251799813710530516' },
        },
      ],
      lines: [
        {
          function: 'acme.test/shop.(*Cart).Add',
          file: '/build/0.go',
          line: 21,
          flat: { base: '1152921504619488256', current: '3458764513858464768', delta: '2305843009238976512' },
          cum: { base: '1125899906855265258', current: '3377699720565795774', delta: '2251799813710530516' },
        },
      ],
      paths: [
        {
          frames: [
            { function: 'acme.test/shop.(*Cart).Add', file: '/build/0.go', line: 21 },
            { function: 'acme.test/shop.Fill', file: '/build/1.go', line: 11 },
            { function: 'main.main', file: '/build/0.go', line: 1 },
          ],
          below: [],
          base: '1152921504619488256',
          current: '3458764513858464768',
          delta: '2305843009238976512',
          share: expect.closeTo(1.024, 3) as number,
        },
      ],
    });
  });

  test('--json shows everything unless --top is given', async () => {
    const counts = async (top?: number) => {
      const json = JSON.parse(await diff('churn', { json: true, top })) as { functions: unknown[]; paths: unknown[] };
      return [json.functions.length, json.paths.length];
    };
    const all = await counts();
    expect(await counts(0)).toEqual(all);
    expect(Math.min(...all)).toBeGreaterThan(3);
    expect(await counts(3)).toEqual([3, 3]);
  });

  test('prints a table for people', async () => {
    expect(await diff('churn', { top: 2 })).toMatchSnapshot();
  });

  test('--pprof writes a profile whose sums are the difference', async () => {
    const pprof = join(scratch, 'diff.pb.gz');
    await diff('churn', { pprof });
    const written = readPprof(readFileSync(pprof));
    const empty = { ...written, samples: { ...written.samples, count: 0 } };
    const total = (sampleType: string) => diffProfiles(empty, written, { sampleType }).total.delta;
    const json = JSON.parse(await diff('churn', { json: true })) as { sampleType: string; delta: number };
    expect(total(json.sampleType)).toBe(json.delta);
  });

  test('--flame-graph draws a PNG', async () => {
    const flameGraph = join(scratch, 'diff.png');
    await diff('churn', { flameGraph });
    const png = readFileSync(flameGraph);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(1200);
  });

  test('--pprof holds only the samples that carry the labels, as the table does', async () => {
    const [pprof, labels] = [join(scratch, 'labelled.pb.gz'), { bytes: '64' }];
    const json = async (args: Partial<DiffArguments>) =>
      JSON.parse(await diff('tangled', { json: true, ...args })) as { delta: number; functions: unknown[] };
    const some = await json({ labels, pprof, sampleType: 'inuse_objects' });
    expect(some.functions.length).toBeLessThan((await json({ sampleType: 'inuse_objects' })).functions.length);
    const written = readPprof(readFileSync(pprof));
    const empty = { ...written, samples: { ...written.samples, count: 0 } };
    expect(diffProfiles(empty, written, { sampleType: 'inuse_objects' }).total.delta).toBe(some.delta);
  });

  test('--merged shows means', async () => {
    const totals = async (args: Partial<DiffArguments>) => {
      const { base, current } = JSON.parse(await diff('churn', { json: true, ...args })) as Record<
        string,
        { total: number }
      >;
      return [base?.total ?? 0, current?.total ?? 0] as const;
    };
    const [base, current] = await totals({});
    expect(await totals({ merged: { base: 2, current: 10 } })).toEqual([
      Math.round(base / 2),
      Math.round(current / 10),
    ]);
  });

  test('colours only a terminal, and not where no one wants them', async () => {
    const plain = await diff('churn', { top: 2 });
    expect(plain).not.toContain('\u001b');
    const coloured = await diff('churn', { top: 2 }, { isTTY: true });
    expect(coloured).toContain('\u001b[33m+1.8 MiB');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(await diff('churn', { top: 2 }, { isTTY: true, env: { NO_COLOR: '1' } })).toBe(plain);
    expect(await diff('churn', { json: true }, { isTTY: true })).not.toContain('\u001b');
  });

  test('of a profile with itself says that nothing changed', async () => {
    const file = fixture('churn/heap-base.pb.gz');
    expect(await diff('churn', { base: file, current: file, top: 1 })).toMatch(
      /\n\nNothing grew and nothing shrank: no path changed between the two profiles\.\n/,
    );
  });

  test('reads what has no size', async () => {
    const fifo = join(scratch, 'fifo');
    execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', fifo]);
    const written = writeFile(fifo, readFileSync(fixture('churn/heap-base.pb.gz')));
    expect(await diff('churn', { base: fifo })).toBe(await diff('churn'));
    await written;
  });

  const goroutines = fixture('churn/goroutine-current.pb.gz');
  test.each<[string, Partial<DiffArguments>, RegExp]>([
    ['a file that is not there', { base: '/nowhere.pb.gz' }, /^cannot read the profile \/nowhere\.pb\.gz/],
    ['text', { current: fixture('README.md') }, /^the current profile cannot be read: this is text/],
    ['an empty file', { base: '/dev/null' }, /^the base profile cannot be read: the profile is empty/],
    ['a file without end', { base: '/dev/zero' }, /^\/dev\/zero is no profile: it has more than 256 MiB/],
    [
      'an unknown sample type',
      { sampleType: 'wall' },
      /^the current profile: no sample type wall .* alloc_objects, alloc_space, inuse_objects, inuse_space$/,
    ],
    [
      'profiles of different types',
      { current: goroutines },
      /^these are profiles of two kinds: .* has alloc_objects, .* has goroutine\./,
    ],
    [
      'a difference of different types',
      { current: goroutines, sampleType: 'goroutine', pprof: '/dev/null' },
      /^the base profile: no sample type goroutine/,
    ],
    ['a place that cannot be written to', { pprof: join(scratch, 'none/x') }, /^cannot write .*none\/x: ENOENT/],
    ['a picture that cannot be written', { flameGraph: join(scratch, 'none/x') }, /^cannot write .*none\/x: ENOENT/],
    ['means as whole samples', { pprof: '/dev/null', merged: { base: 1, current: 2 } }, /leave out --merged/],
  ])('refuses %s, saying what and what to do', async (_, args, message) => {
    const refused = expect(diff('churn', args)).rejects;
    await refused.toThrow(LeakbotError);
    await refused.toThrow(message);
  });
});

describe('two files that are no pair', () => {
  const jfr = (name: string) => fileURLToPath(new URL(`../fixtures/jfr/${name}`, import.meta.url));
  const recordingFile = jfr('old-objects-base.jfr.gz');
  const histogramFile = jfr('histogram-base.txt.gz');
  const pprofFile = fixture('churn/heap-base.pb.gz');

  test.each([
    [recordingFile, pprofFile],
    [pprofFile, recordingFile],
    [histogramFile, recordingFile],
    [pprofFile, histogramFile],
  ])('%s and %s are said to be of two kinds, with what each has', async (base, current) => {
    await expect(diff('', { base, current })).rejects.toThrow(/^these are profiles of two kinds: .* has .*; .* has /);
  });

  test('are compared all the same by what both have, where that is asked for', async () => {
    const both = { base: recordingFile, current: jfr('allocations-current.jfr.gz') };
    await expect(diff('', both)).resolves.toContain('alloc');
  });

  test('in the wrong order show what shrank, with no share of a growth that there is none of', async () => {
    const files = { base: jfr('old-objects-current.jfr.gz'), current: recordingFile, top: 1 };
    const lines = (await diff('', files)).split('\n');
    expect(lines[1]).toMatch(/^Warning: The base was taken after the current file/);
    expect(lines.find((line) => line.includes('LeakyQuotes.java:18'))).toMatch(/^ *−76 % ± 4 % {3,}LeakyQuotes/);
    expect(lines.join('\n')).not.toMatch(/[1-9]\d\d %/);
  });
});

describe('two recordings of objects that a JVM follows', () => {
  const recorded = (name: string) => {
    const file = join(scratch, name);
    writeFileSync(file, gunzipSync(readFileSync(fixture(`../jfr/${name}.gz`))));
    return file;
  };
  const files = { base: recorded('old-objects-base.jfr'), current: recorded('old-objects-current.jfr') };

  // The last dumps by `jfr print`: 53 objects, lastKnownHeapUsage 4,402,256; 101 objects, 19,769,208 bytes, of which 48 have an
  // allocationTime after the first dump, 46 of them of LeakyQuotes$Quote.<init>. 4,402,256 / 19,769,208 = 0.2227; 46 / 48 = 0.96, times 0.7773 = 0.745.
  test('are compared as the report does: parts of the larger heap, in its words', async () => {
    const [headline, ...lines] = (await diff('', { ...files, top: 2 })).split('\n');
    expect(headline).toMatch(/^old_object_samples, as parts of the larger heap, /);
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(
        /^The heap grew between .* UTC \(in use after the last collection before each, with the garbage that it left: 4.2 → 18.9 MiB\)\.$/,
      ),
      'Of the 48 objects that the profiler follows and that were allocated since 09:54:33 UTC, 96 % (± 8 %) were allocated in LeakyQuotes$Quote.<init> (LeakyQuotes.java:18); those that were there before are no growth.',
    ]);
    expect(lines.slice(2).find((line) => line.includes('LeakyQuotes$Quote.<init> ('))).toMatch(
      /^ *\+74 % ± 6 % +96 % /,
    );
    const json = JSON.parse(await diff('', { ...files, json: true })) as Record<string, unknown>;
    expect(json).toMatchObject({ unit: 'ppm', followed: { current: { heap: 19_769_208 } }, said: lines.slice(0, 3) });
  });

  test('of which fewer are followed later, while the heap grew tenfold, grew', async () => {
    const bytes = { base: 10, current: 100 };
    const profile = (objects: number, heap: number) => ({
      ...drawnProfile(`${objects} com.acme.Quotes.load Quotes.java:3`),
      sampleTypes: [
        { type: 'old_object_samples', unit: 'count', followed: { table: 256, objects, full: false, heap } },
      ],
      defaultSampleType: 'old_object_samples',
    });
    const { total, paths } = diffProfiles(profile(35, bytes.base), profile(34, bytes.current));
    expect(total).toEqual({ base: 100_000, current: 1_000_000, delta: 900_000 });
    expect(paths[0]).toMatchObject({ delta: 900_000, share: 1 });
  });
});

describe('what is odd about two files', () => {
  const recording = (name: string, as = name) => {
    const file = join(scratch, as);
    writeFileSync(file, gunzipSync(readFileSync(fixture(`../jfr/${name}.gz`))));
    return file;
  };
  const [before, after] = [recording('old-objects-base.jfr'), recording('old-objects-current.jfr')];
  const warnings = async (base: string, current: string) =>
    (JSON.parse(await diff('', { base, current, json: true })) as { warnings?: readonly string[] }).warnings ?? [];

  test('a base that is later than the current file is named as such', async () => {
    expect(await warnings(after, before)).toEqual([
      expect.stringMatching(/^The base was taken after the current file/),
    ]);
    expect(await warnings(before, after)).toEqual([]);
    expect(await diff('', { base: after, current: before })).toMatch(/^Warning: The base was taken after/m);
  });

  test('two programs are named, by what they were started with', () => {
    const of = (main: string) => drawnProfile(`5 com.acme.${main}.main Mail.java:3 > com.acme.Mail.send Mail.java:5`);
    const stacks = (main: string) => ({ base: of('Mail'), current: of(main) });
    expect(pairWarnings(stacks('Mail'))).toEqual([]);
    expect(pairWarnings(stacks('Images'))).toEqual([
      'The two files are of different programs: the base was started by com.acme.Mail, the current file by com.acme.Images. Compare two profiles of one service.',
    ]);
  });

  const binary = (file: string, buildId = '') => {
    const samples = [{ stack: [['main.keep /src/keep.go:4']], values: [5n], labels: [] }];
    return readPprof(encodeTyped({ samples, types: ['inuse_space:bytes'], program: { file, buildId } }));
  };

  test.each([
    ['/srv/pay', '/usr/bin/ledger', ['', ''], [/different programs: the base is of pay, the current file of ledger\./]],
    ['/srv/pay', '/srv/pay', ['aaaa', 'bbbb'], [/two builds of pay \(aaaa, bbbb\)/]],
    ['/srv/pay', '/opt/pay', ['', 'bbbb'], []],
    ['/srv/pay', '/srv/pay-1.2', ['aaaa', 'aaaa'], []],
    ['[vdso]', '/srv/pay', ['', ''], []],
  ] as const)('the binaries of both files, %s and %s (%s)', (before, after, [buildOfBase, buildOfCurrent], said) => {
    const pair = { base: binary(before, buildOfBase), current: binary(after, buildOfCurrent) };
    expect(pairWarnings(pair)).toEqual(said.map((text) => expect.stringMatching(text) as unknown));
  });

  test('two processes are two runs, however alike their programs are', () => {
    const of = (pid: number, startedAt: number) => ({
      ...drawnProfile('5 com.acme.Mail.send'),
      process: { pid, startedAt },
    });
    const started = Date.UTC(2026, 10, 30, 4, 13, 2);
    const later = Date.UTC(2026, 10, 30, 4, 14, 46);
    expect(pairWarnings({ base: of(7, started), current: of(7, later) })).toEqual([
      expect.stringMatching(
        /^The two files are of two processes: one started .*04:13:02 \(pid 7\), the other .*04:14:46 UTC/,
      ),
    ]);
    expect(pairWarnings({ base: of(7, started), current: of(7, started) })).toEqual([]);
    expect(pairWarnings({ base: of(7, started), current: drawnProfile('5 com.acme.Mail.send') })).toEqual([]);
  });

  test('two recordings without jdk.JVMInformation are known from each other by their clocks; where one has none, that is said', () => {
    const of = (startedAt: number | undefined) => ({
      ...drawnProfile('5 com.acme.Mail.send'),
      sampleTypes: [{ type: 'old_object_samples', unit: 'count', followed: { table: 256, objects: 5, full: false } }],
      process: startedAt === undefined ? undefined : { pid: undefined, startedAt },
    });
    const started = Date.UTC(2026, 10, 30, 4, 13, 2);
    const [said] = pairWarnings({ base: of(started), current: of(started + 104_000) });
    expect(said).toMatch(/of two processes: one started .*04:13:02, the other .*04:14:46 UTC\. Each began empty/);
    expect(pairWarnings({ base: of(started), current: of(started) })).toEqual([]);
    expect(pairWarnings({ base: of(started), current: of(undefined) })).toEqual([
      expect.stringMatching(/^Whether the two files are of one process cannot be seen/),
    ]);
  });

  test('what the endpoint of a JVM and a class histogram are of is said not to be known, where they do not say', () => {
    const said = [expect.stringMatching(/^Whether the two files are of one process cannot be seen/)];
    const drawn = drawnProfile('5 com.acme.Mail.send');
    const histogram = { ...drawn, sampleTypes: [{ type: 'class_bytes', unit: 'bytes' }] };
    expect(pairWarnings({ base: histogram, current: histogram })).toEqual(said);
    const served = {
      ...drawn,
      comments: ['the JVM follows at most 256 objects at a time (jdk.OldObjectSample); 9 of them are alive'],
    };
    expect(pairWarnings({ base: served, current: served })).toEqual(said);
    expect(pairWarnings({ base: drawn, current: drawn })).toEqual([]);
  });

  test('profiles of time show nothing of memory', async () => {
    const of = (...types: readonly string[]) => {
      const profile = {
        ...drawnProfile('5 com.acme.Mail.send'),
        sampleTypes: types.map((type) => ({ type, unit: 'nanoseconds' })),
      };
      return pairWarnings({ base: profile, current: profile });
    };
    expect(of('samples', 'cpu')).toEqual([expect.stringMatching(/^These are CPU profiles/)]);
    expect(of('wall')).toEqual([expect.stringMatching(/^These are CPU profiles/)]);
    expect(of('contentions', 'delay')).toEqual([]);
    expect(of('cpu', 'inuse_space')).toEqual([]);
  });

  test('two profilers are named, unless one only keeps fewer figures than the other', () => {
    const of = (...types: readonly string[]) => ({
      ...drawnProfile('5 com.acme.Mail.send'),
      sampleTypes: types.map((type) => ({ type, unit: 'bytes' })),
    });
    const said = (base: readonly string[], current: readonly string[]) =>
      pairWarnings({ base: of(...base), current: of(...current) });
    expect(said(['inuse_space'], ['alloc_space', 'inuse_space'])).toEqual([]);
    expect(said(['inuse_space', 'threads'], ['inuse_space', 'live_space'])).toEqual([
      expect.stringMatching(/^The two files were written by different profilers, .* base has inuse_space, threads, /),
    ]);
  });

  test('a class histogram is of the time in the name of its file; less than two minutes apart with seconds', async () => {
    const base = recording('histogram-base.txt', 'heap-histogram-20261129T182705Z.txt');
    const current = recording('histogram-current.txt', 'heap-histogram-20261129T182756Z.txt');
    const [headline] = (await diff('', { base, current })).split('\n');
    expect(headline).toMatch(/, 29 Nov 18:27:05 UTC → 29 Nov 18:27:56 UTC$/);
  });

  test('another figure of the same files that grew more is pointed at', () => {
    const of = (heap: number, outside: number, threads: number) => ({
      ...drawnProfile('1 com.acme.Net.read Net.java:7'),
      sampleTypes: [
        { type: 'inuse_space', unit: 'bytes' },
        { type: 'outside_heap', unit: 'bytes' },
        { type: 'threads', unit: 'count' },
        { type: 'alloc_space', unit: 'bytes' },
      ],
      samples: {
        ...drawnProfile('1 com.acme.Net.read Net.java:7').samples,
        values: Float64Array.of(heap, outside, threads, 10 * heap + 1e9 * threads),
      },
    });
    const grew = (current: ReturnType<typeof of>) => {
      const pair = { base: of(7e6, 3e7, 12), current };
      const shown = diffProfiles(pair.base, pair.current, { sampleType: 'inuse_space' });
      return grewMore(shown, pair).map(({ sampleType, total }) => [sampleType, total.delta]);
    };
    expect(grew(of(8e6, 13e7, 12))).toEqual([['outside_heap', 1e8]]);
    expect(grew(of(2e8, 13e7, 853))).toEqual([['threads', 841]]);
    expect(grew(of(8e6, 3e7, 40))).toEqual([]);
  });
});

describe('a folder instead of a file', () => {
  const bytesOf = (name: string) => readFileSync(fixture(name));
  /** Files, oldest first. */
  function aFolder(files: Readonly<Record<string, Uint8Array>>): string {
    const folder = mkdtempSync(join(scratch, 'folder-'));
    for (const [index, [path, bytes]] of Object.entries(files).entries()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
      utimesSync(join(folder, path), 1_700_000_000 + index, 1_700_000_000 + index);
    }
    return folder;
  }

  test('stands for the latest heap profile below it, which is named', async () => {
    const base = aFolder({
      'a/heap-1.pb.gz': bytesOf('churn/heap-current.pb.gz'),
      'b/heap-2.pb.gz': bytesOf('churn/heap-base.pb.gz'),
    });
    const current = aFolder({
      'heap-3.pb.gz': bytesOf('churn/heap-current.pb.gz'),
      'goroutine-4.pb.gz': new Uint8Array(),
      '.heap-5.swp': new Uint8Array(),
    });
    const printed = await diff('churn', { base, current });
    expect(printed).toBe(`base: ${base}/b/heap-2.pb.gz\ncurrent: ${current}/heap-3.pb.gz\n${await diff('churn')}`);
  });

  test('whose latest profile cannot be read is an error that names the file', async () => {
    const current = aFolder({ 'heap-1.pb.gz': bytesOf('churn/heap-current.pb.gz'), 'heap-2.pb.gz': new Uint8Array() });
    await expect(diff('churn', { current })).rejects.toThrow(
      `${current}/heap-2.pb.gz, the latest profile in ${current}`,
    );
  });

  test('that is empty is an error', async () => {
    await expect(diff('churn', { base: aFolder({}) })).rejects.toThrow(/has no files: name a folder of profiles/);
  });
});

test('shares that pass 100 % are explained', () => {
  const profile = (kept: number, freed: number) =>
    drawnProfile(`${kept} com.acme.Net.read Net.java:7\n${freed} com.acme.Net.write Net.java:9`);
  const table = (base: Parameters<typeof profile>, current: Parameters<typeof profile>) =>
    diffTable(diffProfiles(profile(...base), profile(...current)), (_, text) => text);
  // 30 gained, 20 lost: 10 net, of which 30 are 300 %.
  expect(table([0, 20], [30, 0])).toContain('Shares are of the net growth, +10');
  expect(table([0, 20], [30, 20])).not.toContain('net growth');
});
