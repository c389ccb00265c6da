import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Message } from '../workspace/model.ts';
import { type Figure, median } from './figure.ts';
import { LARGE, largeProfile } from './large-profile.ts';
import { type RunningBot, startRecordedBot } from './running-bot.ts';

const CLICKS = 50;
const BETWEEN = 50;
const PATIENCE = 120_000;

/**
 * Acknowledgements of 50 clicks that arrive while the bot makes a report out of pairs of 150,000 samples a side: the clicks
 * reopen questions and answer them again, so that comparisons are given up and begun again all the while. The time is
 * from the click leaving the workspace to its acknowledgement there.
 */
export async function benchClicks(): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const side = (growth: number) => gzipSync(largeProfile({ ...LARGE, seed: 1, growth }));
  const bot = await startRecordedBot(cache, { heap: { base: side(1), current: side(1.4) } });
  try {
    await bot.raiseAlert();
    await answerUntilReporting(bot);
    const began = performance.now();
    const acks = await clickAround(bot);
    await answerUntilReported(bot);
    return [
      { name: 'clicks', value: acks.length, unit: 'count' },
      { name: 'median acknowledgement', value: median(acks), unit: 'milliseconds' },
      { name: 'worst acknowledgement', value: Math.max(...acks), unit: 'milliseconds' },
      { name: 'from the last answer to the report', value: performance.now() - began, unit: 'milliseconds' },
    ];
  } finally {
    await bot.stop();
    await rm(cache, { recursive: true });
  }
}

/** Says Yes to every question, the last of which begins the report. */
async function answerUntilReporting(bot: RunningBot): Promise<void> {
  for (const step of ['rss-growing', 'goroutines-growing', 'live-heap-growing']) {
    const message = await bot.workspace.until(() => thread(bot).find(isQuestion), { what: step, timeoutMs: PATIENCE });
    await click(bot, message, step === 'goroutines-growing' ? 'answer.no' : 'answer.yes');
    await bot.workspace.until(() => !thread(bot).some((each) => each.ts === message.ts && isQuestion(each)), {
      what: `${step} answered`,
      timeoutMs: PATIENCE,
    });
  }
}

/** Answers what the clicks left open, until the report is there. */
async function answerUntilReported(bot: RunningBot): Promise<void> {
  const isReport = (message: Message) => actionsOf(message).includes('report');
  for (;;) {
    const seen = await bot.workspace.until(() => thread(bot).find((each) => isQuestion(each) || isReport(each)), {
      what: 'the report',
      timeoutMs: PATIENCE,
    });
    if (!isQuestion(seen)) return;
    await click(bot, seen, 'answer.yes');
    await bot.workspace.until(() => !thread(bot).some(isQuestion), { what: 'an answer', timeoutMs: PATIENCE });
  }
}

async function clickAround(bot: RunningBot): Promise<number[]> {
  const acks: Promise<number>[] = [];
  while (acks.length < CLICKS) {
    const message = await bot.workspace.until(() => thread(bot).findLast((each) => buttonOf(each) !== undefined), {
      what: 'a button',
      timeoutMs: PATIENCE,
    });
    acks.push(click(bot, message, buttonOf(message) ?? ''));
    await sleep(BETWEEN);
  }
  return Promise.all(acks);
}

/** Milliseconds until the bot had acknowledged. */
async function click({ workspace, channel }: RunningBot, { ts }: Message, button: string): Promise<number> {
  const start = performance.now();
  const receipt = await workspace.as('dana').click({ channel, ts }, button);
  if (!receipt.acknowledged) throw new Error('a click was not acknowledged');
  return performance.now() - start;
}

function thread({ workspace, channel }: RunningBot): readonly Message[] {
  return workspace.messages(channel).flatMap(({ ts }) => workspace.thread({ channel, ts }));
}

function isQuestion(message: Message): boolean {
  return actionsOf(message).includes('answer.yes');
}

/** What takes a question back, or answers it again. */
function buttonOf(message: Message): string | undefined {
  return actionsOf(message).find((action) => action === 'change' || action === 'answer.yes');
}

function actionsOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) => {
    const elements = [block['accessory'] ?? [], block['elements'] ?? []].flat() as readonly { action_id?: string }[];
    return elements.map((element) => element.action_id ?? '');
  });
}
