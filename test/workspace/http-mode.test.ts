import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { App, HTTPReceiver } from '@slack/bolt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signatureHeaders } from '../../scripts/workspace/intake/signed-http.ts';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { aWorkspace, silent } from './a-workspace.ts';

/** A Bolt app behind a request URL, on a free port. */
async function anHttpApp(workspace: Workspace, listen: (app: App) => void): Promise<string> {
  const receiver = new HTTPReceiver({
    signingSecret: workspace.signingSecret,
    endpoints: ['/slack/events'],
    logger: silent,
    unhandledRequestTimeoutMillis: 150,
  });
  const app = new App({
    token: workspace.botToken,
    receiver,
    clientOptions: { slackApiUrl: workspace.apiUrl },
    logger: silent,
  });
  listen(app);
  const server = await receiver.start(0);
  onTestFinished(() => void server.close());
  return addressOf(server);
}

function addressOf(server: { address(): unknown }): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/slack/events`;
}

describe('HTTP mode', () => {
  it('verifies the URL and posts signed events, commands and clicks', async () => {
    const workspace = await aWorkspace();
    const heard: string[] = [];
    const url = await anHttpApp(workspace, (app) => {
      app.message(async ({ message }) => void heard.push(message.type));
      app.command('/leak', async ({ command, ack }) => {
        heard.push(command.text);
        await ack({ text: 'on it', response_type: 'in_channel' });
      });
      app.action('go', async ({ ack }) => {
        await ack();
        heard.push('click');
      });
    });
    await workspace.connectByHttp(url);
    const dana = workspace.as('dana');
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
    const alert = workspace.app('Alertmanager').post('alerts', { blocks: [{ type: 'actions', elements: [button] }] });
    await dana.command('/leak api', 'alerts');
    expect(await dana.click(alert, 'Go')).toMatchObject({ acknowledged: true, status: 200 });
    expect(workspace.messages('alerts').map(({ text }) => text)).toEqual(['', 'on it']);
    expect(heard).toEqual(expect.arrayContaining(['message', 'api', 'click']));
  });

  it('shows an event again, with the retry headers, when the answer is not 2xx', async () => {
    const workspace = await aWorkspace();
    const attempts: unknown[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        const { type, challenge } = JSON.parse(body) as { type: string; challenge?: string };
        if (type === 'url_verification') return response.end(challenge);
        attempts.push([request.headers['x-slack-retry-num'], request.headers['x-slack-retry-reason']]);
        return response.writeHead(attempts.length < 3 ? 500 : 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    await workspace.connectByHttp(addressOf(server));
    workspace.as('dana').post('alerts', 'help');
    await workspace.until(() => workspace.deliveries[0]?.receipts.at(-1)?.acknowledged);
    expect(attempts).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
  });

  it('refuses a request URL that does not answer the challenge', async () => {
    const workspace = await aWorkspace();
    await expect(workspace.connectByHttp(`${workspace.pageUrl}nothing`)).rejects.toThrow(
      'did not answer the URL verification: 404',
    );
  });

  it.each([
    ['another secret', 'wrong', 0, 401],
    ['a time long past', undefined, -600, 401],
    ['the right secret and time', undefined, 0, 200],
  ])('signs so that Bolt can say: %s', async (_name, secret, shift, status) => {
    const workspace = await aWorkspace();
    const url = await anHttpApp(workspace, () => undefined);
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c' });
    const headers = signatureHeaders(body, secret ?? workspace.signingSecret, Math.floor(Date.now() / 1000) + shift);
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(status);
  });
});
