import type { AppAuthor } from '../model.ts';
import { messageShape } from '../slack-shapes.ts';
import { channelOf, messageOf, ownMessage, requireParent, writableChannel } from './access.ts';
import { readContent } from './content.ts';
import type { Desk, Method } from './desk.ts';
import { Refusal } from './refusal.ts';

const postMessage: Method = (args, desk) => {
  const channel = writableChannel(desk, args.text('channel'), { byName: true });
  const content = readContent(args, desk);
  const threadTs = args.optional('thread_ts');
  if (threadTs !== undefined) requireParent(desk, channel, threadTs);
  const broadcast = threadTs !== undefined && args.flag('reply_broadcast');
  const message = desk.state.addMessage({
    ...content,
    channel: channel.id,
    author: authorOf(desk),
    broadcast,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(broadcast ? { subtype: 'thread_broadcast' } : {}),
  });
  desk.announcer.posted(message);
  return { channel: channel.id, ts: message.ts, message: messageShape(desk.state, message, { metadata: true }) };
};

/** Parts that are not given stay as they were; an empty array or object removes them. */
const update: Method = (args, desk) => {
  const channel = writableChannel(desk, args.text('channel'));
  const message = ownMessage(desk, channel, args.text('ts'), 'cant_update_message');
  const { text, blocks, attachments, metadata } = readContent(args, desk);
  const before = messageShape(desk.state, message);
  if (text !== undefined) message.text = text;
  if (blocks !== undefined) message.blocks = desk.state.identified(blocks);
  if (attachments !== undefined) message.attachments = attachments;
  if (metadata !== undefined) message.metadata = metadata;
  message.edited = { user: authorOf(desk).userId ?? '', ts: desk.state.nextTs() };
  desk.state.touch(message);
  desk.announcer.changed(message, before);
  return { channel: channel.id, ts: message.ts, text: message.text, message: messageShape(desk.state, message) };
};

/** A parent that has replies leaves a tombstone, so that its thread stays. */
const remove: Method = (args, desk) => {
  const channel = writableChannel(desk, args.text('channel'));
  const message = ownMessage(desk, channel, args.text('ts'), 'cant_delete_message');
  const before = messageShape(desk.state, message);
  const hadReplies = desk.state.repliesTo(channel.id, message.ts).length > 0;
  if (hadReplies) {
    desk.state.messages.set(`${channel.id}/${message.ts}`, {
      channel: channel.id,
      ts: message.ts,
      author: message.author,
      subtype: 'tombstone',
      broadcast: false,
      text: 'This message was deleted.',
      blocks: [],
      attachments: [],
      fileIds: [],
      reactions: new Map(),
      selections: new Map(),
    });
    desk.state.touch(message);
  } else desk.state.removeMessage(message);
  desk.announcer.deleted(message, before);
  return { channel: channel.id, ts: message.ts };
};

const postEphemeral: Method = (args, desk) => {
  const channel = writableChannel(desk, args.text('channel'), { byName: true });
  const user = desk.state.users.get(args.text('user'));
  if (user === undefined || !channel.members.has(user.id)) throw new Refusal('user_not_in_channel');
  const threadTs = args.optional('thread_ts');
  if (threadTs !== undefined) requireParent(desk, channel, threadTs);
  const message = desk.state.addMessage({
    ...readContent(args, desk),
    channel: channel.id,
    author: desk.state.app,
    audience: user.id,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  return { message_ts: message.ts };
};

const getPermalink: Method = (args, desk) => {
  const channel = channelOf(desk, args.text('channel'));
  const message = messageOf(desk, channel, args.text('message_ts'));
  const query = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `${desk.state.origin}/archives/${channel.id}/p${message.ts.replace('.', '')}${query}`,
  };
};

/** Who calls: the app under test, or another one. */
function authorOf({ state, caller }: Desk): AppAuthor {
  return caller?.author ?? state.app;
}

export const chatMethods = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.delete': remove,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
} satisfies Record<string, Method>;
