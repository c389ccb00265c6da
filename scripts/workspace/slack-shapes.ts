import type { Message, StoredFile } from './model.ts';
import { asPayload, type Payload } from './payload.ts';
import { dimensions, fileKind, isReady } from './picture-facts.ts';
import type { WorkspaceState } from './state.ts';

/** A message as the Web API and events show it. Metadata is left out unless it was asked for. */
export function messageShape(
  state: WorkspaceState,
  message: Message,
  options: { readonly metadata?: boolean } = {},
): Payload {
  const replies = state.repliesTo(message.channel, message.ts);
  const files = message.fileIds.flatMap((id) => {
    const file = state.files.get(id);
    return file === undefined ? [] : [fileShape(state, file)];
  });
  return {
    type: 'message',
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    ...authorShape(state, message),
    text: message.text,
    ts: message.ts,
    team: state.team.id,
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks.map((block) => withSelections(message, block)) }),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(files.length === 0 ? {} : { files }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.threadTs === undefined ? {} : replyShape(state, message)),
    ...(replies.length === 0 ? {} : parentShape(message, replies)),
    ...(message.reactions.size === 0 ? {} : { reactions: reactionsShape(message) }),
    ...(options.metadata === true && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

function authorShape(state: WorkspaceState, message: Message): Payload {
  const { author } = message;
  if (author.kind === 'person') return { user: author.userId };
  return {
    ...(author.userId === undefined ? { username: author.username } : { user: author.userId }),
    bot_id: author.botId,
    app_id: author.appId,
    ...(author.userId === undefined
      ? {}
      : { bot_profile: { id: author.botId, app_id: author.appId, name: author.username, team_id: state.team.id } }),
  };
}

function replyShape(state: WorkspaceState, message: Message): Payload {
  const parent = state.findMessage(message.channel, message.threadTs ?? '');
  return {
    thread_ts: message.threadTs,
    ...(parent === undefined ? {} : { parent_user_id: authorId(parent) }),
    ...(message.broadcast && parent !== undefined
      ? {
          root: {
            type: 'message',
            ts: parent.ts,
            thread_ts: parent.ts,
            text: parent.text,
            ...authorShape(state, parent),
          },
        }
      : {}),
  };
}

function parentShape(message: Message, replies: readonly Message[]): Payload {
  const users = [...new Set(replies.map(authorId))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users.slice(0, 5),
    latest_reply: replies.at(-1)?.ts,
    is_locked: false,
    subscribed: true,
  };
}

export function authorId(message: Message): string {
  return message.author.kind === 'person' ? message.author.userId : (message.author.userId ?? message.author.botId);
}

export function reactionsShape(message: Message): readonly Payload[] {
  return [...message.reactions].map(([name, users]) => ({ name, users, count: users.length }));
}

/** A menu keeps what was chosen in it for as long as its block_id stays. */
export function withSelections(message: Message, block: Payload): Payload {
  const chosen = (element: unknown): unknown => {
    const { action_id, type } = asPayload(element);
    const option = message.selections.get(`${String(block['block_id'])}/${String(action_id)}`);
    return option === undefined || type !== 'static_select'
      ? element
      : { ...asPayload(element), initial_option: option };
  };
  return {
    ...block,
    ...(Array.isArray(block['elements']) ? { elements: block['elements'].map(chosen) } : {}),
    ...(block['accessory'] === undefined ? {} : { accessory: chosen(block['accessory']) }),
  };
}

export function fileShape(state: WorkspaceState, file: StoredFile): Payload {
  const ready = isReady(file, state.clock);
  const kind = ready ? fileKind(file) : { mimetype: '', filetype: '', pretty: '' };
  const size = ready ? dimensions(file) : undefined;
  const name = encodeURIComponent(file.name);
  const address = `${state.origin}/files-pri/${state.team.id}-${file.id}/${name}`;
  const shares: Record<string, readonly Payload[]> = {};
  for (const share of file.shares) {
    const entry = { ts: share.ts, channel_name: state.channels.get(share.channel)?.name, team_id: state.team.id };
    const list = shares[share.channel] ?? [];
    shares[share.channel] = [...list, share.threadTs === undefined ? entry : { ...entry, thread_ts: share.threadTs }];
  }
  return {
    id: file.id,
    created: Math.floor(file.created / 1000),
    timestamp: Math.floor(file.created / 1000),
    name: file.name,
    title: file.title,
    mimetype: kind.mimetype,
    filetype: kind.filetype,
    pretty_type: kind.pretty,
    user: file.owner,
    user_team: state.team.id,
    editable: false,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    is_public: file.shares.length > 0,
    alt_txt: file.altText,
    url_private: address,
    url_private_download: `${address}?download=1`,
    permalink: `${state.origin}/files/${file.owner}/${file.id}/${name}`,
    ...(size === undefined
      ? {}
      : { original_w: size.width, original_h: size.height, thumb_360: `${address}?thumb=360` }),
    shares: { public: shares },
    channels: Object.keys(shares),
    groups: [],
    ims: [],
  };
}
