import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Bot } from './bot.ts';

/** The bot's own metrics, in Prometheus' text format. */
export interface BotMetrics {
  alertsReceived(count: number): void;
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export function botMetrics(bot: Bot): BotMetrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const alerts = new Counter({
    name: 'leakbot_alerts_received_total',
    help: 'Alerts taken from senders.',
    registers: [register],
  });
  new Gauge({
    name: 'leakbot_outbox_pending',
    help: 'Messages and reactions that Slack has not taken yet.',
    registers: [register],
    async collect() {
      this.set(await bot.untold());
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
    alertsReceived: (count) => alerts.inc(count),
    expose: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}
