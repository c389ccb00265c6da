import type { Channel, User, View } from './model.ts';
import type { Payload } from './payload.ts';
import type { WorkspaceState } from './state.ts';

export function channelShape(state: WorkspaceState, channel: Channel): Payload {
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_general: false,
    is_shared: false,
    created: Math.floor(channel.created / 1000),
    is_archived: channel.archived,
    is_member: channel.members.has(state.app.userId),
    num_members: channel.members.size,
    context_team_id: state.team.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

export function userShape(state: WorkspaceState, user: User): Payload {
  return {
    id: user.id,
    team_id: user.team ?? state.team.id,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: user.timeZone,
    is_bot: user.bot,
    is_admin: false,
    is_app_user: false,
    is_restricted: user.guest === true,
    is_ultra_restricted: false,
    is_stranger: user.team !== undefined,
    profile: { real_name: user.realName, display_name: user.name, team: state.team.id },
  };
}

export function viewShape(state: WorkspaceState, view: View, values: Payload = {}): Payload {
  const { content } = view;
  return {
    id: view.id,
    team_id: state.team.id,
    app_id: state.app.appId,
    bot_id: state.app.botId,
    type: content['type'],
    title: content['title'],
    submit: content['submit'] ?? null,
    close: content['close'] ?? null,
    blocks: content['blocks'],
    private_metadata: content['private_metadata'] ?? '',
    callback_id: content['callback_id'] ?? '',
    external_id: content['external_id'] ?? '',
    clear_on_close: content['clear_on_close'] === true,
    notify_on_close: content['notify_on_close'] === true,
    state: { values },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId ?? null,
  };
}
