import { describe, expect, test } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import type { SlackSettings } from '../../src/slack/app.ts';
import { checkSlack, type SlackWishes } from '../../src/slack/checkup.ts';
import { SCOPES } from '../../src/slack/scopes.ts';
import { aManifest, aWorkspace } from '../workspace/a-workspace.ts';

const settingsFor = ({ botToken, appToken, apiUrl }: Workspace): SlackSettings => ({ botToken, appToken, apiUrl });

/** What is not well, as `state: text → remedy`. */
async function complaints(
  workspace: Workspace,
  change: { settings?: Partial<SlackSettings>; wishes?: Partial<SlackWishes> } = {},
): Promise<readonly string[]> {
  const channels = [workspace.channels['alerts']?.id ?? ''];
  const checks = await checkSlack(
    { ...settingsFor(workspace), ...change.settings },
    { channels, userGroups: [], ...change.wishes },
  );
  return checks.flatMap(({ state, says, fix }) => (state === 'ok' ? [] : [`${state}: ${says} → ${fix ?? ''}`]));
}

test('the scopes it asks for are those of the manifest', () => {
  const manifest = appManifest() as { oauth_config: { scopes: { bot: readonly string[] } } };
  expect(Object.keys(SCOPES)).toEqual(manifest.oauth_config.scopes.bot);
});

describe('a workspace', () => {
  test('that is set up as the manifest says has nothing to fix, and nothing is posted', async () => {
    const userGroups = [{ id: 'S0000000001', handle: 'oncall', users: ['dana'] }];
    const workspace = await aWorkspace({ manifest: appManifest(), userGroups });
    const channels = [workspace.channels['alerts']?.id ?? ''];
    const checks = await checkSlack(settingsFor(workspace), { channels, userGroups: ['S0000000001'] });
    expect(checks.map(({ state, says }) => `${state} ${says}`)).toEqual([
      expect.stringMatching(/^ok signed in as @\S+ in \S+/),
      'ok all 12 scopes are granted',
      'ok Socket Mode is on, and SLACK_APP_TOKEN is accepted',
      'ok in #alerts',
      'ok user group S0000000001 has members',
    ]);
    expect(workspace.connections()).toBe(0);
    expect(workspace.messages('alerts')).toEqual([]);
  });

  test('may leave out the scope of user groups where none is named', async () => {
    const { oauth_config, ...rest } = appManifest() as ReturnType<typeof aManifest>;
    const bot = oauth_config.scopes.bot.filter((scope) => scope !== 'usergroups:read');
    const workspace = await aWorkspace({ manifest: { ...rest, oauth_config: { scopes: { bot } } } });
    expect(await complaints(workspace)).toEqual([]);
  });

  test('that lacks scopes is reported each, and what cannot be done without it', async () => {
    const workspace = await aWorkspace({ manifest: aManifest({ without: ['files:write'] }) });
    const [first = ''] = (await complaints(workspace)).filter((each) => each.includes('files:write'));
    expect(first).toBe(
      'fault: the scope files:write is missing: without it Leakbot cannot upload pictures and profiles → Add it to the app (manifest/slack.json has all) and reinstall the app to the workspace.',
    );
  });

  test.each([
    [{ botToken: 'xoxb-wrong' }, 'fault: SLACK_BOT_TOKEN: Slack answered invalid_auth → Slack does not accept'],
    [{ appToken: 'xapp-wrong' }, 'fault: SLACK_APP_TOKEN: Slack answered invalid_auth → Generate an app-level token'],
    [{ appToken: undefined }, 'fault: no events can arrive → Set SLACK_APP_TOKEN for Socket Mode'],
    [{ apiUrl: 'http://127.0.0.1:1/api/' }, 'fault: cannot reach Slack: '],
  ] as const)('with %j', async (settings, complaint) => {
    const workspace = await aWorkspace({ manifest: appManifest() });
    expect(await complaints(workspace, { settings })).toEqual([expect.stringContaining(complaint)]);
  });

  test.each([
    ['was not invited to the channel', (w: Workspace) => w.remove('alerts', 'leakbot'), 'fault: not in #alerts → '],
    ['finds the channel archived', (w: Workspace) => w.archive('alerts'), 'fault: #alerts is archived → '],
  ])('where it %s', async (_, happens, complaint) => {
    const workspace = await aWorkspace({ manifest: appManifest() });
    happens(workspace);
    expect(await complaints(workspace)).toEqual([expect.stringContaining(complaint)]);
  });

  test.each([
    [
      { channels: ['C9999999999'] },
      'fault: channel C9999999999: Slack answered channel_not_found → Correct the channel’s ID',
    ],
    [
      { userGroups: ['S9999999999'] },
      'fault: user group S9999999999: Slack answered no_such_subteam → Correct access.userGroups',
    ],
  ])('that has no such place: %j', async (wishes, complaint) => {
    const workspace = await aWorkspace({ manifest: appManifest() });
    expect(await complaints(workspace, { wishes })).toEqual([expect.stringContaining(complaint)]);
  });

  test('that limits the rate is no fault of the settings', async () => {
    const workspace = await aWorkspace({ manifest: appManifest() });
    workspace.faults.add({ method: 'auth.test', kind: 'rate-limited', seconds: 7 });
    expect(await complaints(workspace)).toEqual([expect.stringMatching(/^warning: .*limits the rate.*in 7 s\.$/)]);
  });
});
