import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import type { Scrape } from '../../src/collection/sample-store.ts';
import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { appManifest } from '../demo/stage.ts';
import type { Message } from '../workspace/model.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';
import type { BenchContext } from './context.ts';
import { type Figure, quantile } from './figure.ts';
import { type SoakBot, startSoakBot } from './soak-bot.ts';
import { soakGoals } from './soak-goals.ts';
import { judgeItself, ownScrape, type Verdict } from './soak-judge.ts';
import { asks, clickAround, type Gestures } from './soak-people.ts';
import { type SoakServices, serveServices } from './soak-services.ts';
import { makeTrouble, rest, serveProfiles } from './soak-trouble.ts';
import type { Soak } from './soaked.ts';

const SERVICES = 200;
const CHANNELS = ['alerts', 'incidents', 'payments', 'markets'];
const BETWEEN_ALERTS = 3 * SECOND;
const BETWEEN_SCRAPES = 5 * SECOND;
/** Reached within half an hour; the pictures of all threads need about half of it. */
const STORE_BOUND: Bytes = 96 * MiB;
/** Each source fails for so long, and is well again for a third of it. */
const TROUBLE_LASTS = 15 * SECOND;
/** What is said when it is over: Slack takes one message a second and channel, and a busy machine fewer. */
const STANDS_AFTER = 3 * MINUTE;
/** How the log of `leakbot start` begins about one. */
const UNHANDLED = 'a rejection no one handled';

/** A process that has just started fills its caches: what it comes to then is what is judged. */
const WARM_AFTER = 1 / 3;

/** `npm run bench -- soak --minutes N`. */
export async function benchSoak({ named, minutes = 30 }: BenchContext): Promise<readonly Figure[]> {
  if (!named) return [{ name: 'left out', text: 'takes half an hour; name it to run it' }];
  const soaked = await soak(minutes);
  return [...soakFigures(soaked), ...soakGoals(soaked)];
}

function soakFigures(soaked: Soak): readonly Figure[] {
  const { gestures, memory, warm, whole } = soaked;
  const [first = 0] = memory;
  const third = Math.floor(memory.length * WARM_AFTER);
  const errors = [...soaked.errors].map(([message, times]) => `${times} × ${message}`);
  return [
    { name: 'minutes', value: soaked.minutes, unit: 'count' },
    { name: 'alerts, threads, reports', text: `${soaked.alerts}, ${soaked.threads}, ${soaked.reports}` },
    { name: 'services that fired and have no thread', value: soaked.withoutThread.length, unit: 'count' },
    { name: 'times that something was made to fail', value: soaked.troubles, unit: 'count' },
    { name: 'clicks and commands, acknowledged', text: `${gestures.made}, ${gestures.acknowledged}` },
    { name: 'acknowledged and lost', value: soaked.lostGestures, unit: 'count' },
    { name: 'acknowledged within, 95 of 100', value: quantile(gestures.waits, 0.95), unit: 'milliseconds' },
    { name: 'memory at the start', value: first, unit: 'bytes' },
    { name: 'median after a third of the time', value: quantile(memory.slice(third), 0.5), unit: 'bytes' },
    { name: 'at the end', value: memory.at(-1) ?? 0, unit: 'bytes' },
    { name: 'most', value: Math.max(...memory), unit: 'bytes' },
    { name: 'Leakbot of itself, once warm', text: said(warm) },
    { name: 'and from its start', text: said(whole) },
    { name: 'largest store', value: soaked.largestStore, unit: 'bytes' },
    { name: 'of its bound', value: soaked.largestStore / soaked.storeBound, unit: 'share' },
    { name: 'rejections that no one handled', value: soaked.unhandled, unit: 'count' },
    { name: 'errors in the log', text: errors.length === 0 ? 'none' : errors.join('; ') },
    { name: 'not delivered at the end', value: soaked.undelivered, unit: 'count' },
    { name: 'exit status', text: String(soaked.exitStatus) },
  ];
}

function said({ growing, headline, finding }: Verdict): string {
  return `memory grows: ${growing} (${headline}); finding ${finding}`;
}

/**
 * Two hundred services whose processes leak and are killed, an alert every three seconds, each source of evidence and
 * Slack failing in turn, and people who click; then everything is well again, and what was asked for must be there.
 */
export async function soak(minutes: number): Promise<Soak> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-soak-'));
  const workspace = await startWorkspace({
    manifest: appManifest(),
    channels: CHANNELS.map((name) => ({ name })),
  });
  const services = await serveServices(SERVICES);
  const profiles = await serveProfiles();
  try {
    const settings = { folder, workspace, services: services.services, channels: CHANNELS };
    const bot = await startSoakBot({ ...settings, pyroscope: profiles.url, maxBytes: STORE_BOUND });
    const scene = { workspace, services, profiles, bot };
    const played = await play(scene, minutes);
    const undelivered = await settled(bot);
    const threads = rootsIn(workspace);
    const exitStatus = await bot.stop();
    const [scrapes, third] = [played.scrapes, Math.floor(played.scrapes.length * WARM_AFTER)];
    return {
      ...played,
      minutes,
      undelivered,
      exitStatus,
      threads: threads.length,
      reports: reportsIn(workspace),
      withoutThread: [...played.fired].filter((name) => !threads.some((text) => text.includes(`\`${name}\``))),
      lostGestures: unanswered(played.gestures) + (await undone(bot.database)),
      unhandled: [...bot.errors].reduce((sum, [said, times]) => sum + (said.startsWith(UNHANDLED) ? times : 0), 0),
      errors: bot.errors,
      whole: await judgeItself(folder, scrapes),
      warm: await judgeItself(folder, scrapes.slice(third)),
      storeBound: STORE_BOUND,
    };
  } finally {
    services.close();
    profiles.close();
    await workspace.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Scene {
  readonly workspace: Workspace;
  readonly services: SoakServices;
  readonly profiles: Awaited<ReturnType<typeof serveProfiles>>;
  readonly bot: SoakBot;
}

async function play({ workspace, services, profiles, bot }: Scene, minutes: number) {
  const over = AbortSignal.timeout(minutes * MINUTE);
  const names = services.services.map(({ name }) => name);
  const gestures: Gestures = { made: 0, acknowledged: 0, waits: [], answered: new Map() };
  const fired = new Set<string>();
  const people = { workspace, channels: CHANNELS, services: names, signal: over };
  const [alerts, troubles, watched] = await Promise.all([
    raiseAlerts(bot, { names, fired, signal: over }),
    makeTrouble({ workspace, services, profiles, signal: over }, TROUBLE_LASTS),
    watch(bot, over),
    clickAround(people, gestures),
  ]);
  return { alerts, troubles, fired, gestures, ...watched };
}

interface Firing {
  readonly names: readonly string[];
  readonly fired: Set<string>;
  readonly signal: AbortSignal;
}

/** One service after the other; what fired a while ago is over. Returns how many alerts were taken. */
async function raiseAlerts({ url }: SoakBot, { names, fired, signal }: Firing): Promise<number> {
  let taken = 0;
  for (let n = 0; !signal.aborted; n += 1) {
    const alert = (at: number, status: string) => ({
      status,
      labels: { alertname: 'KubeContainerOOMKilled', namespace: 'soak', container: names[at % names.length] },
      startsAt: new Date(startedAt(at)).toISOString(),
    });
    const body = JSON.stringify({
      version: '4',
      alerts: [alert(n, 'firing'), ...(n < 10 ? [] : [alert(n - 10, 'resolved')])],
    });
    const headers = { 'content-type': 'application/json' };
    const call = fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body, signal });
    if ((await call.catch(() => undefined))?.status === 202) {
      fired.add(names[n % names.length] ?? '');
      taken += 1;
    }
    await rest(BETWEEN_ALERTS, signal);
  }
  return taken;
}

const FIRST = Date.now();

/** A resolution names the moment that its alert began. */
function startedAt(n: number): number {
  return FIRST + n * BETWEEN_ALERTS;
}

async function watch(bot: SoakBot, signal: AbortSignal) {
  const memory: Bytes[] = [];
  const scrapes: Scrape[] = [];
  let largestStore: Bytes = 0;
  while (!signal.aborted) {
    memory.push(bot.memory());
    const page = (await bot.metrics()) ?? '';
    const scrape = ownScrape(page, Date.now());
    if (scrape !== undefined) scrapes.push(scrape);
    largestStore = Math.max(largestStore, valueIn(page, 'leakbot_store_bytes'));
    await rest(BETWEEN_SCRAPES, signal);
  }
  return { memory, scrapes, largestStore };
}

function valueIn(page: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1] ?? 0);
}

/** Waits as long as it becomes less, until nothing is left to do or to say; returns how much is still left then. */
async function settled(bot: SoakBot): Promise<number> {
  let [fewest, since] = [Number.POSITIVE_INFINITY, performance.now()];
  for (;;) {
    const page = (await bot.metrics()) ?? '';
    const left = valueIn(page, 'leakbot_outbox_pending') + valueIn(page, 'leakbot_gestures_pending');
    if (left < fewest) [fewest, since] = [left, performance.now()];
    if (left === 0 || performance.now() - since > STANDS_AFTER) return left;
    await sleep(SECOND);
  }
}

/** Clicks on an answer that the message does not show. */
function unanswered({ answered }: Gestures): number {
  return [...answered.values()].filter(asks).length;
}

/** What people did that is stored and not done. */
async function undone(file: string): Promise<number> {
  const database = await openDatabase(file);
  const rows = await database.selectFrom('slack_events').select('id').where('body', 'is not', null).execute();
  await database.destroy();
  return rows.length;
}

/** The opening of each thread, and the digests that name what has none yet. */
function rootsIn(workspace: Workspace): readonly string[] {
  return CHANNELS.flatMap((channel) => workspace.messages(channel))
    .filter((message) => /^(root$|digest\/)/.test(slotOf(message)))
    .map(({ blocks, text }) => JSON.stringify([text, blocks]));
}

function reportsIn(workspace: Workspace): number {
  const replies = CHANNELS.flatMap((channel) =>
    workspace.messages(channel).flatMap(({ ts }) => workspace.thread({ channel, ts })),
  );
  return new Set(replies.filter((message) => slotOf(message).startsWith('conclusion/')).map(({ ts }) => ts)).size;
}

function slotOf({ metadata }: Message): string {
  return String((metadata as { event_payload?: { slot?: string } } | undefined)?.event_payload?.slot ?? '');
}
