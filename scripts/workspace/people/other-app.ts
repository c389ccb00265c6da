import type { Desk } from '../api/desk.ts';
import type { AppAuthor, Message } from '../model.ts';
import type { InstalledApp } from '../other-apps.ts';
import type { Payload } from '../payload.ts';
import { messageShape } from '../slack-shapes.ts';

/** What another app posts; Alertmanager fills attachments only. */
export interface ForeignPost {
  readonly text?: string;
  readonly blocks?: readonly Payload[];
  readonly attachments?: readonly Payload[];
  readonly threadTs?: string;
  /** `bot_message` (an incoming webhook, the default) or none: a message that has only a `bot_id`. */
  readonly subtype?: 'bot_message' | 'none';
}

/** Another app that posts into the workspace, e.g. an alert sender. What it posts over HTTP has the same author. */
export class OtherApp {
  readonly author: AppAuthor;
  /** A bot token, for `chat.postMessage` and `chat.update` of the Web API. */
  readonly token: string;
  readonly #desk: Desk;
  readonly #app: InstalledApp;

  constructor(name: string, desk: Desk) {
    this.#app = desk.otherApps.install(name);
    const { userId: _, ...author } = this.#app.author;
    this.author = author;
    this.token = this.#app.token;
    this.#desk = desk;
  }

  /** The address of a new incoming webhook that posts into a channel. */
  webhookUrl(channel: string): string {
    return `${this.#desk.state.origin}${this.#desk.otherApps.addWebhook(this.#app, this.#channel(channel))}`;
  }

  post(channel: string, { subtype, ...post }: ForeignPost): Message {
    const message = this.#desk.state.addMessage({
      ...post,
      channel: this.#channel(channel).id,
      author: this.author,
      ...(subtype === 'none' ? {} : { subtype: 'bot_message' }),
    });
    this.#desk.announcer.posted(message);
    return message;
  }

  /** Changes a message of its own, as Alertmanager does where `update_message` is on, and PagerDuty always. */
  update(message: Message, post: Pick<ForeignPost, 'text' | 'attachments' | 'blocks'>): void {
    const { state, announcer } = this.#desk;
    const before = messageShape(state, message);
    if (post.text !== undefined) message.text = post.text;
    if (post.attachments !== undefined) message.attachments = post.attachments;
    if (post.blocks !== undefined) message.blocks = state.identified(post.blocks);
    message.edited = { user: this.#app.author.userId ?? this.author.botId, ts: state.nextTs() };
    state.touch(message);
    announcer.changed(message, before);
  }

  #channel(reference: string) {
    const found = this.#desk.state.findChannel(reference);
    if (found === undefined) throw new Error(`no channel ${reference}`);
    return found;
  }
}
