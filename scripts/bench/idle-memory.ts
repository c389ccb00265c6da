import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Bytes, KiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Figure } from './figure.ts';
import { startRecordedBot } from './running-bot.ts';

const SETTLES_IN = 10 * SECOND;

/**
 * Resident memory of the bot that waits for alerts, beside that of a Node process that does nothing. The first start
 * after an installation strips the types from its sources and keeps the result; later ones find it.
 */
export async function benchIdleMemory(): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const empty = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600000)'], { stdio: 'ignore' });
  try {
    const first = await idleBot(cache);
    const later = await idleBot(cache);
    const nothing = await residentMemory(Number(empty.pid));
    return [
      { name: 'resident memory of the idle bot', value: later, unit: 'bytes' },
      { name: 'of an empty Node process', value: nothing, unit: 'bytes' },
      { name: 'ratio', value: later / nothing, unit: 'times' },
      { name: 'at the first start after an installation', value: first, unit: 'bytes' },
    ];
  } finally {
    empty.kill();
    await rm(cache, { recursive: true });
  }
}

async function idleBot(cache: string): Promise<Bytes> {
  const bot = await startRecordedBot(cache);
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
