import { execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Bytes, KiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Figure } from './figure.ts';
import { startRecordedBot } from './running-bot.ts';

const SETTLES_IN = 10 * SECOND;

/** Resident memory of the bot that waits for alerts, beside that of a Node process that does nothing. */
export async function benchIdleMemory(): Promise<readonly Figure[]> {
  const bot = await startRecordedBot();
  const empty = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3600000)'], { stdio: 'ignore' });
  try {
    await sleep(SETTLES_IN);
    const [idle, nothing] = [await residentMemory(bot.pid), await residentMemory(Number(empty.pid))];
    return [
      { name: 'resident memory of the idle bot', value: idle, unit: 'bytes' },
      { name: 'of an empty Node process', value: nothing, unit: 'bytes' },
      { name: 'ratio', value: idle / nothing, unit: 'times' },
    ];
  } finally {
    empty.kill();
    await bot.stop();
  }
}

/** As the kernel counts it, from outside, so that asking costs the process nothing. */
async function residentMemory(pid: number): Promise<Bytes> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * KiB;
}
