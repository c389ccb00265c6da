import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildCommand } from '@stricli/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { largeProfile } from '../../scripts/bench/large-profile.ts';
import { leakbot } from '../../src/commands/leakbot.ts';
import { runProgram } from '../../src/commands/run-program.ts';

const LEAKBOT = fileURLToPath(new URL('../../src/leakbot.js', import.meta.url));

/** What `leakbot` says to these inputs, in this process. */
async function says(...inputs: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write(text: string) {
      said[name] += text;
    },
  });
  const status = await leakbot(inputs, { stdout: stream('stdout'), stderr: stream('stderr'), env: {} });
  return { status, ...said };
}

describe('what is called wrongly is said, with what would be right', () => {
  test.each<[inputs: string, says: RegExp]>([
    ['dif a b', /^leakbot: No command registered for `dif`, did you mean `diff`\? \(--help shows how to use it\)\n$/],
    ['diff a', /Expected argument for current/],
    ['diff a b c', /Too many arguments, expected 2 but encountered "c"/],
    ['diff a b --jsn', /did you mean --json\?/],
    ['diff a b --top', /Expected input for flag --top/],
    ['diff a b --top 1.5', /write a whole number/],
    ['diff a b --top -1', /write a whole number/],
    ['diff a b --label kind', /write a label like kind=cache/],
    ['diff a b --label =cache', /write a label like kind=cache/],
    ['diff a b --merged 1', /write two numbers like 1,12/],
    ['diff a b --merged 0,3', /write two numbers like 1,12/],
    ['investigate', /Expected argument for service/],
    ['investigate shop --at yesterday', /write a time like 2026-11-23T03:00:00Z/],
    ['investigate shop --window 0s', /write a duration like 1h, 24h or 7d/],
    ['investigate shop --answers rss-growing=maybe', /write answers like rss-growing=yes,goroutines-growing=no/],
    ['doctor shop', /Too many arguments/],
  ])('%s', async (inputs, expected) => {
    const { status, stdout, stderr } = await says(...inputs.split(' '));
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test.each([
  ['diff', '--help'],
  ['help', 'diff'],
  ['diff', '-h'],
])('%s %s shows its options', async (...inputs) => {
  const { status, stdout } = await says(...inputs);
  expect(status).toBe(0);
  for (const option of ['--sample-type', '--label', '--merged', '--top', '--json', '--flame-graph', '--pprof']) {
    expect(stdout).toContain(option);
  }
});

test.each([['--help'], ['help']])('%s shows the commands', async (input) => {
  const { status, stdout } = await says(input);
  expect(status).toBe(0);
  for (const command of ['start', 'investigate', 'diff', 'doctor']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  }
});

test('a command that fails says why in one line', async () => {
  const { status, stderr } = await says('diff', '/nowhere/a.pb.gz', '/nowhere/b.pb.gz');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^leakbot: cannot read the profile \/nowhere\/a\.pb\.gz: ENOENT[^\n]*\n$/);
});

test.each<[what: string, load: () => Promise<() => void>]>([
  ['cannot be loaded', () => Promise.reject(new Error('no such module'))],
  ['throws', () => Promise.resolve(() => Promise.reject(new Error('no such module')))],
])('a command that %s fails in one line', async (_, loader) => {
  const command = buildCommand({ docs: { brief: 'fails' }, parameters: {}, loader });
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const status = await runProgram('lab', command, [], { stdout: { write }, stderr: { write }, env: {} });
  expect({ status, said }).toEqual({ status: 1, said: 'lab: no such module\n' });
});

describe('the process', () => {
  let folder: string;
  let files: readonly [string, string];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leakbot-'));
    files = [join(folder, 'base.pb.gz'), join(folder, 'current.pb.gz')];
    const shape = { samples: 2000, stacks: 1500, functions: 800, calls: 1200, live: 1, seed: 7 };
    await writeFile(files[0], gzipSync(largeProfile({ ...shape, growth: 1 })));
    await writeFile(files[1], gzipSync(largeProfile({ ...shape, growth: 1.5 })));
  });

  afterAll(() => rm(folder, { recursive: true }));

  function started(stdout: 'pipe' | number = 'pipe') {
    const child = spawn(process.execPath, [LEAKBOT, 'diff', ...files, '--json'], { stdio: ['ignore', stdout, 'pipe'] });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<{ status: number | null; stderr: string }>((resolve) => {
      child.once('close', (status) => resolve({ status, stderr }));
    });
    return { child, ended };
  }

  test('writes all it has to say before it ends, however slowly it is read', async () => {
    const { child, ended } = started();
    const chunks: Buffer[] = [];
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect(await ended).toEqual({ status: 0, stderr: '' });
    const text = Buffer.concat(chunks).toString();
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(JSON.parse(text)).toHaveProperty('paths');
  });

  test('ends in silence when its reader has seen enough, as before `| head`', async () => {
    const { child, ended } = started();
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toEqual({ status: 0, stderr: '' });
  });

  // Only Linux has a device that is always full.
  test.runIf(existsSync('/dev/full'))('says in one line that the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = await started(full).ended;
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^leakbot: cannot write the output: ENOSPC[^\n]*\n$/);
  });
});

describe('a Node that cannot read TypeScript', () => {
  test('says which one to take, in one line', () => {
    // As Node 20 and 22.17 are: they lack what this flag takes away.
    const { status, stderr } = spawnSync(process.execPath, ['--no-strip-types', LEAKBOT, 'doctor'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^leakbot: needs Node 22\.18 or newer, this is v\S+: start it with npx leakbot[^\n]*\n$/);
  });
});
