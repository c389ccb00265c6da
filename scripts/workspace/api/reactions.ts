import type { Message } from '../model.ts';
import { messageShape } from '../slack-shapes.ts';
import { joinedChannel, messageOf } from './access.ts';
import type { Arguments } from './arguments.ts';
import type { Desk, Method } from './desk.ts';
import { Refusal } from './refusal.ts';

const mostReactions = 23;

const add: Method = (args, desk) => {
  const { message, name } = target(args, desk);
  if (message.reactions.get(name)?.includes(desk.state.app.userId)) throw new Refusal('already_reacted');
  if (!message.reactions.has(name) && message.reactions.size >= mostReactions) throw new Refusal('too_many_emoji');
  react(desk, message, name, desk.state.app.userId);
  return {};
};

const remove: Method = (args, desk) => {
  const { message, name } = target(args, desk);
  if (!message.reactions.get(name)?.includes(desk.state.app.userId)) throw new Refusal('no_reaction');
  unreact(desk, message, name, desk.state.app.userId);
  return {};
};

const get: Method = (args, desk) => {
  const channel = joinedChannel(desk, args.text('channel'));
  const message = messageOf(desk, channel, args.text('timestamp'));
  return { type: 'message', channel: channel.id, message: messageShape(desk.state, message) };
};

function target(args: Arguments, desk: Desk): { readonly message: Message; readonly name: string } {
  const channel = joinedChannel(desk, args.text('channel'));
  if (channel.archived) throw new Refusal('is_archived');
  const name = args.text('name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal('invalid_name');
  return { message: messageOf(desk, channel, args.text('timestamp')), name };
}

/** Adds a user's reaction and shows the app. */
export function react(desk: Pick<Desk, 'state' | 'announcer'>, message: Message, name: string, user: string): void {
  message.reactions.set(name, [...(message.reactions.get(name) ?? []), user]);
  desk.state.touch(message);
  desk.announcer.reacted('reaction_added', message, name, user);
}

export function unreact(desk: Pick<Desk, 'state' | 'announcer'>, message: Message, name: string, user: string): void {
  const left = (message.reactions.get(name) ?? []).filter((id) => id !== user);
  if (left.length === 0) message.reactions.delete(name);
  else message.reactions.set(name, left);
  desk.state.touch(message);
  desk.announcer.reacted('reaction_removed', message, name, user);
}

export const reactionMethods = {
  'reactions.add': add,
  'reactions.remove': remove,
  'reactions.get': get,
} satisfies Record<string, Method>;
