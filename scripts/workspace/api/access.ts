import type { Channel, Message } from '../model.ts';
import type { Desk } from './desk.ts';
import { Refusal } from './refusal.ts';

/** The channel of that id; posting methods also take its name, as in Slack. */
export function channelOf(desk: Desk, reference: string, options: { readonly byName?: boolean } = {}): Channel {
  const channel = options.byName === true ? desk.state.findChannel(reference) : desk.state.channels.get(reference);
  if (channel === undefined) throw new Refusal('channel_not_found');
  return channel;
}

/** A channel that the bot is in. */
export function joinedChannel(desk: Desk, reference: string): Channel {
  const channel = channelOf(desk, reference);
  if (!channel.members.has(desk.state.app.userId)) throw new Refusal('not_in_channel');
  return channel;
}

/** A channel that the bot may write to: not archived, and it is a member or may post without being one. */
export function writableChannel(desk: Desk, reference: string, options: { readonly byName?: boolean } = {}): Channel {
  const channel = channelOf(desk, reference, options);
  if (channel.archived) throw new Refusal('is_archived');
  // Other apps have `chat:write.public`.
  if (
    desk.caller === undefined &&
    !channel.members.has(desk.state.app.userId) &&
    !desk.state.manifest.scopes.has('chat:write.public')
  )
    throw new Refusal('not_in_channel');
  return channel;
}

export function messageOf(desk: Desk, channel: Channel, ts: string): Message {
  const message = desk.state.findMessage(channel.id, ts);
  if (message === undefined || message.audience !== undefined) throw new Refusal('message_not_found');
  return message;
}

export function ownMessage(desk: Desk, channel: Channel, ts: string, refusal: string): Message {
  const message = messageOf(desk, channel, ts);
  if (message.author.kind !== 'app' || message.author.botId !== (desk.caller?.author ?? desk.state.app).botId)
    throw new Refusal(refusal);
  return message;
}

/** Checks that `ts` is a thread's first message: Slack wants the parent's, never a reply's. */
export function requireParent(desk: Desk, channel: Channel, ts: string): void {
  const parent = desk.state.findMessage(channel.id, ts);
  if (parent === undefined || parent.audience !== undefined) throw new Refusal('thread_not_found');
  if (parent.threadTs !== undefined && parent.threadTs !== parent.ts) throw new Refusal('invalid_thread_ts');
  if (parent.subtype === 'channel_join') throw new Refusal('cannot_reply_to_message');
}
