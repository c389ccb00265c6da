import type { Message } from '../model.ts';
import { channelShape } from '../slack-objects.ts';
import { messageShape } from '../slack-shapes.ts';
import { channelOf, joinedChannel } from './access.ts';
import type { Arguments } from './arguments.ts';
import type { Desk, Method } from './desk.ts';
import { page } from './pages.ts';
import { Refusal } from './refusal.ts';

const info: Method = (args, desk) => ({ channel: channelShape(desk.state, channelOf(desk, args.text('channel'))) });

const list: Method = (args, desk) => {
  const open = [...desk.state.channels.values()].filter(
    (channel) => !(args.flag('exclude_archived') && channel.archived),
  );
  const { items, metadata } = page(open, args, 100);
  return { channels: items.map((channel) => channelShape(desk.state, channel)), response_metadata: metadata };
};

const members: Method = (args, desk) => {
  const { items, metadata } = page([...channelOf(desk, args.text('channel')).members], args, 100);
  return { members: items, response_metadata: metadata };
};

const join: Method = (args, desk) => {
  const channel = channelOf(desk, args.text('channel'));
  if (channel.archived) throw new Refusal('is_archived');
  const already = channel.members.has(desk.state.app.userId);
  if (!already) desk.announcer.joined(channel, desk.state.app.userId);
  return {
    channel: channelShape(desk.state, channel),
    ...(already ? { warning: 'already_in_channel', response_metadata: { warnings: ['already_in_channel'] } } : {}),
  };
};

/** Newest first; replies only where they were broadcast. */
const history: Method = (args, desk) => {
  const channel = joinedChannel(desk, args.text('channel'));
  const shown = desk.state
    .messagesIn(channel.id)
    .filter((message) => message.threadTs === undefined || message.broadcast)
    .filter(within(args))
    .toReversed();
  const { items, more, metadata } = page(shown, args, 100);
  return {
    messages: items.map((message) => shape(message, args, desk)),
    has_more: more,
    pin_count: 0,
    ...(more ? { response_metadata: metadata } : {}),
  };
};

/** The parent, then its replies, oldest first. */
const replies: Method = (args, desk) => {
  const channel = joinedChannel(desk, args.text('channel'));
  const ts = args.text('ts');
  const parent = desk.state.findMessage(channel.id, ts);
  if (parent === undefined || parent.audience !== undefined) throw new Refusal('thread_not_found');
  const thread = [parent, ...desk.state.repliesTo(channel.id, ts).filter(within(args))];
  const { items, more, metadata } = page(thread, args, 1000);
  return {
    messages: items.map((message) => shape(message, args, desk)),
    has_more: more,
    ...(more ? { response_metadata: metadata } : {}),
  };
};

function shape(message: Message, args: Arguments, desk: Desk) {
  return messageShape(desk.state, message, { metadata: args.flag('include_all_metadata') });
}

/** `oldest` and `latest`, exclusive unless `inclusive` is set. */
function within(args: Arguments): (message: Message) => boolean {
  const inclusive = args.flag('inclusive');
  const oldest = args.has('oldest') ? microseconds(args.text('oldest')) : Number.NEGATIVE_INFINITY;
  const latest = args.has('latest') ? microseconds(args.text('latest')) : Number.POSITIVE_INFINITY;
  return (message) => {
    const at = microseconds(message.ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  };
}

/** A ts as a whole number of microseconds, exact in a double. */
function microseconds(ts: string): number {
  const match = /^(\d+)(?:\.(\d{1,6}))?/.exec(ts);
  if (match === null) throw new Refusal(ts === '' ? 'invalid_arguments' : 'invalid_ts_latest');
  return Number(match[1]) * 1e6 + Number((match[2] ?? '').padEnd(6, '0'));
}

export const conversationMethods = {
  'conversations.info': info,
  'conversations.list': list,
  'conversations.members': members,
  'conversations.join': join,
  'conversations.history': history,
  'conversations.replies': replies,
} satisfies Record<string, Method>;
