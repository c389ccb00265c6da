import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { explain } from '../foundation/errors.ts';
import { SECOND } from '../measurement/duration.ts';

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
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface SlackConnection {
  readonly app: App;
  /** Takes `POST /slack/events` in HTTP mode. */
  readonly requestListener?: RequestListener | undefined;
  /** Whether events can arrive; over HTTP they always can. */
  connected(): boolean;
}

/** No call may hang: Slack's client has no timeout and ten retries over half an hour unless told otherwise. */
const CLIENT = { timeout: 15 * SECOND, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/** Builds the Bolt app; nothing is connected before `app.start()` (Socket Mode) or the first request (HTTP). */
export function connectSlack(settings: SlackSettings, log: SlackLog): SlackConnection {
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
      installerOptions: { clientOptions },
    });
    let connected = false;
    receiver.client.on('connected', () => {
      connected = true;
    });
    for (const event of ['reconnecting', 'disconnecting', 'disconnected']) {
      receiver.client.on(event, () => {
        connected = false;
      });
    }
    return withErrors({ app: new App({ ...common, receiver }), connected: () => connected }, log);
  }
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret ?? '',
    endpoints: '/slack/events',
    logger,
  });
  const app = new App({ ...common, receiver });
  const requestListener: RequestListener = (request, response) => receiver.requestListener(request, response);
  return withErrors({ app, requestListener, connected: () => true }, log);
}

function withErrors(connection: SlackConnection, log: SlackLog): SlackConnection {
  connection.app.error(({ error, body }: { readonly error: Error; readonly body: unknown }) => {
    const type = (body as { readonly type?: string } | undefined)?.type ?? 'event';
    log.error({ type, error: explain(error) }, 'a Slack event could not be handled');
    return Promise.resolve();
  });
  return connection;
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
