import { describe, expect, it } from 'vitest';
import { aClient, aManifest, aWorkspace, refusal } from './a-workspace.ts';

const channels = [
  { name: 'alerts' },
  { name: 'private', bot: false },
  { name: 'old', archived: true },
  { name: 'empty', members: [] },
];

const cases: readonly [string, string, object, string][] = [
  ['an unknown method', 'chat.shout', {}, 'unknown_method'],
  ['an unknown channel', 'chat.postMessage', { channel: 'C999', text: 'x' }, 'channel_not_found'],
  ['a name where an id belongs', 'chat.update', { channel: '#alerts', ts: '1.000100', text: 'x' }, 'channel_not_found'],
  ['an argument left out', 'chat.postMessage', { text: 'x' }, 'invalid_arguments'],
  ['a channel it is not in', 'chat.postMessage', { channel: '#private', text: 'x' }, 'not_in_channel'],
  ['history of a channel it is not in', 'conversations.history', { channel: 'C0PRIVATE' }, 'not_in_channel'],
  ['an archived channel', 'chat.postMessage', { channel: '#old', text: 'x' }, 'is_archived'],
  [
    'a thread that is not there',
    'chat.postMessage',
    { channel: '#alerts', text: 'x', thread_ts: '1.000100' },
    'thread_not_found',
  ],
  [
    'a message that is not there',
    'chat.update',
    { channel: 'C0ALERTS', ts: '1.000100', text: 'x' },
    'message_not_found',
  ],
  ['an unknown thread', 'conversations.replies', { channel: 'C0ALERTS', ts: '1.000100' }, 'thread_not_found'],
  [
    'a stranger as audience',
    'chat.postEphemeral',
    { channel: '#empty', user: 'U0DANA', text: 'x' },
    'user_not_in_channel',
  ],
  ['an unknown user', 'users.info', { user: 'U999' }, 'user_not_found'],
  ['an unknown group', 'usergroups.users.list', { usergroup: 'S999' }, 'no_such_subteam'],
  ['an unknown file', 'files.info', { file: 'F999' }, 'file_not_found'],
  ['a cursor of its own making', 'conversations.list', { cursor: 'page2' }, 'invalid_cursor'],
  ['a foreign trigger', 'views.open', { trigger_id: '1.2.3', view: aModal() }, 'invalid_trigger_id'],
  [
    'blocks that are no list',
    'chat.postMessage',
    { channel: '#alerts', blocks: '{"type":"divider"}' },
    'invalid_blocks_format',
  ],
  [
    'metadata without a type',
    'chat.postMessage',
    { channel: '#alerts', text: 'x', metadata: { a: 1 } },
    'invalid_metadata_schema',
  ],
];

function aModal() {
  return { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [{ type: 'divider' }] };
}

describe('the Web API refuses', () => {
  it.each(cases)('%s', async (_name, method, args, error) => {
    const workspace = await aWorkspace({ channels });
    expect(await refusal(aClient(workspace).apiCall(method, { ...args }))).toBe(error);
  });

  it.each([
    ['no token', '', 'auth.test', 'not_authed'],
    ['a wrong token', 'xoxb-wrong', 'auth.test', 'invalid_auth'],
    [
      'the app token where the bot token belongs',
      'xapp-1-A00000001-workspace',
      'chat.postMessage',
      'not_allowed_token_type',
    ],
    ['the bot token for a connection', 'xoxb-000000001-workspace', 'apps.connections.open', 'not_allowed_token_type'],
  ])('%s', async (_name, token, method, error) => {
    const workspace = await aWorkspace();
    expect(await refusal(aClient(workspace, token).apiCall(method, { channel: '#alerts', text: 'x' }))).toBe(error);
  });

  it('a call beyond the scopes of the manifest, naming the one it needs', async () => {
    const manifest = aManifest({ without: ['reactions:write'] });
    const workspace = await aWorkspace({ manifest });
    const call = aClient(workspace).reactions.add({ channel: 'C0ALERTS', timestamp: '1.1', name: 'eyes' });
    await expect(call).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'reactions:write', provided: manifest.oauth_config.scopes.bot.join(',') },
    });
  });

  it('a thread_ts that is a reply', async () => {
    const workspace = await aWorkspace();
    const parent = workspace.as('dana').post('alerts', 'it is slow');
    const reply = workspace.as('sam').post('alerts', 'yes', { threadTs: parent.ts });
    const call = aClient(workspace).chat.postMessage({ channel: 'C0ALERTS', text: 'x', thread_ts: reply.ts });
    expect(await refusal(call)).toBe('invalid_thread_ts');
  });

  it("other people's messages, when asked to change them", async () => {
    const workspace = await aWorkspace();
    const { ts } = workspace.as('dana').post('alerts', 'mine');
    const client = aClient(workspace);
    expect(await refusal(client.chat.update({ channel: 'C0ALERTS', ts, text: 'x' }))).toBe('cant_update_message');
    expect(await refusal(client.chat.delete({ channel: 'C0ALERTS', ts }))).toBe('cant_delete_message');
  });
});
