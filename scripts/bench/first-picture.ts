import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../workspace/model.ts';
import { type Figure, median } from './figure.ts';
import { type RunningBot, startRecordedBot } from './running-bot.ts';

const RUNS = 5;
const PATIENCE = 30_000;

/**
 * From an alert's webhook to the first picture in its thread: medians over bots that have just started on a recorded
 * leak. The stand-in workspace answers at once and makes uploads usable at once; Slack takes its own time on top.
 */
export async function benchFirstPicture(): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const bot = await startRecordedBot(cache);
    try {
      runs.push(await timeOneAlert(bot));
    } finally {
      await bot.stop();
    }
  }
  await rm(cache, { recursive: true });
  const pictured = runs.map((run) => run.pictured);
  return [
    { name: 'webhook to 202', value: median(runs.map((run) => run.accepted)), unit: 'milliseconds' },
    { name: 'webhook to first picture', value: median(pictured), unit: 'milliseconds' },
    { name: 'slowest of the runs', value: Math.max(...pictured), unit: 'milliseconds' },
    { name: 'runs', value: RUNS, unit: 'count' },
  ];
}

/** Milliseconds since the request left. */
interface Run {
  readonly accepted: number;
  readonly pictured: number;
}

async function timeOneAlert({ workspace, channel, raiseAlert }: RunningBot): Promise<Run> {
  const start = performance.now();
  const status = await raiseAlert();
  const accepted = performance.now() - start;
  if (status !== 202) throw new Error(`the webhook was answered with ${status}`);
  const shown = () =>
    workspace.messages(channel).some(({ ts }) => workspace.thread({ channel, ts }).some(showsPicture));
  await workspace.until(shown, { what: 'the first picture', timeoutMs: PATIENCE });
  return { accepted, pictured: performance.now() - start };
}

function showsPicture({ blocks }: Message): boolean {
  return blocks.some((block) => block['type'] === 'image');
}
