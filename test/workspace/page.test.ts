import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';
import { aClient, aManifest, aPicture, aSocketApp, aWorkspace } from './a-workspace.ts';

const get = async (workspace: Workspace, path: string) => (await fetch(new URL(path, workspace.pageUrl))).text();

async function act(workspace: Workspace, body: object) {
  const response = await fetch(new URL('/page/act', workspace.pageUrl), { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as { ok: boolean; note?: string };
}

/** The frames of a live stream, as they come. */
async function aStream(workspace: Workspace, user: string) {
  const frames: { kind: string; inChannel?: string; ts?: string; count?: number; markup?: string }[] = [];
  const stop = new AbortController();
  const response = await fetch(new URL(`/page/events?user=${user}`, workspace.pageUrl), { signal: stop.signal });
  const reading = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? [])
      for (const line of chunk.split('\n\n'))
        if (line.startsWith('data: ')) frames.push(JSON.parse(line.slice(6)) as (typeof frames)[number]);
  })().catch(() => undefined);
  onTestFinished(async () => {
    stop.abort();
    await reading;
  });
  return frames;
}

describe('the page', () => {
  it('shows the channels, the people and what its host adds', async () => {
    const workspace = await aWorkspace({
      banner: () => 'recording <b>heap-cache</b>',
      extraRoutes: [
        (_request, response, url) => {
          if (url.pathname !== '/scenario') return false;
          response.end('heap-cache');
          return true;
        },
      ],
    });
    const shell = await get(workspace, '/');
    expect(shell).toContain('recording <b>heap-cache</b>');
    expect(shell).toMatch(/alerts[\s\S]*incidents[\s\S]*dana[\s\S]*sam[\s\S]*pat/);
    expect(await get(workspace, '/scenario')).toBe('heap-cache');
    expect((await fetch(new URL('/page/assets/../routes.ts', workspace.pageUrl))).status).toBe(404);
  });

  it('draws blocks with their pictures and controls', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const { files } = await client.filesUploadV2({ file: aPicture(), filename: 'rss.png' });
    const id = files[0]?.files?.[0]?.id ?? '';
    const button = {
      type: 'button',
      action_id: 'yes',
      style: 'primary',
      text: { type: 'plain_text', text: 'Yes, <growing>' },
    };
    const blocks = [
      { type: 'image', slack_file: { id }, alt_text: 'RSS "grew"' },
      { type: 'actions', block_id: 'q', elements: [button] },
    ];
    await client.apiCall('chat.postMessage', { channel: 'C0ALERTS', text: 'Q', blocks });
    const frames = await get(workspace, '/page/channel/C0ALERTS?user=U0DANA');
    const [frame] = JSON.parse(frames) as [{ inChannel: string }];
    expect(frame.inChannel).toContain(`<img src="/page/file/${id}" alt="RSS &quot;grew&quot;" width="4" height="3"`);
    expect(frame.inChannel).toMatch(
      /<button[^>]*class="button primary"[^>]*data-action="yes"[^>]*>Yes, &lt;growing&gt;<\/button>/,
    );
  });

  it('streams what changes, to whom it concerns', async () => {
    const workspace = await aWorkspace();
    const dana = await aStream(workspace, 'U0DANA');
    const sam = await aStream(workspace, 'U0SAM');
    await aClient(workspace).chat.postEphemeral({ channel: 'C0ALERTS', user: 'U0DANA', text: 'for dana' });
    const { ts } = workspace.as('pat').post('alerts', 'for all');
    for (const frames of [dana, sam]) await expect.poll(() => frames.some((one) => one.ts === ts)).toBe(true);
    expect(JSON.stringify(dana)).toContain('for dana');
    expect(JSON.stringify(sam)).not.toContain('for dana');
  });

  it('says, clicks and commands as the person who looks, and shows what went wrong', async () => {
    const workspace = await aWorkspace({ ackTimeoutMs: 100 });
    await aSocketApp(workspace, (app) => {
      app.action('go', async ({ ack }) => ack());
      app.action('stuck', async () => undefined);
      app.command('/leak', async ({ ack }) => ack());
    });
    const elements = ['go', 'stuck'].map((id) => ({
      type: 'button',
      action_id: id,
      text: { type: 'plain_text', text: id },
    }));
    const { ts } = workspace.app('Grafana').post('alerts', { blocks: [{ type: 'actions', block_id: 'b', elements }] });
    const on = { user: 'U0DANA', channel: 'C0ALERTS', ts, block: 'b' };
    expect(await act(workspace, { ...on, do: 'click', action: 'go' })).toEqual({ ok: true });
    expect((await act(workspace, { ...on, do: 'click', action: 'stuck' })).note).toContain('did not answer');
    expect(await act(workspace, { ...on, do: 'say', text: '/leak api' })).toEqual({ ok: true });
    expect((await act(workspace, { ...on, do: 'say', text: '/leak api', thread: ts })).note).toContain(
      'not supported in threads',
    );
    expect((await act(workspace, { ...on, do: 'say', text: '/other' })).note).toBe('/other is not a valid command.');
    await act(workspace, { ...on, do: 'say', text: '@leakbot <b>', thread: ts });
    expect(workspace.thread({ channel: 'alerts', ts }).at(-1)).toMatchObject({ text: '<@U00000BOT> &lt;b&gt;' });
  });

  it('says so when the port is taken', async () => {
    const { port } = new URL((await aWorkspace()).pageUrl);
    await expect(startWorkspace({ manifest: aManifest(), port: Number(port) })).rejects.toThrow('EADDRINUSE');
  });
});
