import { type SocketModeReceiver, webApi } from '@slack/bolt';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain, InvalidInputError } from '../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import { APP_TOKEN_FIXES } from './app-token.ts';
import { mendedByPeople } from './courier/problem.ts';
import type { SlackLog, Take } from './delivery.ts';

interface SocketDependencies {
  readonly client: SocketModeReceiver['client'];
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly log: Pick<SlackLog, 'info' | 'warn' | 'error'>;
  readonly take: Take;
}

export interface Socket {
  /** Resolves when connected, or when Slack is unreachable and it goes on trying. Rejects when Slack refuses the token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}

const LONGEST_PAUSE = 30 * SECOND;

/** A close handshake with a peer that is gone is not waited for longer. */
const GOODBYE = 2 * SECOND;

/**
 * Keeps one Socket Mode connection. The client's own reconnecting ends for good when `apps.connections.open` fails once
 * for want of a network (3.1: the rejection is no one's), so it is switched off and done here.
 */
export function keepConnected({ client, clock, alarm, log, take }: SocketDependencies): Socket {
  let connected = false;
  let starting = false;
  let stopped = false;
  let failures = 0;
  let silence = () => {};

  client.on('connected', () => {
    if (failures > 0) log.info({}, 'connected to Slack again');
    connected = true;
    failures = 0;
  });
  client.on('disconnected', () => {
    connected = false;
    if (!starting) again();
  });
  client.on('slack_event', ({ body, ack }: { readonly body: unknown; readonly ack: () => Promise<void> }) => {
    void deliver(body, ack);
  });

  /** Never rejects. What was not acknowledged is delivered again. */
  async function deliver(body: unknown, ack: () => Promise<void>): Promise<void> {
    try {
      await take(body).catch((error: unknown) => {
        if (!(error instanceof InvalidInputError)) throw error;
        // Delivered again, it would be no better.
        log.warn({ error: explain(error) }, 'a message of the socket holds nothing that Slack delivers');
      });
    } catch (error) {
      return log.error({ error: explain(error) }, 'what Slack delivered could not be stored: it is not acknowledged');
    }
    await ack().catch((error: unknown) => {
      log.warn({ error: explain(error) }, 'an acknowledgement did not reach Slack; what it was for is stored');
    });
  }

  function again(): void {
    if (stopped) return;
    silence();
    silence = alarm(clock.now() + pauseAfter(failures), () => {
      connect().catch((error: unknown) => {
        log.warn({ error: explain(error), say: saidBy(error) }, 'cannot connect to Slack; trying again');
        again();
      });
    });
  }

  async function connect(): Promise<void> {
    if (starting || stopped) return;
    starting = true;
    try {
      await client.start();
    } catch (error) {
      failures += 1;
      throw error instanceof Error ? error : new Error('Slack closed the connection at once', { cause: error });
    } finally {
      starting = false;
    }
  }

  return {
    connected: () => connected,
    async start() {
      try {
        await connect();
      } catch (error) {
        if (error instanceof webApi.WebAPIPlatformError) throw refused(error);
        log.warn({ error: explain(error) }, 'cannot connect to Slack yet; trying again');
        again();
      }
    },
    async stop() {
      stopped = true;
      silence();
      if (!connected) return;
      const patience = new Promise<void>((resolve) => {
        setTimeout(resolve, GOODBYE).unref();
      });
      await Promise.race([client.disconnect(), patience]);
    },
  };
}

/** 0.2 s after a connection that stood, then 1, 2, 4 … 30 s. */
function pauseAfter(failures: number): Milliseconds {
  return failures === 0 ? SECOND / 5 : Math.min(LONGEST_PAUSE, SECOND * 2 ** (failures - 1));
}

function refused(error: webApi.WebAPIPlatformError): InvalidInputError {
  const code = error.data.error;
  const fix = APP_TOKEN_FIXES[code] ?? 'leakbot doctor shows more.';
  return new InvalidInputError(`Slack opens no Socket Mode connection (${code}). ${fix}`);
}

function saidBy(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError
    ? (APP_TOKEN_FIXES[error.data.error] ?? mendedByPeople(error.data.error))
    : undefined;
}
