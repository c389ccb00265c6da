import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Bot } from './bot.ts';

/** The bot's own metrics, in Prometheus' text format. */
export interface BotMetrics {
  /** Alerts of one webhook call: those about memory, and those that were about something else. */
  alertsReceived(sender: string, counts: { readonly taken: number; readonly ignored: number }): void;
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function botMetrics(bot: Bot): BotMetrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const alerts = new Counter({
    name: 'leakbot_alerts_received_total',
    help: 'Alerts that senders posted, by what became of them: taken, or ignored because they are not about memory.',
    labelNames: ['sender', 'outcome'],
    registers: [register],
  });
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
  return {
    alertsReceived(sender, { taken, ignored }) {
      alerts.inc({ sender, outcome: 'taken' }, taken);
      alerts.inc({ sender, outcome: 'ignored' }, ignored);
    },
    expose: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}
