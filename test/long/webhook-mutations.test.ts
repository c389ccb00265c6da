import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startHttpServer } from '../../src/adapters/http-server/http-server.ts';
import type { Alert } from '../../src/alert/alert.ts';
import type { Post } from '../../src/alert/post.ts';
import { postReading } from '../../src/alert/posts.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders, POST_READERS } from '../../src/alert/senders.ts';
import { readPost } from '../../src/slack/posts/read-post.ts';
import { BODIES } from '../alert/bodies.ts';
import { mutatedBy, mutations } from '../alert/mutated-bodies.ts';
import { POSTS } from '../alert/posts.ts';

/** How many bodies, and from which seed: `BODIES=1000000 SEED=7 npm run test:long`. */
const COUNT = Number(process.env['BODIES'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 5_000 : 100_000));
const SEED = Number(process.env['SEED'] ?? 1);

const TOKEN = 'a-long-secret';
const KEY = 'a-signing-key';
const SENDERS = alertSenders([]);

test(`${COUNT} mutated bodies over all senders: each is taken whole or refused with a reason, and no forged one is read`, async () => {
  const taken: Alert[] = [];
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    senders: SENDERS,
    secretOf: (name) =>
      name === 'LEAKBOT_WEBHOOK_TOKEN' ? TOKEN : name === 'PAGERDUTY_WEBHOOK_SECRET' ? KEY : undefined,
    onAlerts: (alerts) => Promise.resolve(void taken.push(...alerts)),
    readiness: {},
    metrics: () => Promise.resolve({ contentType: 'text/plain', text: '' }),
    log: { info: () => undefined, warn: () => undefined, error: (facts) => expect.fail(JSON.stringify(facts)) },
  });
  const statuses = new Map<number, number>();
  const post = async (path: string, body: string, headers: Record<string, string>) => {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', body, headers });
    const answer = (await response.json()) as { readonly error?: string };
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return { status: response.status, error: answer.error };
  };
  try {
    await fc.assert(
      fc.asyncProperty(fc.nat(SENDERS.length - 1), mutations(), fc.boolean(), async (index, changes, honest) => {
        const sender = SENDERS[index];
        if (sender === undefined) return;
        const body = JSON.stringify(mutatedBy(changes, BODIES[sender.name]?.fired));
        taken.length = 0;
        const signature = `v1=${createHmac('sha256', honest ? KEY : 'guessed')
          .update(body)
          .digest('hex')}`;
        const proof = { 'x-pagerduty-signature': signature, authorization: `Bearer ${honest ? TOKEN : 'guessed'}` };
        const { status, error } = await post(sender.path, body, proof);
        expect(honest ? [202, 400] : [401]).toContain(status);
        if (status !== 202) expect([taken, error]).toEqual([[], expect.stringMatching(/\S/)]);
        for (const alert of taken) {
          expect(Number.isSafeInteger(alert.startsAt) && alert.startsAt > 0 && alert.name.trim() !== '').toBe(true);
          expect(JSON.stringify(alert).length).toBeLessThan(64_000);
        }
      }),
      { numRuns: COUNT, seed: SEED },
    );
  } finally {
    await server.close(100);
  }
  expect(Math.max(...statuses.keys())).toBeLessThan(500);
}, 1_800_000);

/** A message of another app as Slack delivers it, with the attachments of a post that was read. */
function delivered({ attachments, blocks, ...post }: Post): object {
  const event = {
    type: 'message',
    subtype: 'bot_message',
    channel: post.channel,
    ts: post.ts,
    bot_id: 'B0OTHER',
    app_id: 'A0OTHER',
    username: post.app,
    text: post.text,
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: blocks } }],
    attachments: attachments.map(({ titleLink, blocks: below, ...attachment }) => ({
      ...attachment,
      title_link: titleLink,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: below } }],
    })),
  };
  return { type: 'event_callback', event_id: 'Ev1', api_app_id: 'A0LEAKBOT', event };
}

test(`${COUNT} mutated messages over all senders: each is an alert that can be stored, or nothing`, () => {
  const read = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });
  const fired = Object.values(POSTS).map((posts) => delivered(posts.fired));
  let alerts = 0;
  fc.assert(
    fc.property(fc.nat(fired.length - 1), mutations(), (index, changes) => {
      const post = readPost(mutatedBy(changes, fired[index]));
      const outcome = post && read(post);
      if (outcome?.kind !== 'alert') return;
      const { alert } = outcome;
      alerts += 1;
      expect(Number.isSafeInteger(alert.startsAt) && alert.startsAt > 0 && alert.name.trim() !== '').toBe(true);
      expect(alert.post?.channel).toBeTypeOf('string');
      expect(alert.post?.ts).toMatch(/^\d+\.\d+$/);
      expect(JSON.stringify(alert).length).toBeLessThan(64_000);
    }),
    { numRuns: COUNT, seed: SEED },
  );
  // Most mutations leave enough to be read: else nothing was tried.
  expect(alerts).toBeGreaterThan(COUNT / 10);
}, 1_800_000);
