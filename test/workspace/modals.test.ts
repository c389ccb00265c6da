import { describe, expect, it } from 'vitest';
import { aClient, aClock, aSocketApp, aWorkspace, faultsOf, refusal } from './a-workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (over: object = {}) => ({
  type: 'modal' as const,
  callback_id: 'window',
  title: plain('Window'),
  submit: plain('Apply'),
  blocks: [
    { type: 'input', block_id: 'from', label: plain('From'), element: { type: 'plain_text_input', action_id: 'at' } },
  ],
  ...over,
});

describe('modals', () => {
  it('open by a click, refuse what is wrong, and are submitted', async () => {
    const workspace = await aWorkspace();
    const submitted: unknown[] = [];
    await aSocketApp(workspace, (app) => {
      app.shortcut('investigate', async ({ ack, client, body }) => {
        await ack();
        await client.views.open({ trigger_id: body.trigger_id, view: modal() });
      });
      app.view('window', async ({ ack, view }) => {
        const value = view.state.values['from']?.['at']?.value;
        submitted.push(value);
        await ack(value ? undefined : { response_action: 'errors', errors: { from: 'When?' } });
      });
    });
    const dana = workspace.as('dana');
    await dana.shortcut(dana.post('alerts', 'help'), 'investigate');
    await workspace.until(() => dana.view());
    expect((await dana.submit()).errors).toEqual({ from: 'When?' });
    expect((await dana.submit({ at: '03:00' })).errors).toEqual({});
    expect(dana.view()).toBeUndefined();
    expect(submitted).toEqual([null, '03:00']);
  });

  it('want a trigger that is young and unused', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const triggers: string[] = [];
    await aSocketApp(workspace, (app) => {
      app.shortcut('investigate', async ({ ack, body }) => {
        await ack();
        triggers.push(body.trigger_id);
      });
    });
    const dana = workspace.as('dana');
    const message = dana.post('alerts', 'help');
    await dana.shortcut(message, 'investigate');
    await dana.shortcut(message, 'investigate');
    const open = (trigger = '') =>
      refusal(aClient(workspace).apiCall('views.open', { trigger_id: trigger, view: modal() }));
    expect(await open(triggers[0])).toBe('ok');
    expect(await open(triggers[0])).toBe('exchanged_trigger_id');
    clock.advance(3001);
    expect(await open(triggers[1])).toBe('expired_trigger_id');
  });

  it.each([
    [
      'a long title',
      { title: plain('x'.repeat(25)) },
      'must be less than 25 characters [json-pointer:view/title/text]',
    ],
    ['inputs without a submit', { submit: undefined }, 'missing required field: submit [json-pointer:view]'],
    [
      '101 blocks',
      { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) },
      'no more than 100 items allowed [json-pointer:view/blocks]',
    ],
    [
      'a picture that is none',
      { blocks: [{ type: 'image', alt_text: 'a', slack_file: { id: 'F0' } }] },
      'invalid slack file [json-pointer:view/blocks/0/slack_file.id/slack_file]',
    ],
  ])('refuse %s', async (_name, over, fault) => {
    const workspace = await aWorkspace();
    const opened = aClient(workspace).apiCall('views.open', { trigger_id: '1.2.3', view: modal(over) });
    expect(await refusal(opened)).toBe('invalid_arguments');
    expect(await faultsOf(opened)).toContain(`[ERROR] ${fault}`);
  });
});

describe('response urls', () => {
  it('take five posts within half an hour', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock });
    const urls: string[] = [];
    await aSocketApp(workspace, (app) => {
      app.command('/leak', async ({ ack, command }) => {
        await ack();
        urls.push(command.response_url);
      });
    });
    await workspace.as('dana').command('/leak a', 'alerts');
    await workspace.as('dana').command('/leak b', 'alerts');
    const post = async (url = '') => (await fetch(url, { method: 'POST', body: '{"text":"x"}' })).status;
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push(await post(urls[0]));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    clock.advance(30 * 60_000 + 1);
    expect(await post(urls[1])).toBe(404);
  });
});
