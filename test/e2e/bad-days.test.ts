import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../scripts/workspace/faults.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, isConclusion, picturesOf, question, slotsOf, WHOLE_THREAD } from './story.ts';

const lost = { kind: 'lost-answer' } as const;
const broken = { kind: 'status', status: 500 } as const;
const limited = { kind: 'rate-limited', seconds: 3 } as const;
const refused = { kind: 'refused-connection' } as const;

describe('whatever Slack does, the thread is whole: every message once, every picture, no file that no one sees', () => {
  test.each<[string, readonly FaultRule[]]>([
    ['429 on posts', [{ ...limited, method: 'chat.postMessage', times: 3, after: 1 }]],
    ['429 on updates', [{ ...limited, method: 'chat.update', times: 4 }]],
    [
      '429 on reactions and uploads',
      [
        { ...limited, method: 'reactions.add', times: 2 },
        { ...limited, method: 'files.getUploadURLExternal', times: 2 },
        { ...limited, method: 'files.info', times: 2 },
      ],
    ],
    ['500 on posts', [{ ...broken, method: 'chat.postMessage', times: 3 }]],
    [
      '500 on every step of an upload',
      [
        { ...broken, method: 'files.getUploadURLExternal' },
        { ...broken, method: 'upload' },
        { ...broken, method: 'files.completeUploadExternal' },
        { ...broken, method: 'files.info' },
      ],
    ],
    ['the answer to the root is lost', [{ ...lost, method: 'chat.postMessage' }]],
    ['the answers to replies are lost', [{ ...lost, method: 'chat.postMessage', times: 2, after: 1 }]],
    ['the answer to the conclusion is lost', [{ ...lost, method: 'chat.postMessage', after: 5 }]],
    [
      'the answer to a post is lost, and looking for it fails',
      [
        { ...lost, method: 'chat.postMessage', after: 2 },
        { ...broken, method: 'conversations.replies', times: 2 },
      ],
    ],
    ['the answers to updates are lost', [{ ...lost, method: 'chat.update', times: 5 }]],
    [
      'the answers to every step of an upload are lost',
      [
        { ...lost, method: 'files.getUploadURLExternal' },
        { ...lost, method: 'upload' },
        { ...lost, method: 'files.completeUploadExternal', times: 2 },
        { ...lost, method: 'files.info' },
      ],
    ],
    [
      'reactions are lost, or there already',
      [
        { ...lost, method: 'reactions.add', times: 2 },
        { ...lost, method: 'reactions.remove' },
      ],
    ],
    [
      'connections are refused',
      [
        { ...refused, method: 'chat.postMessage', times: 2, after: 1 },
        { ...refused, method: 'chat.update', times: 2 },
        { ...refused, method: 'files.info', times: 2 },
        { ...refused, method: 'reactions.add' },
      ],
    ],
    ['slow answers', [{ kind: 'slow', ms: 60, method: 'chat.postMessage', times: 3 }]],
    ['an error that no one knows', [{ kind: 'error', error: 'fatal_error', method: 'chat.postMessage', times: 2 }]],
  ])('%s', async (_name, faults) => {
    const office = await anOffice();
    for (const fault of faults) office.workspace.faults.add(fault);
    await office.raise(anOomKill());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    const pictures = picturesOf(office);
    expect(pictures).toHaveLength(4);
    const complete = office.workspace.files().filter((file) => file.readyAt !== undefined);
    // One that Slack limited may be complete after the next one.
    expect(complete.map((file) => file.id).sort()).toEqual([...pictures].sort());
  });
});

test('Slack away for ten minutes: everything is delivered afterwards, in order, once, and clicks arrive again', async () => {
  const office = await anOffice();
  const { workspace } = office;
  workspace.faults.add({ ...refused, method: '*', times: 100_000 });
  workspace.disconnect('cut');
  await office.raise(anOomKill());
  for (let minute = 0; minute < 10; minute += 1) {
    office.time.skip(MINUTE);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(office.thread()).toEqual([]);
  expect(office.bot().slackConnected()).toBe(false);
  await seen(() => office.log.some(({ message }) => message === 'not delivered yet'));
  workspace.faults.clear();
  office.time.skip(MINUTE);
  await workspace.until(() => workspace.connections() > 0, { what: 'the connection' });
  await answerAll(office);
  expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  expect(picturesOf(office)).toHaveLength(4);
});

describe('what people must fix: the operator reads what to do, and afterwards everything is delivered', () => {
  test('a revoked token', async () => {
    const office = await anOffice();
    office.workspace.faults.add({ kind: 'error', error: 'token_revoked', method: 'chat.postMessage', times: 2 });
    await office.raise(anOomKill());
    await office.workspace.until(() => office.log.length > 0);
    expect(office.log[0]).toMatchObject({
      facts: { slot: 'root', say: expect.stringContaining('set the new token') as string },
    });
    expect(office.bot().deliveryTrouble()).toContain('set the new token');
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(office.bot().deliveryTrouble()).toBeUndefined();
  });

  test('Leakbot is not in the channel', async () => {
    const office = await anOffice({}, { channels: [{ name: CHANNEL, bot: false }] });
    await office.raise(anOomKill());
    await seen(() => office.log.length > 0);
    expect(office.log[0]).toMatchObject({ facts: { say: expect.stringContaining('/invite @leakbot') as string } });
    office.workspace.invite(CHANNEL, office.workspace.bot.userId);
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });

  test('Leakbot is not in the channel of a service: the thread begins in the channel for all, and says so', async () => {
    let team = '';
    const services = () => Promise.resolve([{ ...recordedEvidence().service, channel: team }]);
    const channels = [{ name: CHANNEL }, { name: 'team', bot: false }];
    const office = await anOffice({ services }, { channels });
    team = office.workspace.channels['team']?.id ?? '';
    await office.raise(anOomKill());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    const [root] = office.thread();
    expect(JSON.stringify(root?.blocks)).toContain(`cannot post in <#${team}>`);
    expect(JSON.stringify(root?.blocks)).toContain('/invite @leakbot');
    expect(office.bot().deliveryTrouble()).toBeUndefined();
    // The next one is tried there again.
    office.workspace.invite('team', office.workspace.bot.userId);
    office.time.skip(30 * 24 * 60 * MINUTE);
    await office.raise(anOomKill({ fingerprint: 'a later one', startsAt: office.time.now() }));
    await office.workspace.until(() => office.workspace.messages('team').length === 1);
  });

  test('the channel was archived in the middle', async () => {
    const office = await anOffice();
    const { workspace } = office;
    await office.raise(anOomKill());
    const asked = await question(office);
    await office.settled();
    workspace.archive(CHANNEL);
    await workspace.as('dana').click({ channel: CHANNEL, ts: asked.ts }, 'answer.yes');
    await seen(() => office.log.length > 0);
    expect(office.log[0]).toMatchObject({ facts: { say: expect.stringContaining('unarchive it') as string } });
    const channel = workspace.channels[CHANNEL];
    if (channel !== undefined) channel.archived = false;
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });
});

describe('pictures', () => {
  test('a slow file is waited for', async () => {
    const office = await anOffice({}, { fileDelayMs: 6000 });
    await office.raise(anOomKill());
    await answerAll(office);
    expect(picturesOf(office)).toHaveLength(4);
  });

  test('one that is late is added to its message in place', async () => {
    const office = await anOffice({}, { fileDelayMs: 60_000 });
    await office.raise(anOomKill());
    const asked = await question(office);
    expect(picturesOf(office)).toEqual([]);
    await office.settled();
    expect(picturesOf(office)).toHaveLength(1);
    expect(JSON.stringify(asked.blocks)).toContain('slack_file');
    expect(slotsOf(office)).toEqual(WHOLE_THREAD.slice(0, 2));
    expect(office.log).toEqual([]);
  });

  test('evidence that is late is waited for two seconds: the first reply goes out, and is completed in place', async () => {
    let arrived = () => {};
    const late = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { metrics } = recordedEvidence();
    const series: typeof metrics.series = async (...asked) => {
      await late;
      return metrics.series(...asked);
    };
    const office = await anOffice({ metrics: { name: metrics.name, series } });
    await office.raise(anOomKill());
    await seen(() => office.thread().length === 2);
    expect(office.thread()[1]?.blocks).toHaveLength(1);
    expect(JSON.stringify(office.thread()[1]?.blocks)).toContain('looking');
    arrived();
    await question(office);
    await office.settled();
    expect(slotsOf(office)).toEqual(WHOLE_THREAD.slice(0, 2));
    expect(picturesOf(office)).toHaveLength(1);
  });

  test('a file that Slack never looks at: the words go out with its link', async () => {
    const office = await anOffice({}, { fileDelayMs: 10_000_000 });
    await office.raise(anOomKill());
    const asked = await question(office);
    expect(picturesOf(office)).toEqual([]);
    await seen(() => /_[^_]+_ · <http/.test(JSON.stringify(asked.blocks)));
    expect(office.log).toContainEqual(expect.objectContaining({ message: 'the message goes out without its picture' }));
  });

  test('uploads that a firewall drops cost the pictures only', async () => {
    const office = await anOffice();
    office.workspace.faults.add({ ...refused, method: 'upload', times: 1000 });
    await office.raise(anOomKill());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(picturesOf(office)).toEqual([]);
  });

  test('a file that Slack calls invalid for a while', async () => {
    const office = await anOffice();
    const invalid = { kind: 'error', error: 'invalid_slack_file', method: 'chat.postMessage' } as const;
    office.workspace.faults.add({ ...invalid, after: 2, times: 2 });
    await office.raise(anOomKill());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expect(picturesOf(office)).toHaveLength(4);
  });
});

test('the report is shared once although the answer to sharing it is lost', async () => {
  const office = await anOffice();
  const { workspace } = office;
  await office.raise(anOomKill());
  const conclusion = await answerAll(office);
  workspace.faults.add({ ...lost, method: 'files.completeUploadExternal' });
  workspace.setFileDelay(500);
  await workspace.as('dana').click({ channel: CHANNEL, ts: conclusion.ts }, 'report');
  await office.settled();
  await workspace.until(() => office.thread().some((message) => message.fileIds.length > 0));
  expect(slotsOf(office)).toEqual([...WHOLE_THREAD, 'files 3']);
  await workspace.as('sam').click({ channel: CHANNEL, ts: conclusion.ts }, 'report');
  await workspace.until(() => workspace.as('sam').ephemerals().length > 0);
  expect(workspace.as('sam').ephemerals()[0]?.text).toContain('in the thread already');
  expect(slotsOf(office)).toEqual([...WHOLE_THREAD, 'files 3']);
});

describe('the connection', () => {
  test.each(['warning', 'refresh_requested', 'cut'] as const)(
    'comes back after a %s, and clicks arrive',
    async (how) => {
      const office = await anOffice();
      const { workspace } = office;
      await office.raise(anOomKill());
      await question(office);
      workspace.disconnect(how);
      await seen(() => workspace.calls.filter(({ method }) => method === 'apps.connections.open').length > 1);
      await seen(() => workspace.connections() === 1 && office.bot().slackConnected());
      await answerAll(office);
      expect(office.thread().some(isConclusion)).toBe(true);
    },
  );
});

describe('a channel that takes no second message within a second', () => {
  const posts = (office: Office) => office.workspace.calls.filter(({ method }) => method === 'chat.postMessage');
  const refusedOf = (office: Office) => posts(office).filter(({ status }) => status === 429);

  /** Slack asks for a second each time; a timer of this machine may be late, and each of its milliseconds counts twice. */
  const expectWaits = (office: Office) => {
    for (const { at } of refusedOf(office)) {
      const next = posts(office).find((post) => post.at > at);
      expect(next?.at).toBeGreaterThanOrEqual(at + 1000);
      expect(next?.at).toBeLessThan(at + 4000);
    }
  };

  test('one thread: whole and in order, nothing sooner than Slack asked', async () => {
    const office = await anOffice({}, { burstInChannel: 1 }, 'socket', 2);
    await office.raise(anOomKill());
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
    expectWaits(office);
  });

  test('three threads at once: each whole and in order, nothing sooner than Slack asked', async () => {
    const named = ['markets-api', 'orders', 'carts'];
    const { service } = recordedEvidence();
    const services = named.map((name) => ({ ...service, workload: { ...service.workload, name } }));
    const office = await anOffice({ services: () => Promise.resolve(services) }, { burstInChannel: 1 }, 'socket', 2);
    const kills = services.map(({ workload }) =>
      anOomKill({ fingerprint: workload.name, subject: { workload, pod: `${workload.name}-1`, missing: [] } }),
    );
    await office.raise(...kills);
    const roots = () => office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
    const threads = () => roots().map(({ ts }) => office.workspace.thread({ channel: CHANNEL, ts }).map(slotOf));
    await office.workspace.until(() => threads().length === 3 && threads().every(({ length }) => length === 2), {
      timeoutMs: 15_000,
    });
    await office.settled();
    expect(threads()).toEqual(named.map(() => ['root', 'status']));
    expectWaits(office);
  });
});
