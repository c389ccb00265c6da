import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Delivered, openLine, type SocketLine } from '../../src/slack/socket-line.ts';

const quiet = { debug: () => undefined, warn: () => undefined };

interface Peer {
  readonly url: string;
  /** What the app sent, as JSON. */
  readonly heard: unknown[];
  readonly warned: string[];
  readonly delivered: Delivered[];
  open(betweenPings?: number): Promise<SocketLine>;
}

/** Slack's side of a line; what it does when someone connects is the test's. */
async function aPeer(connected: (socket: WebSocket) => void, options = {}): Promise<Peer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  await once(server, 'listening');
  const peer: Peer = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard: [],
    warned: [],
    delivered: [],
    open: async (betweenPings) => {
      const log = { ...quiet, warn: (_: object, message: string) => void peer.warned.push(message) };
      const line = await openLine(peer.url, { log, delivered: (each) => peer.delivered.push(each), betweenPings });
      onTestFinished(() => line.close());
      return line;
    },
  };
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => peer.heard.push(JSON.parse(data.toString())));
    connected(socket);
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return peer;
}

const hello = JSON.stringify({ type: 'hello' });
const disconnect = JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' });
const envelope = (id: string) => JSON.stringify({ envelope_id: id, type: 'interactive', payload: { click: id } });

describe('a line of Socket Mode', () => {
  test('stands when Slack says hello; what comes is delivered, and acknowledged by its id', async () => {
    const peer = await aPeer((socket) => {
      socket.send(hello);
      socket.send(envelope('E1'));
      socket.send(envelope('E2'));
    });
    await peer.open();
    await expect.poll(() => peer.delivered.map(({ body }) => body)).toEqual([{ click: 'E1' }, { click: 'E2' }]);
    await peer.delivered[1]?.ack({ options: [] });
    await peer.delivered[0]?.ack();
    await expect
      .poll(() => peer.heard)
      .toEqual([
        { envelope_id: 'E2', payload: { options: [] } },
        { envelope_id: 'E1', payload: {} },
      ]);
  });

  test('is down when Slack asks for another connection, and takes no acknowledgement then', async () => {
    let slack: WebSocket | undefined;
    const peer = await aPeer((socket) => {
      slack = socket;
      socket.send(hello);
      socket.send(envelope('E1'));
    });
    const line = await peer.open();
    await expect.poll(() => peer.delivered).toHaveLength(1);
    slack?.send(disconnect);
    await line.down;
    await expect(peer.delivered[0]?.ack()).rejects.toThrow();
    expect(peer.heard).toEqual([]);
  });

  test.each<[what: string, why: string, does: (socket: WebSocket) => void]>([
    ['asks for another connection at once', 'too_many_websockets', (socket) => socket.send(disconnect)],
    ['closes', 'closed the connection at once', (socket) => socket.close()],
    ['cuts it', 'closed the connection at once', (socket) => socket.terminate()],
  ])('does not stand where Slack %s', async (_, why, does) => {
    const peer = await aPeer(does);
    await expect(peer.open()).rejects.toThrow(why);
  });

  test('does not stand where the address is refused', async () => {
    const peer = await aPeer(() => undefined, { verifyClient: () => false });
    await expect(peer.open()).rejects.toThrow('401');
  });

  test('what is no message of Slack’s does nothing', async () => {
    const peer = await aPeer((socket) => {
      socket.send(hello);
      for (const odd of ['null', '[]', '{', '""', '{"envelope_id":7,"payload":{}}', '{"type":"hello"}'])
        socket.send(odd);
      socket.send(Buffer.from(envelope('binary')));
      socket.send(envelope('E1'));
    });
    await peer.open();
    await expect.poll(() => peer.delivered.map(({ body }) => body)).toEqual([{ click: 'E1' }]);
  });

  test('is ended when Slack no longer answers its pings', async () => {
    const peer = await aPeer((socket) => socket.send(hello), { autoPong: false });
    const line = await peer.open(20);
    await line.down;
    expect(peer.warned).toEqual(['Slack is silent: the connection is opened again']);
  });

  test('stands for as long as its pings are answered', async () => {
    let pings = 0;
    const peer = await aPeer((socket) => {
      socket.send(hello);
      socket.on('ping', () => {
        pings += 1;
      });
    });
    const line = await peer.open(20);
    let down = false;
    void line.down.then(() => {
      down = true;
    });
    await expect.poll(() => pings).toBeGreaterThan(8);
    expect(down).toBe(false);
  });

  test('is left within seconds when Slack does not confirm', async () => {
    const peer = await aPeer((socket) => {
      socket.send(hello);
      // Reads nothing more: the goodbye is never seen.
      socket.pause();
    });
    const line = await peer.open();
    const before = performance.now();
    await line.close();
    expect(performance.now() - before).toBeGreaterThan(1900);
  });
});
