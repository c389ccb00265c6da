import type { Desk } from '../api/desk.ts';
import type { AppAuthor, Message } from '../model.ts';
import type { Payload } from '../payload.ts';

/** What another app posts; Alertmanager fills attachments only. */
export interface ForeignPost {
  readonly text?: string;
  readonly blocks?: readonly Payload[];
  readonly attachments?: readonly Payload[];
  readonly threadTs?: string;
  /** `bot_message` (an incoming webhook, the default) or none: a message that has only a `bot_id`. */
  readonly subtype?: 'bot_message' | 'none';
}

/** Another app that posts into the workspace, e.g. an alert sender through an incoming webhook. */
export class OtherApp {
  readonly author: AppAuthor;
  readonly #desk: Desk;

  constructor(name: string, desk: Desk) {
    this.author = { kind: 'app', botId: desk.state.nextId('B'), appId: desk.state.nextId('A'), username: name };
    this.#desk = desk;
  }

  post(channel: string, { subtype, ...post }: ForeignPost): Message {
    const target = this.#desk.state.findChannel(channel);
    if (target === undefined) throw new Error(`no channel ${channel}`);
    const message = this.#desk.state.addMessage({
      ...post,
      channel: target.id,
      author: this.author,
      ...(subtype === 'none' ? {} : { subtype: 'bot_message' }),
    });
    this.#desk.announcer.posted(message);
    return message;
  }

  /** Changes a message of its own, as Alertmanager does not but others do. */
  update(message: Message, post: Pick<ForeignPost, 'text' | 'attachments'>): void {
    if (post.text !== undefined) message.text = post.text;
    if (post.attachments !== undefined) message.attachments = post.attachments;
    this.#desk.state.touch(message);
  }
}
