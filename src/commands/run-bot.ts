import { eventLoopTurns } from '../adapters/alarm/event-loop-turns.ts';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import { grafanaDesk } from '../adapters/alert-senders/grafana.ts';
import { pagerDutyDesk } from '../adapters/alert-senders/pagerduty.ts';
import { canvasRenderer } from '../adapters/canvas/canvas-renderer.ts';
import { createComparisonPool } from '../adapters/comparison-pool/comparison-pool.ts';
import { type ProxyInUse, useProxy } from '../adapters/http-client/proxy.ts';
import { slackFetch } from '../adapters/http-client/slack-fetch.ts';
import { startHttpServer } from '../adapters/http-server/http-server.ts';
import { PushDesk } from '../adapters/http-server/push/push-desk.ts';
import { postReading } from '../alert/posts.ts';
import { kindsBy } from '../alert/rules.ts';
import type { AlertSender } from '../alert/sender.ts';
import { alertSenders, POST_READERS } from '../alert/senders.ts';
import type { BotSettings } from '../config/settings.ts';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { isPostgres } from '../foundation/store-location.ts';
import type { SlackLog } from '../slack/app.ts';
import { SlackHealth } from '../slack/health.ts';
import { type Bot, type BotParts, startBot, startReplica } from './bot.ts';
import { HomeHealth } from './home-health.ts';
import { usableDesks } from './issue-desks.ts';
import { type BotMetrics, botMetrics } from './metrics.ts';
import { openStore, type Store } from './open-store.ts';
import { type OpenedThings, openedThings } from './opened-things.ts';
import { sourceHealth } from './source-health.ts';
import { connectSourceHost } from './source-host.ts';
import { connectSources, type Sources } from './sources.ts';

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
    return await openAll({ settings, clock: systemClock, log, signal, opened });
  } catch (error) {
    await opened.close().catch((fault: unknown) => log.error({ error: explain(fault) }, 'not everything was closed'));
    throw error;
  }
}

interface Opening extends RunContext {
  readonly settings: BotSettings;
  readonly clock: Clock;
  readonly opened: OpenedThings;
}

async function openAll(opening: Opening): Promise<RunningBot> {
  const { settings, opened, clock, log, signal } = opening;
  const lost = () => {
    log.error({}, 'another Leakbot took over the store: this one ends, and is to be started again');
    process.exit(1);
  };
  const proxy = opened.add(await useProxy({ https: settings.proxy.https?.reveal(), except: settings.proxy.except }));
  const store = opened.add(await openStore(settings.database, { clock, log, signal, lost }));
  const renderer = opened.add(canvasRenderer());
  const comparer = opened.add(createComparisonPool());
  const senders = alertSenders(settings.webhooks);
  const metrics = botMetrics({ clock, senders: senders.map(({ name }) => name) });
  const collector = store.stores.collector;
  const homeHealth = new HomeHealth();
  const watch = homeHealth.remembering(metrics.sources);
  const sources = opened.add(await connectSources(settings, { stores: collector, clock, log, watch }));
  const bot = await openBot(opening, { proxy, store, renderer, comparer, sources, metrics, homeHealth });
  const sourceTrouble = sourceHealth({ clock, ask: () => sources.ask(), log });
  metrics.show({ bot, sources, stores: store.stores, bound: settings.collector.maxBytes, sourceTrouble });
  const health = watchSlack(opening, bot);
  homeHealth.show({ sources, sourceTrouble, slackTrouble: () => health.trouble() ?? bot.deliveryTrouble() });
  const http = opened.add(await serveHttp(opening, { bot, metrics, health, store, senders, sourceTrouble }));
  await leadWhenDue(opening, { store, bot, sources });
  return {
    url: http.url,
    metrics: sources.metrics.name,
    bot,
    stop: () => opened.close(),
  };
}

/** The only one on a store leads already; one of several replicas when its time comes. */
async function leadWhenDue(
  { settings, log }: Opening,
  { store, bot, sources }: { readonly store: Store; readonly bot: Bot; readonly sources: Sources },
): Promise<void> {
  if (!isPostgres(settings.database)) return sources.startCollecting();
  const led = store.leading.then(async () => {
    await bot.lead();
    await sources.startCollecting();
  });
  led.catch((error: unknown) => {
    // Closed before its time came.
    if (store.role() !== 'leads') return;
    log.error({ error: explain(error) }, 'this replica cannot lead: it ends, and is to be started again');
    process.exit(1);
  });
}

interface Connected extends Pick<BotParts, 'renderer' | 'comparer'> {
  readonly store: Store;
  readonly proxy: ProxyInUse;
  readonly sources: Sources;
  readonly metrics: BotMetrics;
  readonly homeHealth: HomeHealth;
}

async function openBot({ settings, opened, clock, log }: Opening, parts: Connected): Promise<Bot> {
  const { proxy, store, renderer, comparer, sources, metrics, homeHealth } = parts;
  const { stores } = store;
  const begin = isPostgres(settings.database) ? startReplica : startBot;
  const bot = await begin({
    watch: metrics.watch,
    health: () => homeHealth.checks(),
    countHeldBack: metrics.heldBack,
    postHeard: metrics.alertsReceived,
    senderDesks: senderDesks(settings.senderDesks, clock),
    jira: settings.issues?.jira,
    issueDesks: usableDesks(settings),
    readPost: postReading({
      readers: POST_READERS,
      channels: settings.slackAlerts,
      kindOf: kindsBy(settings.alertRules),
    }),
    stores,
    clock,
    log,
    metrics: sources.metrics,
    profiles: sources.profiles,
    witness: sources.witness,
    capturer: sources.capturer,
    comparer,
    renderer,
    sourceHost: connectSourceHost(settings, { cache: stores.sourceCache, clock, watch: metrics.sources }),
    services: sources.services,
    slack: {
      botToken: settings.slack.botToken.reveal(),
      appToken: settings.slack.appToken?.reveal(),
      signingSecret: settings.slack.signingSecret?.reveal(),
      apiUrl: settings.slack.apiUrl,
      agent: proxy.agent,
      // Where a proxy is set, the process's own goes through it.
      fetch: proxy.agent === undefined ? slackFetch : undefined,
    },
    channel: settings.channel,
    quietHours: settings.quietHours,
    cooldown: settings.cooldown,
    access: settings.access,
  });
  opened.add({ close: () => bot.stop() });
  return bot;
}

/** Asks Slack from time to time whether the bot may post where it is to. */
function watchSlack({ settings, opened, clock, log }: Opening, bot: Bot): SlackHealth {
  // What a service's channel does not take begins in the channel for all.
  const others = [...settings.services, ...settings.slackAlerts].flatMap(({ channel }) => channel ?? []);
  const health = new SlackHealth({
    client: bot.client,
    channels: [settings.channel],
    read: [...new Set(others)],
    clock,
    alarm: systemAlarm(clock),
    log,
  });
  opened.add({ close: () => health.stop() });
  health.start();
  return health;
}

interface Served {
  readonly bot: Bot;
  readonly metrics: BotMetrics;
  readonly health: SlackHealth;
  readonly store: Store;
  readonly senders: readonly AlertSender[];
  /** What is wrong with the source of metrics; undefined when it answers. */
  readonly sourceTrouble: () => string | undefined;
}

function serveHttp({ settings, clock, log }: Opening, { bot, metrics, health, store, ...served }: Served) {
  return startHttpServer({
    host: settings.http.host,
    port: settings.http.port,
    senders: served.senders,
    kindOf: kindsBy(settings.alertRules),
    secretOf: (name) => settings.http.senderSecrets.get(name)?.reveal(),
    onAlerts: async (alerts, { sender, ignored, leftOut }) => {
      await bot.intake.receive(alerts, { leftOut });
      metrics.alertsReceived(sender, { taken: alerts.length, ignored, leftOut });
    },
    onRefused: metrics.webhookRefused,
    turns: eventLoopTurns,
    readiness: {
      slack: () => Promise.resolve(bot.slackConnected() ? undefined : 'not connected'),
      messages: () => Promise.resolve(health.trouble() ?? bot.deliveryTrouble()),
      store: () => store.trouble(),
    },
    posts: pushRoutes(settings, { store, clock, log }),
    notes: {
      metrics: served.sourceTrouble,
      ...(isPostgres(settings.database) && { role: () => store.role() }),
    },
    metrics: metrics.expose,
    slackEvents: bot.slackEvents,
    log,
  });
}

/** Where profiles may be pushed; nowhere without a token for it. */
function pushRoutes(
  { http: { pushToken } }: BotSettings,
  { store, clock, log }: Pick<Served, 'store'> & Pick<Opening, 'clock' | 'log'>,
) {
  if (pushToken === undefined) return undefined;
  const { snapshots } = store.stores.collector;
  return new PushDesk({ store: snapshots, token: pushToken.reveal(), clock, log }).routes;
}

/** Those that tokens are set for. */
function senderDesks({ pagerduty, grafana }: BotSettings['senderDesks'], clock: Clock): BotParts['senderDesks'] {
  return {
    ...(pagerduty && { pagerduty: pagerDutyDesk({ ...pagerduty, token: pagerduty.token.reveal() }) }),
    ...(grafana && { grafana: grafanaDesk({ ...grafana, token: grafana.token.reveal(), clock }) }),
  };
}
