import { readFileSync } from 'node:fs';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { VisitWatch } from '../adapters/collector/health-notes.ts';
import type { WebhookRefusal } from '../adapters/http-server/webhook.ts';
import type { Clock } from '../foundation/clock.ts';
import type { CountHeldBack } from '../investigation/silence/silences.ts';
import { SECOND } from '../measurement/duration.ts';
import type { CourierWatch } from '../slack/courier/watch.ts';
import type { CallWatch } from '../slack/watched-client.ts';
import type { BotWatch } from './bot.ts';
import { opensThread } from './posts-log.ts';
import { type ShownState, showState } from './state-metrics.ts';
import type { SourceWatch } from './watched-sources.ts';

/** The bot's own metrics, in Prometheus' text format. manifest/README.md lists them. */
export interface BotMetrics {
  /** Alerts of one webhook call, or of one message in Slack (`slack/alertmanager`): those about memory, those that were about something else, those that were cut off. */
  alertsReceived(
    sender: string,
    counts: { readonly taken: number; readonly ignored: number; readonly leftOut: number },
  ): void;
  webhookRefused(sender: string, reason: WebhookRefusal): void;
  /** Counts alerts that opened no thread. */
  readonly heldBack: CountHeldBack;
  /** Counts what the bot does. */
  readonly watch: BotWatch;
  /** Counts what is asked of sources and targets. */
  readonly sources: SourceWatch & VisitWatch;
  /** What is read off the bot, its sources and its store; until then only what is counted. */
  show(state: ShownState): void;
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function botMetrics({
  clock,
  senders,
}: {
  readonly clock: Clock;
  readonly senders: readonly string[];
}): BotMetrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  showBuild(register);
  return {
    ...webhookCounts(register, senders),
    watch: { ...stepTimes(register, clock), calls: slackCalls(register) },
    sources: sourceCounts(register),
    show: (state) => showState(state, register),
    expose: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

function showBuild(register: Registry): void {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  new Gauge({
    name: 'leakbot_build_info',
    help: 'Always 1; the labels say which Leakbot runs, on which Node.',
    labelNames: ['version', 'node_version'],
    registers: [register],
  }).set({ version, node_version: process.version }, 1);
}

function webhookCounts(register: Registry, senders: readonly string[]) {
  const alerts = new Counter({
    name: 'leakbot_alerts_received_total',
    help: 'Alerts that senders posted: taken, ignored because they are not about memory, or left out of a call that was too long.',
    labelNames: ['sender', 'outcome'],
    registers: [register],
  });
  const heldBack = new Counter({
    name: 'leakbot_alerts_held_back_total',
    help: 'Firing alerts of those taken that opened no thread, because someone muted their service (mute) or the hours are quiet (quiet-hours).',
    labelNames: ['sender', 'why'],
    registers: [register],
  });
  const refused = new Counter({
    name: 'leakbot_webhook_calls_refused_total',
    help: 'Calls of senders that were refused: no valid token or signature, too large, not what the sender sends, or not stored.',
    labelNames: ['sender', 'reason'],
    registers: [register],
  });
  // A counter that appears with its first alert has no increase for it.
  for (const sender of senders) {
    for (const outcome of ['taken', 'ignored', 'left-out']) alerts.inc({ sender, outcome }, 0);
    for (const why of ['mute', 'quiet-hours']) heldBack.inc({ sender, why }, 0);
    for (const reason of ['unauthorised', 'too-large', 'unreadable', 'not-stored']) refused.inc({ sender, reason }, 0);
  }
  return {
    alertsReceived(sender: string, counts: Parameters<BotMetrics['alertsReceived']>[1]) {
      alerts.inc({ sender, outcome: 'taken' }, counts.taken);
      alerts.inc({ sender, outcome: 'ignored' }, counts.ignored);
      alerts.inc({ sender, outcome: 'left-out' }, counts.leftOut);
    },
    heldBack: ({ sender, why }: Parameters<CountHeldBack>[0]) => heldBack.inc({ sender, why }),
    webhookRefused: (sender: string, reason: WebhookRefusal) => refused.inc({ sender, reason }),
  };
}

/** From parts of a second to the minutes that a slow Prometheus or a large profile takes. */
const BUCKETS = [0.5, 1, 2, 5, 10, 30, 60, 120, 300];

function stepTimes(register: Registry, clock: Clock): Pick<BotWatch, 'messages' | 'evidence'> {
  const steps = new Histogram({
    name: 'leakbot_step_seconds',
    help: 'Time to each step: "thread" from the opening of an investigation to its first message, a question from when it comes up until its evidence is judged, "report" from the wish for one until it is written.',
    labelNames: ['step'],
    buckets: BUCKETS,
    registers: [register],
  });
  const messages = courierWatch(register);
  return {
    messages: {
      ...messages,
      posted(slot, investigation) {
        if (!opensThread(slot, investigation)) return;
        steps.observe({ step: 'thread' }, (clock.now() - investigation.openedAt) / SECOND);
      },
    },
    evidence: { gathered: (step, after) => steps.observe({ step }, after / SECOND) },
  };
}

function courierWatch(register: Registry): Omit<CourierWatch, 'posted'> {
  const messages = new Counter({
    name: 'leakbot_messages_not_taken_total',
    help: 'Tries to post or change a message that Slack did not take: refused for its rate, tried again later, or given up.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const firstPicture = new Histogram({
    name: 'leakbot_first_picture_seconds',
    help: 'From the opening of an investigation until its first reply shows a picture.',
    buckets: BUCKETS,
    registers: [register],
  });
  for (const outcome of ['refused', 'retried', 'given-up']) messages.inc({ outcome }, 0);
  return {
    refused: () => messages.inc({ outcome: 'refused' }),
    retried: () => messages.inc({ outcome: 'retried' }),
    gaveUp: () => messages.inc({ outcome: 'given-up' }),
    firstPicture: (after) => firstPicture.observe(after / SECOND),
  };
}

function slackCalls(register: Registry): CallWatch {
  const calls = new Counter({
    name: 'leakbot_slack_calls_total',
    help: 'Calls of the Slack Web API, by method and result: ok, rate-limited, refused (Slack named an error), unreachable.',
    labelNames: ['method', 'result'],
    registers: [register],
  });
  return { called: (method, result) => calls.inc({ method, result }) };
}

function sourceCounts(register: Registry): SourceWatch & VisitWatch {
  const asked = new Counter({
    name: 'leakbot_source_requests_total',
    help: 'Questions to sources of evidence: ok, partial (a part is missing), unavailable (may work later), refused (someone has to change something), failed.',
    labelNames: ['source', 'result'],
    registers: [register],
  });
  const visits = new Counter({
    name: 'leakbot_target_visits_total',
    help: 'What the embedded collector asked processes for: ok, or why nothing usable came back.',
    labelNames: ['part', 'result'],
    registers: [register],
  });
  return {
    asked: (source, result) => asked.inc({ source, result }),
    visited: (part, result) => visits.inc({ part, result }),
  };
}
