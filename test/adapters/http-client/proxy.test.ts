import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { boundedGet } from '../../../src/adapters/http-client/bounded-get.ts';
import { type ProxyInUse, useProxy } from '../../../src/adapters/http-client/proxy.ts';
import { prometheusApi } from '../../../src/adapters/prometheus/api.ts';
import { discoverServices } from '../../../src/adapters/prometheus/discover-services.ts';
import { pyroscopeApi } from '../../../src/adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../../../src/adapters/pyroscope/profile-source.ts';
import { connectSlack, type SlackLog } from '../../../src/slack/app.ts';
import { sendBytes } from '../../../src/slack/courier/upload.ts';
import { seen } from '../../support/bot.ts';
import { fastTime } from '../../support/fast-time.ts';

let asked: { host: string; login: string | undefined }[];
let proxy: string;

const hosts = () => asked.map(({ host }) => host);

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A proxy that writes down where it is to connect to, and refuses. */
beforeEach(async () => {
  asked = [];
  const server = createServer((_, response) => response.writeHead(500).end()).on('connect', (request, socket) => {
    asked.push({ host: request.url ?? '', login: request.headers['proxy-authorization'] });
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  proxy = await listening(server);
});

async function through(except?: string): Promise<ProxyInUse> {
  const used = await useProxy({ https: `http://user:psst@${proxy}`, except });
  onTestFinished(() => used.close());
  return used;
}

const quiet = () => undefined;
const log: SlackLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };

function slack(apiUrl: string, { agent }: ProxyInUse) {
  const clock = fastTime({ start: Date.now(), startedAt: Date.now(), speed: 1 });
  const settings = { botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl, agent };
  return connectSlack(settings, { clock, alarm: clock.alarm, log, take: () => Promise.resolve(undefined) });
}

describe('through the proxy goes', () => {
  test('Slack’s client', async () => {
    await expect(slack('https://slack.test/api/', await through()).client.auth.test()).rejects.toThrow();
    expect(hosts()).toContain('slack.test:443');
  });

  test('an upload, with the proxy’s login', async () => {
    await through();
    const upload = sendBytes(
      { id: 'F1', url: 'https://files.slack.test/up' },
      { name: 'a', content: Buffer.from('a') },
    );
    await expect(upload).rejects.toThrow('files.slack.test');
    const login = `Basic ${Buffer.from('user:psst').toString('base64')}`;
    expect(asked).toContainEqual({ host: 'files.slack.test:443', login });
  });

  test('Socket Mode', async () => {
    const used = await through();
    const api = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: true, url: 'wss://wss.slack.test/link?ticket=1' }));
    });
    const connection = slack(`http://${await listening(api)}/api/`, used);
    const starting = connection.start();
    await seen(() => hosts().includes('wss.slack.test:443'));
    await starting;
    await connection.stop();
  });

  test('Socket Mode, to Slack and not to the proxy', async () => {
    const hellos: Buffer[] = [];
    const tunnel = createServer().on('connect', (_, socket) => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.once('data', (hello: Buffer) => {
        hellos.push(hello);
        socket.destroy();
      });
    });
    const used = await useProxy({ https: `http://${await listening(tunnel)}` });
    onTestFinished(() => used.close());
    const asking = request('https://wss.slack.test/', { agent: used.agent });
    await expect(once(asking.end(), 'response')).rejects.toThrow();
    // 22: the record of a TLS handshake (RFC 8446, 5.1); the host that is wanted stands in it as it is.
    expect(hellos[0]?.[0]).toBe(22);
    expect(hellos[0]?.includes('wss.slack.test')).toBe(true);
  });

  test('Prometheus', async () => {
    await through();
    const api = prometheusApi({ url: 'https://prometheus.test' });
    await expect(discoverServices(api, { from: 0, to: 1 })).rejects.toThrow('prometheus.test');
    expect(hosts()).toContain('prometheus.test:443');
  });

  test('Pyroscope', async () => {
    await through();
    const source = pyroscopeProfiles(pyroscopeApi({ url: 'https://pyroscope.test' }));
    const query = { kind: 'heap', instances: ['a'], range: { from: 1, to: 2 } } as const;
    await expect(source.snapshots(query)).rejects.toThrow('pyroscope.test');
    expect(hosts()).toContain('pyroscope.test:443');
  });
});

describe('directly goes', () => {
  const get = (url: string) => boundedGet({ url: new URL(url), timeout: 1000, maxBytes: 1000 });

  test.each(['https://127.0.0.1:1/', 'https://api.127.0.0.1.test:1/'])('%s, which NO_PROXY names', async (url) => {
    await through('127.0.0.1,.127.0.0.1.test');
    await get(url);
    expect(hosts()).toEqual([]);
  });

  test('plain HTTP', async () => {
    await through();
    const server = createServer((_, response) => response.end('here'));
    expect(await get(`http://${await listening(server)}/`)).toMatchObject({ kind: 'answer', status: 200 });
    expect(hosts()).toEqual([]);
  });

  test('everything, where no proxy is set', async () => {
    expect((await useProxy({ except: 'x' })).agent).toBeUndefined();
    await get('https://127.0.0.1:1/');
    expect(hosts()).toEqual([]);
  });
});
