import type { Agent } from 'node:http';
import { WebSocket } from 'ws';
import { explain } from '../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from './delivery.ts';

/** One message of Slack's; it comes again, on this or another line, until it is acknowledged. */
export interface Delivered {
  readonly body: unknown;
  /** Rejects when the line cannot carry it. */
  readonly ack: (answer?: object) => Promise<void>;
}

export interface SocketLine {
  /** Resolves when it is down, whoever ended it. */
  readonly down: Promise<void>;
  /** Takes leave; resolves when the line is down, which Slack has two seconds to confirm. */
  close(): Promise<void>;
}

interface LineUse {
  /** Reaches Slack's host; the process's own when left out. */
  readonly agent?: Agent | undefined;
  readonly log: Pick<SlackLog, 'debug' | 'warn'>;
  readonly delivered: (delivery: Delivered) => void;
  /** {@link BETWEEN_PINGS} when left out. */
  readonly betweenPings?: Milliseconds | undefined;
}

/** For the connection, and for Slack's hello on it. */
const OPENS_WITHIN: Milliseconds = 10 * SECOND;

/** A close handshake with a peer that is gone is not waited for longer. */
const GOODBYE: Milliseconds = 2 * SECOND;

/** Slack's own clients ping as often as every second or two. */
const BETWEEN_PINGS: Milliseconds = 2.5 * SECOND;

/** So many pings without anything from Slack, and the line is dead: three, because one packet may be lost. */
const PINGS_UNANSWERED = 3;

/**
 * Opens one line of Socket Mode at an address of `apps.connections.open`. Resolves when Slack has said hello; rejects when
 * it says anything else or nothing. Slack's own client (3.1) does the same with undici, whose 111 modules, and the fetch of
 * Node that they touch, take 17 MiB of an idle bot.
 */
export async function openLine(url: string, use: LineUse): Promise<SocketLine> {
  const line = new Line(url, use);
  await line.greeted;
  return line;
}

class Line implements SocketLine {
  readonly greeted: Promise<void>;
  readonly down: Promise<void>;
  readonly #socket: WebSocket;
  readonly #use: LineUse;
  readonly #hello: NodeJS.Timeout;
  #pings: NodeJS.Timeout | undefined;
  #unanswered = 0;
  #stands = false;
  #trouble = 'Slack closed the connection at once';

  constructor(url: string, use: LineUse) {
    this.#use = use;
    // Compression would keep two contexts of zlib for messages of a few kilobytes.
    const options = { perMessageDeflate: false, handshakeTimeout: OPENS_WITHIN };
    const agent = url.startsWith('wss:') && use.agent !== undefined ? { agent: use.agent } : {};
    this.#socket = new WebSocket(url, { ...options, ...agent });
    this.#hello = setTimeout(() => this.#giveUp('Slack said no hello'), OPENS_WITHIN);
    const [greeted, down] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.greeted = greeted.promise;
    this.down = down.promise;
    this.#socket.on('close', () => {
      clearTimeout(this.#hello);
      clearInterval(this.#pings);
      greeted.reject(new Error(this.#trouble));
      down.resolve();
    });
    this.#listen(greeted.resolve);
  }

  close(): Promise<void> {
    this.#takeLeave();
    return this.down;
  }

  #listen(greeted: () => void): void {
    const socket = this.#socket;
    socket.on('message', (data: Buffer, isBinary) => {
      this.#unanswered = 0;
      if (!isBinary) this.#read(data.toString('utf8'), greeted);
    });
    for (const sign of ['ping', 'pong'] as const) {
      socket.on(sign, () => {
        this.#unanswered = 0;
      });
    }
    socket.on('error', (error) => {
      this.#trouble = explain(error);
      if (this.#stands) this.#use.log.warn({ error: this.#trouble }, 'the connection to Slack broke');
    });
  }

  #read(text: string, greeted: () => void): void {
    const message = parsed(text);
    if (message.type === 'hello') {
      this.#begin();
      greeted();
    } else if (message.type === 'disconnect') {
      this.#use.log.debug({ reason: message.reason }, 'Slack wants another connection');
      this.#trouble = `Slack wants another connection (${String(message.reason)})`;
      this.#takeLeave();
    } else {
      const { envelope_id: id, payload: body } = message;
      if (typeof id === 'string') this.#use.delivered({ body, ack: (answer) => this.#send(id, answer) });
    }
  }

  #begin(): void {
    if (this.#stands) return;
    clearTimeout(this.#hello);
    this.#stands = true;
    this.#pings = setInterval(() => this.#ping(), this.#use.betweenPings ?? BETWEEN_PINGS);
  }

  #ping(): void {
    if (this.#unanswered >= PINGS_UNANSWERED) this.#giveUp('Slack is silent');
    this.#unanswered += 1;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  #send(id: string, payload: object = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(JSON.stringify({ envelope_id: id, payload }), (error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
  }

  #giveUp(why: string): void {
    this.#trouble = why;
    if (this.#stands) this.#use.log.warn({}, `${why}: the connection is opened again`);
    this.#socket.terminate();
  }

  #takeLeave(): void {
    this.#socket.close(1000);
    setTimeout(() => this.#socket.terminate(), GOODBYE).unref();
  }
}

interface Message {
  readonly type?: unknown;
  readonly reason?: unknown;
  readonly envelope_id?: unknown;
  readonly payload?: unknown;
}

/** What is no JSON object says nothing. */
function parsed(text: string): Message {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
