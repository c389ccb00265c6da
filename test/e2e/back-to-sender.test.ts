import { expect, onTestFinished, test } from 'vitest';
import { grafanaDesk } from '../../src/adapters/alert-senders/grafana.ts';
import { pagerDutyDesk } from '../../src/adapters/alert-senders/pagerduty.ts';
import { anOffice, anOomKill, seen } from '../support/bot.ts';
import { loopback } from '../support/loopback.ts';
import { answerAll } from './story.ts';

// Stand-ins made from the published documents of PagerDuty's REST API v2 and Grafana's annotations API: no account of either
// can be had here. They keep what they take, and can lose an answer or refuse.
interface Kept {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

type Mishap = 'refuses' | 'loses the answer';

async function aSender(mishaps: Mishap[] = []) {
  const kept: Kept[] = [];
  const server = await loopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = ''] = (request.url ?? '').split('?', 1);
      const { method = '', headers } = request;
      if (method === 'GET') {
        const notes = kept.filter((each) => each.method === 'POST').map(({ body }) => body);
        const answer = path.startsWith('/api/annotations') ? notes : { notes };
        return void response.writeHead(200).end(JSON.stringify(answer));
      }
      const mishap = mishaps.shift();
      if (mishap === 'refuses') return void response.writeHead(503).end('busy');
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Kept['body'];
      kept.push({ method, path, headers, body });
      if (mishap === 'loses the answer') return void request.socket.destroy();
      response.writeHead(201).end('{}');
    });
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, kept };
}

const PAGERDUTY = { token: 'the-key', from: 'oncall@acme.io' };

test.each<[string, Mishap[]]>([
  ['at once', []],
  ['after two refusals', ['refuses', 'refuses']],
  ['once, though the answer was lost', ['loses the answer']],
])('a finding is written on the PagerDuty incident %s', async (_, mishaps) => {
  const sender = await aSender(mishaps);
  const desks = { pagerduty: pagerDutyDesk({ ...PAGERDUTY, acknowledge: false, url: sender.url }) };
  const office = await anOffice({ senderDesks: desks });
  await office.raise(anOomKill({ source: 'pagerduty', fingerprint: 'pagerduty:Q1MARKETS' }));
  await answerAll(office);
  await seen(() => sender.kept.length > 0);
  await office.restart();
  expect(await office.stores.senderNotes.pending()).toEqual([]);
  expect(sender.kept).toHaveLength(1);
  const [note] = sender.kept as [Kept];
  expect(note).toMatchObject({
    method: 'POST',
    path: '/incidents/Q1MARKETS/notes',
    headers: { authorization: 'Token token=the-key', from: 'oncall@acme.io' },
  });
  const { content } = note.body['note'] as { content: string };
  expect(content).toContain('Heap leak in cache.(*MarketsValueCache).Put');
  expect(content).toMatch(/https?:\/\/\S+\/archives\/C0ALERTS\/p\d+/);
});

test('an incident is acknowledged when the thread begins, where that is asked for', async () => {
  const sender = await aSender();
  const desks = { pagerduty: pagerDutyDesk({ ...PAGERDUTY, acknowledge: true, url: sender.url }) };
  const office = await anOffice({ senderDesks: desks });
  await office.raise(anOomKill({ source: 'pagerduty', fingerprint: 'pagerduty:Q1MARKETS' }));
  await seen(() => sender.kept.length > 0);
  const wanted = { incident: { type: 'incident_reference', status: 'acknowledged' } };
  expect(sender.kept).toMatchObject([{ method: 'PUT', path: '/incidents/Q1MARKETS', body: wanted }]);
});

test('a finding is an annotation on the panel of the Grafana rule', async () => {
  const sender = await aSender(['loses the answer']);
  const clock = { now: () => 1_763_867_045_000 };
  const office = await anOffice({ senderDesks: { grafana: grafanaDesk({ url: sender.url, token: 'glsa', clock }) } });
  const url = 'https://grafana.example.com/d/abc/memory?orgId=1&viewPanel=2';
  await office.raise(anOomKill({ source: 'grafana', fingerprint: 'grafana:4f2c', url }));
  await answerAll(office);
  await seen(() => sender.kept.length > 0);
  await office.restart();
  expect(sender.kept).toHaveLength(1);
  expect(sender.kept).toMatchObject([
    {
      path: '/api/annotations',
      headers: { authorization: 'Bearer glsa' },
      body: {
        dashboardUID: 'abc',
        panelId: 2,
        time: clock.now(),
        tags: ['leakbot', expect.stringMatching(/^Leakbot /)],
      },
    },
  ]);
});

test('without a token nothing is kept waiting', async () => {
  const office = await anOffice();
  await office.raise(anOomKill({ source: 'pagerduty', fingerprint: 'pagerduty:Q1MARKETS' }));
  await answerAll(office);
  await office.restart();
  expect(await office.stores.senderNotes.pending()).toEqual([]);
});
