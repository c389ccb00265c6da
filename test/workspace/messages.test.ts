import type { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { aClient, aClock, aWorkspace, refusal } from './a-workspace.ts';

const alerts = 'C0ALERTS';

describe('messages', () => {
  it('get unique and increasing timestamps though the clock stands still', async () => {
    const workspace = await aWorkspace({ clock: aClock() });
    const dana = workspace.as('dana');
    const stamps = ['a', 'b', 'c'].map((text) => dana.post('alerts', text).ts);
    expect(stamps).toEqual(['1795402800.000000', '1795402800.001000', '1795402800.002000']);
  });

  it('are kept as threads, with metadata and broadcasts', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const client = aClient(workspace);
    const parent = workspace
      .app('Alertmanager')
      .post('alerts', { attachments: [{ fallback: 'KubeContainerOOMKilled' }] });
    const metadata = { event_type: 'leakbot', event_payload: { key: 'i1/rss/1' } };
    await client.chat.postMessage({ channel: alerts, thread_ts: parent.ts, text: 'step', metadata });
    clock.advance(1000);
    await client.chat.postMessage({ channel: alerts, thread_ts: parent.ts, text: 'done', reply_broadcast: true });

    const replies = await client.conversations.replies({ channel: alerts, ts: parent.ts, include_all_metadata: true });
    expect(
      replies.messages?.map((one) => [one.text, 'subtype' in one ? one.subtype : undefined, one.metadata]),
    ).toEqual([
      ['', 'bot_message', undefined],
      ['step', undefined, metadata],
      ['done', 'thread_broadcast', undefined],
    ]);
    expect(replies.messages?.[0]).toMatchObject({ reply_count: 2, thread_ts: parent.ts, reply_users: ['U00000BOT'] });
    const history = await client.conversations.history({ channel: alerts });
    expect(history.messages?.map(({ text }) => text)).toEqual(['done', '']);
  });

  it('come in pages, between oldest and latest', async () => {
    const workspace = await aWorkspace();
    const posted = ['1', '2', '3', '4', '5'].map((text) => workspace.as('dana').post('alerts', text));
    const client = aClient(workspace);
    const pages: (string | undefined)[][] = [];
    for await (const page of client.paginate('conversations.history', { channel: alerts, limit: 2 }))
      pages.push((page as webApi.ConversationsHistoryResponse).messages?.map(({ text }) => text) ?? []);
    expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']]);
    const oldest = posted[1]?.ts ?? '';
    const latest = posted[3]?.ts ?? '';
    const between = await client.conversations.history({ channel: alerts, oldest, latest });
    expect(between.messages?.map(({ text }) => text)).toEqual(['3']);
    const inclusive = await client.conversations.history({ channel: alerts, oldest, latest, inclusive: true });
    expect(inclusive.messages?.map(({ text }) => text)).toEqual(['4', '3', '2']);
  });

  it('keep what an update does not mention', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Q*' } }];
    const { ts = '' } = await client.chat.postMessage({ channel: alerts, text: 'Q', blocks });
    await client.chat.update({ channel: alerts, ts, text: 'A' });
    expect(workspace.messages('alerts')[0]).toMatchObject({ text: 'A', blocks, edited: { user: 'U00000BOT' } });
    await client.chat.update({ channel: alerts, ts, text: 'B', blocks: [] });
    expect(workspace.messages('alerts')[0]).toMatchObject({ text: 'B', blocks: [] });
  });

  it('leave a tombstone when they had replies', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const { ts = '' } = await client.chat.postMessage({ channel: alerts, text: 'parent' });
    workspace.as('dana').post('alerts', 'reply', { threadTs: ts });
    await client.chat.delete({ channel: alerts, ts });
    expect(workspace.thread({ channel: alerts, ts }).map(({ subtype, text }) => [subtype, text])).toEqual([
      ['tombstone', 'This message was deleted.'],
      [undefined, 'reply'],
    ]);
  });

  it('are shown to one person only when ephemeral', async () => {
    const workspace = await aWorkspace();
    await aClient(workspace).chat.postEphemeral({ channel: alerts, user: 'U0DANA', text: 'psst' });
    expect(
      workspace
        .as('dana')
        .ephemerals()
        .map(({ text }) => text),
    ).toEqual(['psst']);
    expect(workspace.as('sam').ephemerals()).toEqual([]);
    expect(workspace.messages('alerts')).toEqual([]);
  });

  it('take a reaction once', async () => {
    const workspace = await aWorkspace();
    const { ts } = workspace.as('dana').post('alerts', 'help');
    const client = aClient(workspace);
    const eyes = { channel: alerts, timestamp: ts, name: 'eyes' };
    expect(await refusal(client.reactions.add(eyes))).toBe('ok');
    expect(await refusal(client.reactions.add(eyes))).toBe('already_reacted');
    expect((await client.reactions.get(eyes)).message?.reactions).toEqual([
      { name: 'eyes', users: ['U00000BOT'], count: 1 },
    ]);
    expect(await refusal(client.reactions.remove(eyes))).toBe('ok');
    expect(await refusal(client.reactions.remove(eyes))).toBe('no_reaction');
  });

  it('take arguments as JSON too', async () => {
    const workspace = await aWorkspace();
    const answer = await fetch(`${workspace.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${workspace.botToken}`, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: alerts, text: 'x', blocks: [{ type: 'divider' }] }),
    });
    expect(await answer.json()).toMatchObject({
      ok: true,
      channel: alerts,
      message: { blocks: [{ type: 'divider' }] },
    });
  });
});
