import type { Agent, IncomingMessage, ServerResponse } from 'node:http';
import * as webApi from '@slack/web-api';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import type { SlackLog, Take } from './delivery.ts';
import { signedDeliveries } from './http-deliveries.ts';
import { keepConnected } from './socket.ts';
import { type CallWatch, watchedClient } from './watched-client.ts';

export type { SlackLog } from './delivery.ts';

export interface SlackSettings {
  readonly botToken: string;
  /** Socket Mode when set; else events come signed over HTTP. */
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  readonly apiUrl?: string | undefined;
  /** Carries Socket Mode through a proxy. */
  readonly agent?: Agent | undefined;
  /** Carries the calls of Slack's API; the process's own when left out. */
  readonly fetch?: webApi.FetchFunction | undefined;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface SlackConnection {
  readonly client: webApi.WebClient;
  /** Takes `POST /slack/events` in HTTP mode. */
  readonly requestListener?: RequestListener | undefined;
  /** Whether events can arrive; over HTTP they always can. */
  connected(): boolean;
  /** Connects, in Socket Mode; rejects when Slack refuses the token. Slack being unreachable is waited for in the background. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface ConnectionMeans {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly log: SlackLog;
  readonly take: Take;
  /** Counts the calls that are made with the bot's token. */
  readonly watch?: CallWatch | undefined;
}

const UNWATCHED: CallWatch = { called: () => undefined };

/** No call may hang: Slack's client has no timeout and ten retries over half an hour unless set otherwise. */
const CLIENT = { timeout: 15 * SECOND, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true };

/**
 * The two ways to Slack; nothing is connected before `start()` (Socket Mode) or the first request (HTTP). Bolt's App is
 * not among them: it asks `auth.test` about each event before anyone sees it, and acknowledges events before they are
 * stored (5.1).
 */
export function connectSlack(
  settings: SlackSettings,
  { clock, alarm, log, take, watch }: ConnectionMeans,
): SlackConnection {
  const logger = clientLogger(log);
  const clientOptions = {
    ...CLIENT,
    logger,
    ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  };
  const client = watchedClient(settings.botToken, clientOptions, watch ?? UNWATCHED);
  if (settings.appToken !== undefined) {
    const asApp = new webApi.WebClient(settings.appToken, clientOptions);
    const socket = keepConnected({ client: asApp, agent: settings.agent, clock, alarm, log, take });
    return {
      client,
      connected: () => socket.connected(),
      start: () => socket.start(),
      stop: () => socket.stop(),
    };
  }
  const requestListener = signedDeliveries({ signingSecret: settings.signingSecret ?? '', take, log });
  const nothing = () => Promise.resolve();
  return { client, requestListener, connected: () => true, start: nothing, stop: nothing };
}

/** The client's chatter at debug level, its warnings and errors as they are; tokens never reach it. */
function clientLogger(log: SlackLog): webApi.Logger {
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
    getLevel: () => webApi.LogLevel.INFO,
    setName: () => undefined,
  };
}
