import type { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { aClient, aSocketApp, aWorkspace } from './a-workspace.ts';

const question = [
  { type: 'section', text: { type: 'mrkdwn', text: '*Is memory growing?*' } },
  {
    type: 'actions',
    elements: [
      { type: 'static_select', action_id: 'pod', placeholder: plain('Pod'), options: [option('x2x'), option('k7p')] },
      { type: 'button', action_id: 'yes', text: plain('Yes, growing'), style: 'primary', value: 'i1' },
      { type: 'overflow', action_id: 'more', options: [option('Refresh'), option('Window')] },
    ],
  },
];

function plain(text: string) {
  return { type: 'plain_text', text };
}

function option(text: string) {
  return { text: plain(text), value: text.toLowerCase() };
}

/** A Bolt app that notes what it is reported, as `kind detail`. */
async function aListener(workspace: Workspace, more: (app: App) => void = () => undefined) {
  const heard: string[] = [];
  await aSocketApp(workspace, (app) => {
    app.message(async ({ message }) => void heard.push(`message ${message.subtype ?? ''} ${message.channel}`));
    app.event('app_mention', async ({ event }) => void heard.push(`mention ${event.text}`));
    app.event('reaction_added', async ({ event }) => void heard.push(`reaction ${event.reaction}`));
    app.command('/leak', async ({ command, ack }) => {
      heard.push(`command ${command.text} by ${command.user_name}`);
      await ack(`looking at ${command.text}`);
    });
    app.action('yes', async ({ ack, body, respond }) => {
      await ack();
      heard.push(`yes by ${body.user.name ?? ''}`);
      await respond({ text: 'noted', response_type: 'ephemeral', replace_original: false });
    });
    app.action('pod', async ({ ack, body, action }) => {
      await ack();
      const { state } = body as { state?: { values: unknown } };
      heard.push(`pod ${JSON.stringify('selected_option' in action && action.selected_option?.value)}`);
      heard.push(`state ${JSON.stringify(state?.values)}`);
    });
    app.action('more', async ({ ack, action }) => {
      await ack();
      heard.push(`more ${'selected_option' in action ? (action.selected_option?.value ?? '') : ''}`);
    });
    app.shortcut('investigate', async ({ ack, shortcut }) => {
      await ack();
      heard.push(`shortcut ${shortcut.callback_id}`);
    });
    more(app);
  });
  return heard;
}

describe('Socket Mode', () => {
  it('brings a Bolt app what people and other apps do', async () => {
    const workspace = await aWorkspace();
    const heard = await aListener(workspace);
    const dana = workspace.as('dana');
    const alert = workspace.app('Alertmanager').post('alerts', { attachments: [{ fallback: 'OOM' }] });
    await expect.poll(() => heard).toContain('message bot_message C0ALERTS');
    dana.mention('alerts', 'look', { threadTs: alert.ts });
    dana.react(alert, 'eyes');
    await workspace.until(() => workspace.deliveries.length === 4 && workspace.deliveries.every(settled));
    await expect.poll(() => heard).toContain('mention <@U00000BOT> look');
    await expect.poll(() => heard).toContain('reaction eyes');
    expect(await dana.shortcut(alert, 'investigate')).toMatchObject({ acknowledged: true });
    await expect.poll(() => heard).toContain('shortcut investigate');
  });

  it('brings clicks and choices, with the state of the menus, and answers through the response_url', async () => {
    const workspace = await aWorkspace();
    const heard = await aListener(workspace);
    const dana = workspace.as('dana');
    const { ts = '' } = await aClient(workspace).chat.postMessage({ channel: 'C0ALERTS', text: 'Q', blocks: question });
    const where = { channel: 'alerts', ts };
    await dana.choose(where, 'Pod', 'k7p');
    await dana.choose(where, 'more', 'Refresh');
    expect(await dana.click(where, 'Yes, growing')).toMatchObject({ acknowledged: true });
    await workspace.until(() => dana.ephemerals().some(({ text }) => text === 'noted'));
    await expect
      .poll(() => heard.filter((line) => !line.startsWith('message')))
      .toEqual([
        'pod "k7p"',
        expect.stringMatching(/^state .*"pod":\{"type":"static_select","selected_option".*"value":"k7p"/),
        'more refresh',
        'yes by dana',
      ]);
    expect(() => dana.click(where, 'No')).toThrow('there are: «Pod» (pod), «Yes, growing» (yes), «» (more)');
  });

  it('brings slash commands of the manifest and shows the answer to who asked', async () => {
    const workspace = await aWorkspace();
    const heard = await aListener(workspace);
    await workspace.as('sam').command('/leak markets-api', '#alerts');
    await expect.poll(() => heard).toEqual(['command markets-api by sam']);
    expect(
      workspace
        .as('sam')
        .ephemerals()
        .map(({ text }) => text),
    ).toEqual(['looking at markets-api']);
    await expect(workspace.as('sam').command('/unknown', '#alerts')).rejects.toThrow(
      '/unknown is not a valid command.',
    );
  });

  it('shows again what was not acknowledged, and on demand what was', async () => {
    const workspace = await aWorkspace({ ackTimeoutMs: 60 });
    const { url } = await aClient(workspace, workspace.appToken).apps.connections.open({});
    const socket = new WebSocket(url ?? '');
    const seen: { envelope_id: string; retry_attempt: number; retry_reason: string; payload: { event_id: string } }[] =
      [];
    socket.on('message', (data: Buffer) => {
      const envelope = JSON.parse(data.toString()) as (typeof seen)[number] & { type: string };
      if (envelope.type !== 'events_api') return;
      seen.push(envelope);
      if (envelope.retry_attempt === 2) socket.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
    });
    await workspace.until(() => workspace.connections() === 1);
    workspace.as('dana').post('alerts', 'help');
    await expect
      .poll(() => seen.map((one) => [one.retry_attempt, one.retry_reason]))
      .toEqual([
        [0, ''],
        [1, 'timeout'],
        [2, 'timeout'],
      ]);
    expect(new Set(seen.map((one) => one.payload.event_id)).size).toBe(1);
    expect(new Set(seen.map((one) => one.envelope_id)).size).toBe(3);
    await workspace.redeliver(seen[0]?.payload.event_id ?? '');
    expect(seen.at(-1)).toMatchObject({ retry_attempt: 3 });
    socket.terminate();
  });

  it('sends an event to one of the connections, of which there are ten at most', async () => {
    const workspace = await aWorkspace({ ackTimeoutMs: 60, retryDelaysMs: [] });
    const received: string[] = [];
    const sockets: WebSocket[] = [];
    for (let n = 0; n < 11; n += 1) {
      const { url } = await aClient(workspace, workspace.appToken).apps.connections.open({});
      const socket = new WebSocket(url ?? '');
      socket.on(
        'message',
        (data: Buffer) => void received.push((JSON.parse(data.toString()) as { type: string }).type),
      );
      sockets.push(socket);
    }
    await expect.poll(() => received.toSorted()).toEqual(['disconnect', ...Array<string>(10).fill('hello')]);
    workspace.as('dana').post('alerts', 'help');
    await workspace.until(() => workspace.deliveries.length === 1);
    await expect.poll(() => received.filter((type) => type === 'events_api').length).toBe(1);
    for (const socket of sockets) socket.terminate();
  });

  it('opens no connection twice with one ticket', async () => {
    const workspace = await aWorkspace();
    const { url = '' } = await aClient(workspace, workspace.appToken).apps.connections.open({});
    const first = new WebSocket(url);
    await workspace.until(() => workspace.connections() === 1);
    const second = new WebSocket(url);
    const fault = await new Promise<Error>((resolve) => second.on('error', resolve));
    expect(fault.message).toContain('403');
    first.terminate();
  });
});

function settled(delivery: { readonly receipts: readonly { readonly acknowledged: boolean }[] }): boolean {
  return delivery.receipts.some(({ acknowledged }) => acknowledged);
}
