import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Message } from '../workspace/model.ts';
import type { BenchContext } from './context.ts';
import { type Figure, quantile } from './figure.ts';
import { type RunningBot, startRecordedBot } from './running-bot.ts';
import { ALERTS_A_CALL, CALLS, nameOf, type StormAlert, stormAlerts, WORKLOADS } from './storm-alerts.ts';
import { type Openings, openingsAmong, type SentAlert, slotOf } from './storm-openings.ts';

const LASTS = 10 * SECOND;
/** Every opening is to stand, or to be named in a digest, so long after the last alert. */
const OPENINGS_WITHIN = 110 * SECOND;
const BETWEEN_CLICKS = 2 * SECOND;
const PATIENCE = 60 * SECOND;

/**
 * A hundred workloads of one namespace fire a thousand alerts within ten seconds, some more than others, while someone
 * clicks through the threads that there are; then the same with a `kill -9` after half of the alerts. The older checkout,
 * where one is given, has its storm first.
 */
export async function benchStorm({ against }: BenchContext): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  try {
    const older = against === undefined ? undefined : await storm(cache, { checkout: against });
    const calm = await storm(cache, {});
    const killed = await storm(cache, { kill: true });
    return [
      ...figuresOf(calm, ''),
      ...figuresOf(killed, ', killed').filter(({ name }) => /workloads|openings/.test(name)),
      ...(older === undefined ? [] : figuresOf(older, ', older checkout')),
    ];
  } finally {
    await rm(cache, { recursive: true });
  }
}

interface Storm {
  readonly answers: readonly number[];
  readonly acks: readonly number[];
  readonly questions: readonly number[];
  readonly peak: number;
  readonly longestTurn: number;
  readonly openings: Openings;
}

function figuresOf(storm: Storm, suffix: string): readonly Figure[] {
  const { answers, acks, questions, openings } = storm;
  const figures: readonly Figure[] = [
    { name: 'webhook to 202, 99 of 100 within', value: quantile(answers, 0.99), unit: 'milliseconds' },
    { name: 'clicks', value: acks.length, unit: 'count' },
    { name: 'click to acknowledgement, 99 of 100 within', value: quantile(acks, 0.99), unit: 'milliseconds' },
    { name: 'click to next question, 95 of 100 within', value: quantile(questions, 0.95), unit: 'milliseconds' },
    { name: 'workloads with a thread by 110 s', value: openings.threads, unit: 'count' },
    { name: 'workloads named in digests', value: openings.named, unit: 'count' },
    { name: 'workloads lost', value: openings.lost, unit: 'count' },
    { name: 'workloads with two openings', value: openings.double, unit: 'count' },
    { name: 'openings before a worse one', value: openings.outOfOrder, unit: 'count' },
    { name: 'most resident memory', value: storm.peak, unit: 'bytes' },
    { name: 'longest turn of the event loop', value: storm.longestTurn, unit: 'milliseconds' },
  ];
  return figures.map((figure) => ({ ...figure, name: `${figure.name}${suffix}` }));
}

interface StormOptions {
  readonly checkout?: string;
  readonly kill?: boolean;
}

async function storm(cache: string, { checkout, kill = false }: StormOptions): Promise<Storm> {
  const names = Array.from({ length: WORKLOADS }, (_, n) => nameOf(n));
  const bot = await startRecordedBot(cache, { checkout, names });
  const measured = { peak: 0, longestTurn: 0 };
  const over = new AbortController();
  const watching = watch(bot, measured, over.signal);
  try {
    const clicking = clickAround(bot, over.signal);
    const calls = await raiseStorm(bot, kill);
    await sleep(OPENINGS_WITHIN);
    const sent = calls.flatMap(({ alerts }) => alerts);
    const openings = openingsAmong(bot.workspace.messages(bot.channel), { names, sent });
    over.abort();
    const { acks, questions } = await clicking;
    await watching;
    return { ...measured, answers: calls.map(({ took }) => took), acks, questions, openings };
  } finally {
    over.abort();
    await bot.stop();
  }
}

function raiseStorm(bot: RunningBot, kill: boolean): Promise<readonly Call[]> {
  return raiseCalls(
    () => bot.url(),
    async (call, answers) => {
      if (!kill || call !== CALLS / 2) return;
      await Promise.allSettled(answers);
      await bot.killAndStart();
    },
  );
}

/** The alerts of the storm in their calls, each to the address of the moment. */
export async function raiseCalls(
  urlFor: (call: number) => string,
  between: (call: number, answers: readonly Promise<Call>[]) => Promise<void> = () => Promise.resolve(),
): Promise<readonly Call[]> {
  const alerts = stormAlerts();
  const answers: Promise<Call>[] = [];
  const startsAt = new Date().toISOString();
  for (let call = 0; call < CALLS; call += 1) {
    const part = alerts.slice(call * ALERTS_A_CALL, (call + 1) * ALERTS_A_CALL);
    answers.push(raise(() => urlFor(call), part, startsAt));
    await sleep(LASTS / CALLS);
    await between(call, answers);
  }
  return Promise.all(answers);
}

/** A call that was taken. */
export interface Call {
  /** Milliseconds from the try that was taken to its answer. */
  readonly took: number;
  readonly alerts: readonly SentAlert[];
}

/** A sender tries again what was not taken, as Alertmanager does. */
async function raise(url: () => string, alerts: readonly StormAlert[], startsAt: string): Promise<Call> {
  const body = JSON.stringify({
    version: '4',
    status: 'firing',
    receiver: 'leakbot',
    groupKey: 'storm',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    alerts: alerts.map(({ name, pod }) => ({
      status: 'firing',
      labels: { alertname: 'KubeContainerOOMKilled', namespace: 'prod', container: name, pod },
      annotations: { summary: `${pod} was killed at its memory limit` },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example',
      fingerprint: `${pod}`,
    })),
  });
  const sentAt = Date.now();
  for (;;) {
    const start = performance.now();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url()}/webhooks/alertmanager`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    if (response?.status === 202) {
      const takenAt = Date.now();
      return { took: performance.now() - start, alerts: alerts.map(({ name }) => ({ name, sentAt, takenAt })) };
    }
    await sleep(SECOND);
  }
}

/** The peak of what the kernel counts as resident, and the longest turn that the bot's own metrics report. */
async function watch(
  bot: RunningBot,
  measured: { peak: number; longestTurn: number },
  signal: AbortSignal,
): Promise<void> {
  // What was slow before the storm, as the start of the process is, counts until it is asked for.
  await fetch(`${bot.url()}/metrics`);
  while (!signal.aborted) {
    const status = await readFile(`/proc/${bot.pid()}/status`, 'utf8').catch(() => '');
    measured.peak = Math.max(measured.peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KiB);
    const metrics = await fetch(`${bot.url()}/metrics`).then(
      (response) => response.text(),
      () => '',
    );
    const lag = Number(/^nodejs_eventloop_lag_max_seconds ([\d.e-]+)$/m.exec(metrics)?.[1] ?? 0);
    measured.longestTurn = Math.max(measured.longestTurn, lag * SECOND);
    await sleep(SECOND);
  }
}

/** Someone answers one open question after the other, and looks how long the next one takes. */
async function clickAround(bot: RunningBot, signal: AbortSignal) {
  const acks: number[] = [];
  const questions: Promise<number>[] = [];
  const clicked = new Set<string>();
  while (!signal.aborted) {
    await sleep(BETWEEN_CLICKS);
    const open = threadsOf(bot).flatMap(({ root, replies }) =>
      replies.filter((reply) => isQuestion(reply) && !clicked.has(reply.ts)).map((reply) => ({ root, reply })),
    );
    // Before the last question, whose answer leads to a report.
    const next = open.find(({ root }) => repliesTo(bot, root).length < 3);
    if (next === undefined) continue;
    clicked.add(next.reply.ts);
    const before = repliesTo(bot, next.root).length;
    const start = performance.now();
    const button = before === 1 ? 'answer.yes' : 'answer.no';
    const receipt = await bot.workspace.as('dana').click({ channel: bot.channel, ts: next.reply.ts }, button);
    if (!receipt.acknowledged) continue;
    acks.push(performance.now() - start);
    const answered = bot.workspace.until(() => repliesTo(bot, next.root).length > before, {
      what: 'the next question',
      timeoutMs: PATIENCE,
    });
    questions.push(
      answered.then(
        () => performance.now() - start,
        () => PATIENCE,
      ),
    );
  }
  return { acks, questions: await Promise.all(questions) };
}

interface Thread {
  readonly root: Message;
  readonly replies: readonly Message[];
}

function threadsOf(bot: RunningBot): readonly Thread[] {
  return bot.workspace
    .messages(bot.channel)
    .filter((message) => slotOf(message) === 'root')
    .map((root) => ({ root, replies: repliesTo(bot, root) }));
}

function repliesTo({ workspace, channel }: RunningBot, { ts }: Message): readonly Message[] {
  return workspace.thread({ channel, ts }).slice(1);
}

function isQuestion({ blocks }: Message): boolean {
  return blocks.some((block) =>
    ((block['elements'] ?? []) as readonly { action_id?: string }[]).some(({ action_id: id }) => id === 'answer.yes'),
  );
}
