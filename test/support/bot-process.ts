import { startBot, startReplica } from '../../src/commands/bot.ts';
import { openStore } from '../../src/commands/open-store.ts';
import { isPostgres } from '../../src/foundation/store-location.ts';
import type { SlackLog } from '../../src/slack/app.ts';
import { fastTime, type Tempo } from './fast-time.ts';
import { recordedEvidence } from './recorded-evidence.ts';

/** What the process is reported in its first argument, as JSON. */
export interface BotOrders {
  readonly database: string;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly channel: string;
  readonly tempo: Tempo;
}

/** What it writes to its parent, one JSON document a message. */
export type BotNews =
  | { readonly kind: 'up' }
  | { readonly kind: 'idle'; readonly unreported: number }
  | { readonly kind: 'log'; readonly level: string; readonly facts: object; readonly message: string };

/** The production bot as a process of its own: to be killed. Takes alerts as messages from its parent. */
const orders = JSON.parse(process.argv[2] ?? '') as BotOrders;
const time = fastTime(orders.tempo);
const evidence = recordedEvidence();
const say = (news: BotNews) => process.send?.(news);
const write = (level: string) => (facts: object, message: string) => void say({ kind: 'log', level, facts, message });
const log: SlackLog = {
  debug: () => undefined,
  info: write('info'),
  warn: write('warn'),
  error: write('error'),
};

const stop = new AbortController();
const lost = () => process.exit(1);
const store = await openStore(orders.database, { clock: time, alarm: time.alarm, log, signal: stop.signal, lost });
const beside = isPostgres(orders.database);
const bot = await (beside ? startReplica : startBot)({
  ...evidence,
  stores: store.stores,
  clock: time,
  alarm: time.alarm,
  log,
  services: () => Promise.resolve([evidence.service]),
  slack: { botToken: orders.botToken, appToken: orders.appToken, apiUrl: orders.apiUrl },
  channel: orders.channel,
  access: { channels: [], userGroups: [] },
});
if (beside) void store.leading.then(() => bot.lead()).catch(() => process.exit(1));
say({ kind: 'up' });

process.on('message', (alert: unknown) => {
  if (alert === 'unreported')
    void bot.idle().then(async () => say({ kind: 'idle', unreported: await bot.unreported() }));
  else void bot.intake.receive([alert as Parameters<typeof bot.intake.receive>[0][number]]);
});
process.once('SIGTERM', () => {
  void bot
    .stop()
    .then(() => store.close())
    .then(() => process.exit(0));
});
