import { systemClock } from '../../src/foundation/clock.ts';
import type { Desk } from './api/desk.ts';
import { type ApiRoutes, type CallRecord, serveApi } from './api/routes.ts';
import { Faults } from './faults.ts';
import { FileShelf } from './files.ts';
import { Announcer } from './intake/announcer.ts';
import { type Delivery, DeliveryDesk } from './intake/delivery.ts';
import type { Receipt } from './intake/envelope.ts';
import { SignedHttp } from './intake/signed-http.ts';
import { SocketMode } from './intake/socket-mode.ts';
import type { Channel, Message, StoredFile } from './model.ts';
import type { WorkspaceOptions } from './options.ts';
import { OtherApps } from './other-apps.ts';
import { type Page, servePage } from './page/routes.ts';
import type { Payload } from './payload.ts';
import { Interactions } from './people/interactions.ts';
import { OtherApp } from './people/other-app.ts';
import { Person } from './people/person.ts';
import { ResponseUrls } from './response-urls.ts';
import { RateMeter } from './rules/rates.ts';
import { seedState } from './seed.ts';
import { listen, stop } from './server.ts';
import { messageShape } from './slack-shapes.ts';
import { Triggers } from './triggers.ts';
import { until } from './waiting.ts';

/** A local stand-in for Slack: what an app connects to, what a person sees, and a driver for tests. */
export interface Workspace {
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly pageUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly bot: { readonly userId: string; readonly botId: string };
  /** By name. */
  readonly channels: Readonly<Record<string, Channel>>;
  readonly faults: Faults;
  /** Every Web API call so far, oldest first. */
  readonly calls: readonly CallRecord[];
  /** Everything the app was sent, with each attempt. */
  readonly deliveries: readonly Delivery[];
  as(user: string): Person;
  app(name: string): OtherApp;
  /** Top-level messages and broadcast replies, oldest first, without ephemerals. */
  messages(channel: string): readonly Message[];
  /** The parent and its replies, oldest first. */
  thread(where: { readonly channel: string; readonly ts: string }): readonly Message[];
  /** A message as the Web API shows it, with its metadata. */
  shape(message: Message): Payload;
  files(): readonly StoredFile[];
  archive(channel: string): void;
  /** Removes every message of the channel, as if nothing had been said there. */
  clear(channel: string): void;
  invite(channel: string, user: string): void;
  remove(channel: string, user: string): void;
  setFileDelay(delayMs: number): void;
  /** Resolves with the first truthy answer, looking again at every change; rejects after 5 s or `timeoutMs`. */
  until<T>(
    look: () => T | undefined | null | false,
    options?: { readonly what?: string; readonly timeoutMs?: number },
  ): Promise<T>;
  /** Open Socket Mode connections. */
  connections(): number;
  disconnect(how: 'warning' | 'refresh_requested' | 'cut'): void;
  /** Sends an event (by `event_id`), or what a person did (by `trigger_id`), once more, with the retry marks. */
  redeliver(id: string): Promise<Receipt>;
  /** Verifies the app's request URL and from now on posts there (HTTP mode). */
  connectByHttp(requestUrl: string): Promise<void>;
  close(): Promise<void>;
}

const tokens = { bot: 'xoxb-000000001-workspace', app: 'xapp-1-A00000001-workspace' } as const;

/** Starts the stand-in on 127.0.0.1. Rejects when the port is taken or the request URL does not verify. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const clock = options.clock ?? systemClock;
  const state = seedState(options, clock);
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const signingSecret = options.signingSecret ?? '8f742231b10e8888abcd99yyyzzz85a5';
  const sockets = new SocketMode(state, ackTimeoutMs);
  const deliveries = new DeliveryDesk(sockets, options.retryDelaysMs ?? [0, 60_000, 300_000], () =>
    state.changed({ kind: 'delivery' }),
  );
  const announcer = new Announcer(state, deliveries);
  const files = new FileShelf(state, announcer, options.fileDelayMs ?? 0);
  const desk: Desk = {
    state,
    announcer,
    files,
    triggers: new Triggers(clock),
    rates: new RateMeter(clock),
    burstInChannel: options.burstInChannel,
    otherApps: new OtherApps(state),
    openSocket: () => sockets.openUrl(),
  };
  const responseUrls = new ResponseUrls(desk);
  const interactions = new Interactions({ desk, deliveries, responseUrls });
  const calls: CallRecord[] = [];
  const faults = new Faults();
  const api: ApiRoutes = { desk, tokens, faults, responseUrls, calls };
  const channel = (reference: string): Channel => {
    const found = state.findChannel(reference);
    if (found === undefined) throw new Error(`no channel ${reference}`);
    return found;
  };
  const person = (reference: string) => {
    const user = state.findUser(reference);
    if (user === undefined) throw new Error(`no user ${reference}`);
    return user;
  };
  const page: Page = {
    around: { state, files },
    person: (reference) => new Person(person(reference), desk, interactions),
    connections: () => (deliveries.transport === sockets ? sockets.connections : 1),
    banner: options.banner ?? (() => ''),
  };
  const { server, origin } = await listen(
    options.port ?? 0,
    [
      ...(options.extraRoutes ?? []),
      (request, response, url) => serveApi(api, request, response, url),
      (request, response, url) => servePage(page, request, response, url),
    ],
    sockets,
  );
  state.origin = origin;

  const connectByHttp = async (requestUrl: string) => {
    const http = new SignedHttp({ requestUrl, signingSecret, ackTimeoutMs });
    await http.verifyUrl();
    deliveries.transport = http;
    state.changed({ kind: 'connection' });
  };
  const workspace: Workspace = {
    apiUrl: `${origin}/api/`,
    pageUrl: `${origin}/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    signingSecret,
    bot: state.app,
    channels: Object.fromEntries([...state.channels.values()].map((one) => [one.name, one])),
    faults,
    calls,
    deliveries: deliveries.log,
    as: (user) => new Person(person(user), desk, interactions),
    app: (name) => new OtherApp(name, desk),
    messages: (reference) => {
      files.settle();
      const { id } = channel(reference);
      return state.messagesIn(id).filter((message) => message.threadTs === undefined || message.broadcast);
    },
    thread: ({ channel: reference, ts }) => {
      files.settle();
      const { id } = channel(reference);
      const parent = state.findMessage(id, ts);
      return [...(parent === undefined ? [] : [parent]), ...state.repliesTo(id, ts)];
    },
    shape: (message) => messageShape(state, message, { metadata: true }),
    files: () => [...state.files.values()],
    clear: (reference) => {
      const { id } = channel(reference);
      for (const message of state.messages.values()) if (message.channel === id) state.removeMessage(message);
    },
    archive: (reference) => {
      channel(reference).archived = true;
      state.changed({ kind: 'channel', channel: channel(reference).id });
    },
    invite: (reference, user) => announcer.joined(channel(reference), person(user).id),
    remove: (reference, user) => {
      channel(reference).members.delete(person(user).id);
      state.changed({ kind: 'channel', channel: channel(reference).id });
    },
    setFileDelay: (delayMs) => files.setDelay(delayMs),
    until: (look, waiting) => until(state, look, waiting),
    connections: () => sockets.connections,
    disconnect: (how) => sockets.disconnect(how),
    redeliver: (id) => deliveries.again(id),
    connectByHttp,
    close: async () => {
      deliveries.close();
      files.close();
      sockets.close();
      await stop(server);
    },
  };
  if (options.requestUrl !== undefined) await connectByHttp(options.requestUrl);
  return workspace;
}
