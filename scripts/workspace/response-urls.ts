import { Arguments } from './api/arguments.ts';
import { readContent } from './api/content.ts';
import type { Desk } from './api/desk.ts';
import { Refusal } from './api/refusal.ts';
import type { Message } from './model.ts';
import type { Payload } from './payload.ts';
import { lifetimes } from './rules/methods.ts';
import { messageShape } from './slack-shapes.ts';

interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly at: number;
  /** The message that was acted on; a command has none. */
  readonly source?: Message;
  posts: number;
}

/** The `response_url`s of commands and interactions: five posts within half an hour. */
export class ResponseUrls {
  readonly #desk: Desk;
  readonly #issued = new Map<string, ResponseUrl>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  issue(asked: { readonly channel: string; readonly user: string; readonly source?: Message }): string {
    const id = this.#desk.state.nextId('R');
    this.#issued.set(id, { ...asked, at: this.#desk.state.clock.now(), posts: 0 });
    return `${this.#desk.state.origin}/response/${id}`;
  }

  /** What the app posted to it. */
  post(id: string, body: Payload): void {
    const url = this.#issued.get(id);
    if (url === undefined) throw new Refusal('invalid_url', { status: 404 });
    if (this.#desk.state.clock.now() - url.at > lifetimes.responseUrlMs)
      throw new Refusal('expired_url', { status: 404 });
    if (url.posts >= lifetimes.responseUrlPosts) throw new Refusal('used_url', { status: 404 });
    url.posts += 1;
    this.respond(url, body);
  }

  /** An answer to a command or interaction: in the acknowledgement or through the URL. */
  respond(to: Pick<ResponseUrl, 'channel' | 'user' | 'source'>, body: Payload): void {
    const { state, announcer } = this.#desk;
    const { source } = to;
    if (body['delete_original'] === true && source !== undefined) {
      state.removeMessage(source);
      return;
    }
    const content = readContent(new Arguments(body), this.#desk);
    if (body['replace_original'] === true && source !== undefined) {
      const before = messageShape(state, source);
      source.text = content.text ?? '';
      source.blocks = state.identified(content.blocks ?? []);
      source.attachments = content.attachments ?? [];
      state.touch(source);
      if (source.audience === undefined) announcer.changed(source, before);
      return;
    }
    const visible = body['response_type'] === 'in_channel';
    const threadTs = typeof body['thread_ts'] === 'string' ? body['thread_ts'] : source?.threadTs;
    const message = state.addMessage({
      ...content,
      channel: to.channel,
      author: state.app,
      ...(visible ? {} : { audience: to.user }),
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    if (visible) announcer.posted(message);
  }
}
