import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Bytes, KiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { BenchContext } from './context.ts';
import { type Figure, median } from './figure.ts';
import { startRecordedBot } from './running-bot.ts';

const SETTLES_IN = 10 * SECOND;

/** The bot of an older checkout is asked for in turns with this one, so often each. */
const TURNS = 3;

/**
 * Resident memory of the bot that waits for alerts, beside that of a Node process that does nothing, and where one is given
 * of the bot of an older checkout. The first start after an installation strips the types from its sources and keeps the
 * result; later ones find it.
 */
export async function benchIdleMemory({ against }: Pick<BenchContext, 'against'>): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const empty = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600000)'], { stdio: 'ignore' });
  try {
    const first = await idleBot(cache);
    const turns = against === undefined ? [await idleBot(cache)] : [];
    const older = against === undefined ? [] : await inTurns(cache, against, turns);
    const later = median(turns);
    const nothing = await residentMemory(Number(empty.pid));
    return [
      { name: 'resident memory of the idle bot', value: later, unit: 'bytes' },
      { name: 'of an empty Node process', value: nothing, unit: 'bytes' },
      { name: 'ratio', value: later / nothing, unit: 'times' },
      { name: 'at the first start after an installation', value: first, unit: 'bytes' },
      ...(against === undefined
        ? []
        : ([
            { name: 'of the older checkout', value: median(older), unit: 'bytes' },
            { name: 'ratio to it', value: later / median(older), unit: 'times' },
          ] as const)),
    ];
  } finally {
    empty.kill();
    await rm(cache, { recursive: true });
  }
}

/** Adds what this checkout takes to `here`; returns what the older one takes, its first start left out. */
async function inTurns(cache: string, checkout: string, here: Bytes[]): Promise<readonly Bytes[]> {
  const there: Bytes[] = [];
  await idleBot(cache, checkout);
  for (let turn = 0; turn < TURNS; turn += 1) {
    here.push(await idleBot(cache));
    there.push(await idleBot(cache, checkout));
  }
  return there;
}

async function idleBot(cache: string, checkout?: string): Promise<Bytes> {
  const bot = await startRecordedBot(cache, { checkout });
  try {
    await sleep(SETTLES_IN);
    return await residentMemory(bot.pid());
  } finally {
    await bot.stop();
  }
}

/** As the kernel counts it, from outside, so that asking costs the process nothing. */
async function residentMemory(pid: number): Promise<Bytes> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * KiB;
}
