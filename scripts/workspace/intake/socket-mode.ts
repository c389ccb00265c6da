import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { asPayload, asText, parseJson } from '../payload.ts';
import { lifetimes } from '../rules/methods.ts';
import type { WorkspaceState } from '../state.ts';
import type { Attempt, Envelope, Receipt, Transport } from './envelope.ts';

const pingMs = 5000;

/** Socket Mode: any one of the app's connections gets an envelope and acknowledges it by its id. */
export class SocketMode implements Transport {
  readonly #state: WorkspaceState;
  readonly #ackTimeoutMs: number;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #sockets: WebSocket[] = [];
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (receipt: Receipt) => void>();
  readonly #ping: NodeJS.Timeout;
  #turn = 0;

  constructor(state: WorkspaceState, ackTimeoutMs: number) {
    this.#state = state;
    this.#ackTimeoutMs = ackTimeoutMs;
    // The client takes a silent server for a dead one.
    this.#ping = setInterval(() => {
      for (const socket of this.#sockets) socket.ping();
    }, pingMs).unref();
  }

  get connections(): number {
    return this.#sockets.length;
  }

  /** A URL that opens one connection. */
  openUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#state.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${this.#state.app.appId}`;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const known = url.pathname === '/link/' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!known) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#greet(opened));
  }

  #greet(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    if (this.#sockets.length >= lifetimes.connections) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    this.#sockets.push(socket);
    socket.on('message', (data: Buffer) => this.#acknowledged(data.toString()));
    socket.on('close', () => {
      this.#sockets.splice(this.#sockets.indexOf(socket), 1);
      this.#state.changed({ kind: 'connection' });
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#sockets.length,
        debug_info: { host: 'workspace', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#state.app.appId },
      }),
    );
    this.#state.changed({ kind: 'connection' });
  }

  /** Resolves when it is acknowledged, or with the reason why it was not. Never rejects. */
  send(envelope: Envelope, attempt: Attempt): Promise<Receipt> {
    this.#turn += 1;
    const socket = this.#sockets[this.#turn % Math.max(1, this.#sockets.length)];
    if (socket === undefined)
      return Promise.resolve({ acknowledged: false, response: {}, reason: 'connection_failed' });
    const id = envelope.id ?? randomUUID();
    const { promise, resolve } = Promise.withResolvers<Receipt>();
    const timer = setTimeout(() => {
      this.#waiting.delete(id);
      resolve({ acknowledged: false, response: {}, reason: 'timeout' });
    }, this.#ackTimeoutMs);
    this.#waiting.set(id, (receipt) => {
      clearTimeout(timer);
      resolve(receipt);
    });
    const retry = { retry_attempt: attempt.number, retry_reason: attempt.reason };
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: envelope.type,
        payload: envelope.payload,
        accepts_response_payload: envelope.type !== 'events_api',
        ...(envelope.type === 'events_api' || attempt.number > 0 ? retry : {}),
      }),
    );
    return promise;
  }

  #acknowledged(data: string): void {
    const message = asPayload(parseJson(data));
    const id = asText(message['envelope_id']);
    this.#waiting.get(id)?.({ acknowledged: true, response: asPayload(message['payload']), reason: '' });
    this.#waiting.delete(id);
  }

  /** `warning` and `refresh_requested` ask the app to reconnect; `cut` drops the line without a word. */
  disconnect(how: 'warning' | 'refresh_requested' | 'cut'): void {
    for (const socket of [...this.#sockets]) {
      if (how === 'cut') socket.terminate();
      else socket.send(JSON.stringify({ type: 'disconnect', reason: how, debug_info: { host: 'workspace' } }));
    }
  }

  close(): void {
    clearInterval(this.#ping);
    for (const resolve of this.#waiting.values())
      resolve({ acknowledged: false, response: {}, reason: 'connection_failed' });
    for (const socket of [...this.#sockets]) socket.terminate();
    this.#server.close();
  }
}
