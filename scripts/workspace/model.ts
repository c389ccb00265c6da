import type { Payload } from './payload.ts';

/** Someone in the workspace; `name` is what people type after @. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly timeZone: string;
  readonly bot: boolean;
  /** A guest of the workspace. */
  readonly guest?: boolean;
  /** The workspace of someone who is here only in shared channels. */
  readonly team?: string;
}

/** A public channel. `members` holds user ids. */
export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly created: number;
  readonly members: Set<string>;
  archived: boolean;
}

/** A group that `usergroups.users.list` knows. */
export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** The app whose manifest was given, or another one that only posts (an alert sender). */
export interface AppAuthor {
  readonly kind: 'app';
  readonly botId: string;
  readonly appId: string;
  readonly username: string;
  /** The bot user; an incoming webhook has none. */
  readonly userId?: string;
}

export type Author = AppAuthor | { readonly kind: 'person'; readonly userId: string };

/** A message as the workspace keeps it; `ts` is its identity within the channel. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly author: Author;
  readonly threadTs?: string;
  readonly subtype?: string;
  /** A reply that is shown in the channel too. */
  readonly broadcast: boolean;
  /** The only user who sees it: an ephemeral message. */
  readonly audience?: string;
  text: string;
  blocks: readonly Payload[];
  attachments: readonly Payload[];
  fileIds: readonly string[];
  metadata?: Payload;
  edited?: { readonly user: string; readonly ts: string };
  readonly reactions: Map<string, string[]>;
  /** What people chose in its menus: `block_id/action_id` → option. A new block_id forgets it, as in Slack. */
  readonly selections: Map<string, Payload>;
}

/** An upload. It has no mimetype before `readyAt`: processing is asynchronous. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly altText: string;
  readonly length: number;
  readonly created: number;
  title: string;
  bytes?: Buffer;
  readyAt?: number;
  share?: Share;
  readonly shares: { readonly channel: string; readonly ts: string; readonly threadTs?: string }[];
}

/** Where a completed upload is to appear once it is processed. */
export interface Share {
  readonly channel: string;
  readonly threadTs?: string;
  readonly comment: string;
  readonly blocks: readonly Payload[];
}

/** An open modal, or a Home tab; `values` are what the person has entered so far. */
export interface View {
  readonly id: string;
  readonly user: string;
  readonly content: Payload;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string;
}
