import type { Agent } from 'node:http';
import * as webApi from '@slack/web-api';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain, InvalidInputError, UnavailableError } from '../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import { APP_TOKEN_FIXES } from './app-token.ts';
import { mendedByPeople } from './courier/problem.ts';
import type { SlackLog, Take } from './delivery.ts';
import { type Delivered, openLine, type SocketLine } from './socket-line.ts';

interface SocketDependencies {
  /** Speaks with the app's token. */
  readonly client: webApi.WebClient;
  readonly agent?: Agent | undefined;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly log: SlackLog;
  readonly take: Take;
}

export interface Socket {
  /** Resolves when connected, or when Slack is unreachable and it goes on trying. Rejects when Slack refuses the token. */
  start(): Promise<void>;
  stop(): Promise<void>;
  connected(): boolean;
}

/** Pauses between tries to connect double from a second up to this. */
const LONGEST_PAUSE = 30 * SECOND;

/** Keeps one Socket Mode connection: opens another when it ends, for as long as that takes. */
export function keepConnected(dependencies: SocketDependencies): Socket {
  return new KeptSocket(dependencies);
}

class KeptSocket implements Socket {
  readonly #dependencies: SocketDependencies;
  #line: SocketLine | undefined;
  #starting = false;
  #stopped = false;
  #failures = 0;
  /** What was delivered and is not acknowledged yet: that waits for the store alone. */
  readonly #taking = new Set<Promise<void>>();
  #silence = () => {};

  constructor(dependencies: SocketDependencies) {
    this.#dependencies = dependencies;
  }

  connected(): boolean {
    return this.#line !== undefined;
  }

  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError) throw refused(error);
      this.#dependencies.log.warn({ error: explain(error) }, 'cannot connect to Slack yet; trying again');
      this.#again();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await Promise.all(this.#taking);
    await this.#line?.close();
  }

  #begin(delivery: Delivered): void {
    // The next process gets it: Slack delivers again what no one acknowledged.
    if (this.#stopped) return;
    const taking = this.#deliver(delivery).finally(() => this.#taking.delete(taking));
    this.#taking.add(taking);
  }

  /** Never rejects. What was not acknowledged is delivered again. */
  async #deliver({ body, ack }: Delivered): Promise<void> {
    const { log } = this.#dependencies;
    let answer: object | undefined;
    try {
      answer = await this.#take(body);
    } catch (error) {
      return log.error({ error: explain(error) }, 'what Slack delivered could not be stored: it is not acknowledged');
    }
    await ack(answer).catch((error: unknown) => {
      log.warn({ error: explain(error) }, 'an acknowledgement did not reach Slack; what it was for is stored');
    });
  }

  async #take(body: unknown): Promise<object | undefined> {
    const { take, log } = this.#dependencies;
    try {
      return await take(body);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      // Delivered again, it would be no better.
      log.warn({ error: explain(error) }, 'a message of the socket holds nothing that Slack delivers');
      return undefined;
    }
  }

  #again(): void {
    if (this.#stopped) return;
    const { alarm, clock, log } = this.#dependencies;
    this.#silence();
    this.#silence = alarm(clock.now() + pauseAfter(this.#failures), () => {
      this.#connect().catch((error: unknown) => {
        log.warn({ error: explain(error), say: saidBy(error) }, 'cannot connect to Slack; trying again');
        this.#again();
      });
    });
  }

  async #connect(): Promise<void> {
    if (this.#starting || this.#stopped) return;
    this.#starting = true;
    try {
      this.#line = await this.#open();
    } catch (error) {
      this.#failures += 1;
      throw error;
    } finally {
      this.#starting = false;
    }
    if (this.#failures > 0) this.#dependencies.log.info({}, 'connected to Slack again');
    this.#failures = 0;
    void this.#line.down.then(() => {
      this.#line = undefined;
      this.#again();
    });
    // Asked to stop while it was opening.
    if (this.#stopped) await this.#line.close();
  }

  async #open(): Promise<SocketLine> {
    const { client, agent, log } = this.#dependencies;
    const { url } = await client.apps.connections.open();
    if (url === undefined) throw new UnavailableError('Slack named no address to connect to', { retryable: true });
    return openLine(url, { agent, log, delivered: (delivery) => this.#begin(delivery) });
  }
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
