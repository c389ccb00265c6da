import { describe, expect, it } from 'vitest';
import { aClient, aManifest, aSocketApp, aWorkspace, refusal } from './a-workspace.ts';

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const home = (blocks: readonly object[] = [section('hello')], over: object = {}) => ({ type: 'home', blocks, ...over });

function withHomeTab() {
  const manifest = aManifest();
  return {
    ...manifest,
    features: { ...manifest.features, app_home: { home_tab_enabled: true } },
    settings: { ...manifest.settings, event_subscriptions: { bot_events: ['app_home_opened'] } },
  };
}

const publish = async (blocks: readonly object[], over: object = {}, args: object = {}) => {
  const workspace = await aWorkspace({ manifest: withHomeTab() });
  return refusal(aClient(workspace).apiCall('views.publish', { user_id: 'U0DANA', view: home(blocks, over), ...args }));
};

describe('the Home tab', () => {
  it('is published when it is opened, answers clicks, and is opened with what it shows', async () => {
    const workspace = await aWorkspace({ manifest: withHomeTab() });
    const opened: unknown[] = [];
    const clicked: unknown[] = [];
    await aSocketApp(workspace, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        opened.push([event.tab, event.view?.blocks.length]);
        if (event.tab !== 'home') return;
        const button = {
          type: 'button' as const,
          action_id: 'end',
          text: { type: 'plain_text' as const, text: 'End' },
        };
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [section(`hello ${event.user}`), { type: 'actions', elements: [button] }] },
        });
      });
      app.action('end', async ({ ack, body }) => {
        await ack();
        clicked.push([body.channel, 'view' in body && body.view?.type]);
      });
    });
    const dana = workspace.as('dana');
    dana.openHome();
    await workspace.until(() => dana.home());
    expect(JSON.stringify(dana.home()?.content)).toContain('hello U0DANA');
    expect(workspace.as('sam').home()).toBeUndefined();
    expect((await dana.clickInHome('End')).acknowledged).toBe(true);
    expect(clicked).toEqual([[undefined, 'home']]);
    dana.openHome();
    dana.openHome('messages');
    await workspace.until(() => opened.length === 3);
    expect(opened).toEqual([
      ['home', undefined],
      ['home', 2],
      ['messages', undefined],
    ]);
  });

  it('is there only where the manifest has it', async () => {
    const workspace = await aWorkspace();
    workspace.as('dana').openHome();
    expect(await refusal(aClient(workspace).apiCall('views.publish', { user_id: 'U0DANA', view: home() }))).toBe(
      'not_enabled',
    );
    expect(workspace.deliveries).toEqual([]);
  });

  it.each([
    ['no one', { user_id: 'U0NOBODY' }, 'invalid_arguments'],
    ['the bot itself', { user_id: 'U0LEAKBOT' }, 'invalid_arguments'],
    ['a stale hash', { hash: 'old' }, 'hash_conflict'],
    [
      'a modal',
      { view: { type: 'modal', title: { type: 'plain_text', text: 'No' }, blocks: [] } },
      'invalid_arguments',
    ],
  ])('is refused for %s', async (_, args, error) => {
    expect(await publish([section('hello')], {}, args)).toBe(error);
  });

  it.each([
    ['101 blocks', Array.from({ length: 101 }, () => section('x')), {}, 'invalid_arguments'],
    ['100 blocks', Array.from({ length: 100 }, () => section('x')), {}, 'ok'],
    ['a long text', [section('x'.repeat(3001))], {}, 'invalid_arguments'],
    ['a title', [section('x')], { title: { type: 'plain_text', text: 'No' } }, 'invalid_arguments'],
    ['more than 250 kB', Array.from({ length: 90 }, () => section('x'.repeat(3000))), {}, 'view_too_large'],
  ])('has its limits: %s', async (_, blocks, over, answer) => {
    expect(await publish(blocks, over)).toBe(answer);
  });
});
