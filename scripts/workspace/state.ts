import type { Clock } from '../../src/foundation/clock.ts';
import type { Manifest } from './manifest.ts';
import type { AppAuthor, Author, Channel, Message, StoredFile, User, UserGroup, View } from './model.ts';
import type { Payload } from './payload.ts';
import { identifiers, timestamps } from './timestamps.ts';

/** What may have to be drawn or looked at again. */
export type Change =
  | { readonly kind: 'message'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'view'; readonly user: string }
  | { readonly kind: 'home'; readonly user: string }
  | { readonly kind: 'file'; readonly id: string }
  | { readonly kind: 'channel'; readonly channel: string }
  | { readonly kind: 'connection' }
  | { readonly kind: 'delivery' }
  | { readonly kind: 'call'; readonly method: string };

/** What a new message may say; the rest is filled in. */
export interface Draft {
  readonly channel: string;
  readonly author: Author;
  readonly text?: string;
  readonly blocks?: readonly Payload[];
  readonly attachments?: readonly Payload[];
  readonly fileIds?: readonly string[];
  readonly threadTs?: string;
  readonly subtype?: string;
  readonly broadcast?: boolean;
  readonly audience?: string;
  readonly metadata?: Payload;
}

interface StateSeed {
  readonly clock: Clock;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly manifest: Manifest;
  readonly app: Required<AppAuthor>;
}

/** Everything the workspace knows. Whoever changes it says so through `changed`. */
export class WorkspaceState {
  readonly clock: Clock;
  readonly team: StateSeed['team'];
  readonly manifest: Manifest;
  readonly app: Required<AppAuthor>;
  readonly nextTs: () => string;
  readonly nextId: (prefix: string) => string;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly userGroups = new Map<string, UserGroup>();
  readonly files = new Map<string, StoredFile>();
  readonly views = new Map<string, View>();
  /** What was published to the Home tab, by person. */
  readonly homes = new Map<string, View>();
  readonly messages = new Map<string, Message>();
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin = '';
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(seed: StateSeed) {
    this.clock = seed.clock;
    this.team = seed.team;
    this.manifest = seed.manifest;
    this.app = seed.app;
    this.nextTs = timestamps(seed.clock);
    this.nextId = identifiers();
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** Keeps a message; blocks get the ids that Slack would give them. */
  addMessage(draft: Draft): Message {
    const { text, blocks, attachments, fileIds, broadcast, ...rest } = draft;
    const message: Message = {
      ...rest,
      ts: this.nextTs(),
      broadcast: broadcast ?? false,
      text: text ?? '',
      blocks: this.identified(blocks ?? []),
      attachments: attachments ?? [],
      fileIds: fileIds ?? [],
      reactions: new Map(),
      selections: new Map(),
    };
    this.messages.set(messageKey(message.channel, message.ts), message);
    this.touch(message);
    return message;
  }

  findMessage(channel: string, ts: string): Message | undefined {
    return this.messages.get(messageKey(channel, ts));
  }

  removeMessage(message: Message): void {
    this.messages.delete(messageKey(message.channel, message.ts));
    this.touch(message);
  }

  /** A message was drawn up or changed; so was its parent, which shows the number of replies. */
  touch(message: Message): void {
    this.changed({ kind: 'message', channel: message.channel, ts: message.ts });
    if (message.threadTs !== undefined && message.threadTs !== message.ts)
      this.changed({ kind: 'message', channel: message.channel, ts: message.threadTs });
  }

  /** Oldest first, without ephemerals. */
  messagesIn(channel: string): readonly Message[] {
    return [...this.messages.values()].filter(
      (message) => message.channel === channel && message.audience === undefined,
    );
  }

  repliesTo(channel: string, ts: string): readonly Message[] {
    return this.messagesIn(channel).filter((message) => message.threadTs === ts && message.ts !== ts);
  }

  /** `C…`, `#alerts` or `alerts`. */
  findChannel(reference: string): Channel | undefined {
    const name = reference.replace(/^#/, '');
    return this.channels.get(reference) ?? [...this.channels.values()].find((channel) => channel.name === name);
  }

  findUser(reference: string): User | undefined {
    const name = reference.replace(/^@/, '');
    return this.users.get(reference) ?? [...this.users.values()].find((user) => user.name === name);
  }

  identified(blocks: readonly Payload[]): readonly Payload[] {
    return blocks.map((block) => this.#withIds(block));
  }

  #withIds(block: Payload): Payload {
    const identify = (element: unknown): unknown =>
      typeof element === 'object' && element !== null && 'type' in element && !('action_id' in element)
        ? { ...element, action_id: this.nextId('a') }
        : element;
    const elements = block['type'] === 'actions' && Array.isArray(block['elements']) ? block['elements'] : undefined;
    const accessory = block['accessory'];
    return {
      ...block,
      block_id: block['block_id'] ?? this.nextId('b'),
      ...(elements === undefined ? {} : { elements: elements.map(identify) }),
      ...(accessory === undefined ? {} : { accessory: identify(accessory) }),
    };
  }
}

function messageKey(channel: string, ts: string): string {
  return `${channel}/${ts}`;
}
