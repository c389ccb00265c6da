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
  const runs: { readonly accepted: number; readonly pictured: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const bot = await startRecordedBot();
    try {
      runs.push(await timeOneAlert(bot));
    } finally {
      await bot.stop();
    }
  }
  const pictured = runs.map((run) => run.pictured);
  return [
    { name: 'webhook to 202', value: median(runs.map((run) => run.accepted)), unit: 'milliseconds' },
    { name: 'webhook to first picture', value: median(pictured), unit: 'milliseconds' },
    { name: 'slowest of the runs', value: Math.max(...pictured), unit: 'milliseconds' },
    { name: 'runs', value: RUNS, unit: 'count' },
  ];
}

async function timeOneAlert({ workspace, channel, raiseAlert }: RunningBot): Promise<{
  readonly accepted: number;
  readonly pictured: number;
}> {
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
