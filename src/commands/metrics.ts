import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CountHeldBack } from '../investigation/silence/silences.ts';
import { SECOND } from '../measurement/duration.ts';
import type { CourierWatch } from '../slack/courier/watch.ts';
import type { Bot } from './bot.ts';

/** The bot's own metrics, in Prometheus' text format. */
export interface BotMetrics {
  /** Alerts of one webhook call: those about memory, and those that were about something else. */
  alertsReceived(sender: string, counts: { readonly taken: number; readonly ignored: number }): void;
  /** Counts alerts that opened no thread. */
  readonly heldBack: CountHeldBack;
  /** Counts what becomes of messages. */
  readonly watch: CourierWatch;
  /** The bot whose state is shown; until then only what is counted. */
  show(bot: Bot): void;
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function botMetrics(): BotMetrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const alerts = new Counter({
    name: 'leakbot_alerts_received_total',
    help: 'Alerts that senders posted, by what became of them: taken, or ignored because they are not about memory; of those taken, what was muted or fell into quiet hours and opened no thread.',
    labelNames: ['sender', 'outcome'],
    registers: [register],
  });
  return {
    alertsReceived(sender, { taken, ignored }) {
      alerts.inc({ sender, outcome: 'taken' }, taken);
      alerts.inc({ sender, outcome: 'ignored' }, ignored);
    },
    heldBack: ({ sender, why }) => alerts.inc({ sender, outcome: why === 'mute' ? 'muted' : 'quiet' }),
    watch: courierWatch(register),
    show: (bot) => showBot(bot, register),
    expose: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

/** What the bot's own state shows when it is asked for. */
function showBot(bot: Bot, register: Registry): void {
  new Gauge({
    name: 'leakbot_outbox_pending',
    help: 'Messages and reactions that Slack has not taken yet.',
    registers: [register],
    async collect() {
      this.set(await bot.unreported());
    },
  });
  new Gauge({
    name: 'leakbot_slack_connected',
    help: '1 while events from Slack can arrive.',
    registers: [register],
    collect() {
      this.set(bot.slackConnected() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'leakbot_findings_rated',
    help: 'What people said to “Was this right?”, by kind of finding; kept as long as the findings are.',
    labelNames: ['kind', 'right'],
    registers: [register],
    async collect() {
      this.reset();
      for (const { kind, right, wrong } of await bot.ratings()) {
        this.set({ kind, right: 'yes' }, Number(right));
        this.set({ kind, right: 'no' }, Number(wrong));
      }
    },
  });
  new Gauge({
    name: 'leakbot_gestures_pending',
    help: 'Clicks, commands and mentions that are stored and not done yet.',
    registers: [register],
    async collect() {
      this.set(await bot.gesturesPending());
    },
  });
}

function courierWatch(register: Registry): CourierWatch {
  const messages = new Counter({
    name: 'leakbot_messages_not_taken_total',
    help: 'Tries to post or change a message that Slack did not take: refused for its rate, tried again later, or given up.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const firstPicture = new Histogram({
    name: 'leakbot_first_picture_seconds',
    help: 'From the opening of an investigation until its first reply shows a picture.',
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300],
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
