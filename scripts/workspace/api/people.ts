import { userShape } from '../slack-objects.ts';
import type { Method } from './desk.ts';
import { Refusal } from './refusal.ts';

const authTest: Method = (_args, desk) => ({
  url: `${desk.state.origin}/`,
  team: desk.state.team.name,
  user: desk.state.manifest.name,
  team_id: desk.state.team.id,
  user_id: desk.state.app.userId,
  bot_id: desk.state.app.botId,
  is_enterprise_install: false,
});

const userInfo: Method = (args, desk) => {
  const user = desk.state.users.get(args.text('user'));
  if (user === undefined) throw new Refusal('user_not_found');
  return { user: userShape(desk.state, user) };
};

const botInfo: Method = (args, desk) => {
  const { app } = desk.state;
  if (args.has('bot') && args.text('bot') !== app.botId) throw new Refusal('bot_not_found');
  return { bot: { id: app.botId, deleted: false, name: app.username, app_id: app.appId, user_id: app.userId } };
};

const groupUsers: Method = (args, desk) => {
  const group = desk.state.userGroups.get(args.text('usergroup'));
  if (group === undefined) throw new Refusal('no_such_subteam');
  return { users: group.users };
};

const openConnection: Method = (_args, desk) => ({ url: desk.openSocket() });

export const peopleMethods = {
  'auth.test': authTest,
  'users.info': userInfo,
  'bots.info': botInfo,
  'usergroups.users.list': groupUsers,
  'apps.connections.open': openConnection,
} satisfies Record<string, Method>;
