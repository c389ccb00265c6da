import { readFileSync } from 'node:fs';
import pino from 'pino';
import { eventLoopTurns } from '../adapters/alarm/event-loop-turns.ts';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import { canvasRenderer } from '../adapters/canvas/canvas-renderer.ts';
import { createComparisonPool } from '../adapters/comparison-pool/comparison-pool.ts';
import { cronExpression } from '../adapters/cron/ticker.ts';
import { useProxy } from '../adapters/http-client/proxy.ts';
import { startHttpServer } from '../adapters/http-server/http-server.ts';
import { kindsBy } from '../alert/rules.ts';
import { alertSenders } from '../alert/senders.ts';
import { InvalidSettingsError } from '../config/fault.ts';
import { readSettings } from '../config/read-settings.ts';
import type { BotSettings } from '../config/settings.ts';
import { systemClock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from '../slack/app.ts';
import { SlackHealth } from '../slack/health.ts';
import { type Bot, startBot } from './bot.ts';
import { mappingFaults } from './mapping-faults.ts';
import { botMetrics } from './metrics.ts';
import { openStore } from './open-store.ts';
import { type OpenedThings, openedThings } from './opened-things.ts';
import { sourceHealth } from './source-health.ts';
import { connectSourceHost } from './source-host.ts';
import { connectSources } from './sources.ts';

/** How long a stop may take before the process ends anyway: less than Kubernetes' 30 s of grace. */
const STOP_WITHIN = 20 * SECOND;

/** `leakbot start`: runs until it is asked to stop. Throws for settings that cannot work. */
export async function startCommand(): Promise<void> {
  const settings = readSettings({
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    cwd: process.cwd(),
    need: 'start',
    checkSchedule: cronExpression,
  });
  const faults = await mappingFaults(settings.webhooks);
  if (faults.length > 0) throw new InvalidSettingsError(faults);
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  // A disconnect that races a reconnect rejects where no one listens: the client recovers, and so must we.
  process.on('unhandledRejection', (error) => log.error({ error: explain(error) }, 'a rejection no one handled'));

  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  // From the signal on, whatever the bot is at: a start that hangs must end too.
  stop.signal.addEventListener('abort', () => endWithin(STOP_WITHIN, log), { once: true });
  const running = await runBot(settings, { log, signal: stop.signal });
  log.info({ url: running.url, metrics: running.metrics }, 'Leakbot is up');
  await aborted(stop.signal);
  log.info({}, 'stopping: what is in flight is finished');
  await running.stop();
}

function endWithin(time: Milliseconds, log: SlackLog): void {
  const deadline = setTimeout(() => {
    log.error({}, 'the stop took too long; what is unfinished is taken up by the next start');
    process.exit(1);
  }, time);
  deadline.unref();
}

interface RunContext {
  readonly log: SlackLog;
  /** Ends a start that waits for its turn on the store. */
  readonly signal: AbortSignal;
}

export interface RunningBot {
  /** Where webhooks, health and metrics are served. */
  readonly url: string;
  /** Where metrics come from, for people. */
  readonly metrics: string;
  readonly bot: Bot;
  stop(): Promise<void>;
}

/** The whole bot as the settings want it. When the start fails in the middle, what was opened is closed again. */
export async function runBot(settings: BotSettings, { log, signal }: RunContext): Promise<RunningBot> {
  const opened = openedThings();
  try {
    return await openAll(settings, { log, signal, opened });
  } catch (error) {
    await opened.close().catch((fault: unknown) => log.error({ error: explain(fault) }, 'not everything was closed'));
    throw error;
  }
}

async function openAll(
  settings: BotSettings,
  { log, signal, opened }: RunContext & { readonly opened: OpenedThings },
): Promise<RunningBot> {
  const clock = systemClock;
  const lost = () => {
    log.error({}, 'another Leakbot took over the store: this one ends');
    process.exit(1);
  };
  const proxy = opened.add(useProxy({ https: settings.proxy.https?.reveal(), except: settings.proxy.except }));
  const store = opened.add(await openStore(settings.database, { clock, log, signal, lost }));
  const { stores } = store;
  const renderer = opened.add(canvasRenderer());
  const comparer = opened.add(createComparisonPool());
  const sources = opened.add(connectSources(settings, { stores: stores.collector, clock, log }));
  const metrics = botMetrics();
  const bot = await startBot({
    watch: metrics.watch,
    stores,
    clock,
    log,
    metrics: sources.metrics,
    profiles: sources.profiles,
    witness: sources.witness,
    capturer: sources.capturer,
    comparer,
    renderer,
    sourceHost: connectSourceHost(settings, { cache: stores.sourceCache, clock }),
    services: sources.services,
    slack: {
      botToken: settings.slack.botToken.reveal(),
      appToken: settings.slack.appToken?.reveal(),
      signingSecret: settings.slack.signingSecret?.reveal(),
      apiUrl: settings.slack.apiUrl,
      dispatcher: proxy.dispatcher,
    },
    channel: settings.channel,
    access: settings.access,
  });
  opened.add({ close: () => bot.stop() });
  metrics.show(bot);
  const channels = [...new Set([settings.channel, ...settings.services.flatMap(({ channel }) => channel ?? [])])];
  const alarm = systemAlarm(clock);
  const health = new SlackHealth({ client: bot.client, channels, clock, alarm, log });
  opened.add({ close: () => health.stop() });
  health.start();
  const http = opened.add(
    await startHttpServer({
      host: settings.http.host,
      port: settings.http.port,
      senders: alertSenders(settings.webhooks),
      kindOf: kindsBy(settings.alertRules),
      secretOf: (name) => settings.http.senderSecrets.get(name)?.reveal(),
      onAlerts: async (alerts, { sender, ignored, leftOut }) => {
        metrics.alertsReceived(sender, { taken: alerts.length, ignored });
        await bot.intake.receive(alerts, { leftOut });
      },
      turns: eventLoopTurns,
      readiness: {
        slack: () => Promise.resolve(bot.slackConnected() ? undefined : 'not connected'),
        messages: () => Promise.resolve(health.trouble() ?? bot.deliveryTrouble()),
        store: () => store.trouble(),
      },
      notes: { metrics: sourceHealth({ clock, ask: () => sources.ask(), log }) },
      metrics: metrics.expose,
      slackEvents: bot.slackEvents,
      log,
    }),
  );
  sources.startCollecting();
  return {
    url: http.url,
    metrics: sources.metrics.name,
    bot,
    stop: () => opened.close(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
