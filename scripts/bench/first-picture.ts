import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../workspace/model.ts';
import type { BenchContext } from './context.ts';
import { type Figure, median, quantile } from './figure.ts';
import { type RunningBot, startRecordedBot } from './running-bot.ts';

const RUNS = 5;
/** Enough for the slowest of twenty to be left out. */
const RUNS_WHEN_NAMED = 20;
const PATIENCE = 30_000;

/**
 * From an alert's webhook to the first picture in its thread, over bots that have just started on a recorded leak; in
 * turns with the bot of an older checkout where one is given. The stand-in workspace keeps Slack's rates, answers at once
 * and makes uploads usable at once; Slack takes its own time on top.
 */
export async function benchFirstPicture({ named, against }: BenchContext): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const count = named ? RUNS_WHEN_NAMED : RUNS;
  const here: Run[] = [];
  const there: Run[] = [];
  for (let run = 0; run < count; run += 1) {
    here.push(await oneRun(cache, undefined));
    if (against !== undefined) there.push(await oneRun(cache, against));
  }
  await rm(cache, { recursive: true });
  const pictured = here.map((run) => run.pictured);
  const older = there.map((run) => run.pictured);
  return [
    { name: 'webhook to 202', value: median(here.map((run) => run.accepted)), unit: 'milliseconds' },
    { name: 'webhook to first picture', value: median(pictured), unit: 'milliseconds' },
    { name: '95 of 100 within', value: quantile(pictured, 0.95), unit: 'milliseconds' },
    { name: 'slowest of the runs', value: Math.max(...pictured), unit: 'milliseconds' },
    { name: 'runs', value: count, unit: 'count' },
    ...(against === undefined
      ? []
      : ([
          { name: 'the older checkout', value: median(older), unit: 'milliseconds' },
          { name: 'ratio', value: median(pictured) / median(older), unit: 'times' },
        ] as const)),
  ];
}

async function oneRun(cache: string, checkout: string | undefined): Promise<Run> {
  const bot = await startRecordedBot(cache, { checkout });
  try {
    return await timeOneAlert(bot);
  } finally {
    await bot.stop();
  }
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
