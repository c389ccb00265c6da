import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Dispatcher } from 'undici';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { SECOND } from '../measurement/duration.ts';
import { keepConnected } from './socket.ts';

/** What Leakbot's logger must be able to do. */
export interface SlackLog {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface SlackSettings {
  readonly botToken: string;
  /** Socket Mode when set; else events come signed over HTTP. */
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  readonly apiUrl?: string | undefined;
  /** Carries Socket Mode through a proxy; everything else takes the process's own. */
  readonly dispatcher?: Dispatcher | undefined;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface SlackConnection {
  readonly app: App;
  /** Takes `POST /slack/events` in HTTP mode. */
  readonly requestListener?: RequestListener | undefined;
  /** Whether events can arrive; over HTTP they always can. */
  connected(): boolean;
  /** Connects, in Socket Mode; rejects when Slack refuses the token. Slack being unreachable is waited for in the background. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** No call may hang: Slack's client has no timeout and ten retries over half an hour unless set otherwise. */
const CLIENT = { timeout: 15 * SECOND, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** Builds the Bolt app; nothing is connected before `start()` (Socket Mode) or the first request (HTTP). */
export function connectSlack(
  settings: SlackSettings,
  { clock, alarm, log }: { readonly clock: Clock; readonly alarm: Alarm; readonly log: SlackLog },
): SlackConnection {
  const logger = boltLogger(log);
  const clientOptions = {
    ...CLIENT,
    logger,
    ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
  };
  const common = {
    token: settings.botToken,
    clientOptions,
    logger,
    extendedErrorHandler: true,
    tokenVerificationEnabled: false,
    convoStore: false as const,
  };
  if (settings.appToken !== undefined) {
    // The receiver reads its client's options here only: those of the App never reach it, and it would call slack.com.
    const receiver = new SocketModeReceiver({
      appToken: settings.appToken,
      logger,
      autoReconnectEnabled: false,
      ...(settings.dispatcher === undefined ? {} : { dispatcher: settings.dispatcher }),
      installerOptions: { clientOptions },
    });
    const socket = keepConnected({ client: receiver.client, clock, alarm, log });
    return attended({ app: new App({ ...common, receiver }), ...socket }, log);
  }
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret ?? '',
    endpoints: '/slack/events',
    logger,
  });
  const app = new App({ ...common, receiver });
  const requestListener: RequestListener = (request, response) => receiver.requestListener(request, response);
  const nothing = () => Promise.resolve();
  return attended({ app, requestListener, connected: () => true, start: nothing, stop: nothing }, log);
}

/** Logs what a listener throws, and lets `stop` wait for listeners: what was acknowledged must be done. */
function attended(connection: SlackConnection, log: SlackLog): SlackConnection {
  const { app } = connection;
  const busy = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const running = next();
    busy.add(running);
    await running.finally(() => busy.delete(running));
  });
  app.error(({ error, body }: { readonly error: Error; readonly body: unknown }) => {
    const type = (body as { readonly type?: string } | undefined)?.type ?? 'event';
    log.error({ type, error: explain(error) }, 'a Slack event could not be handled');
    return Promise.resolve();
  });
  return {
    ...connection,
    async stop() {
      await connection.stop();
      await Promise.allSettled(busy);
    },
  };
}

/** Bolt's chatter at debug level, its warnings and errors as they are; tokens never reach it. */
function boltLogger(log: SlackLog): Logger {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'slack client' }, parts.map(String).join(' '));
  return {
    debug: () => undefined,
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
