import type { Instant } from '../foundation/clock.ts';

/** A message that another app posted into a channel of Slack: what an alert may stand in. */
export interface Post {
  readonly channel: string;
  /** Slack's name of the message within its channel. */
  readonly ts: string;
  /** When it was posted, or edited last. */
  readonly at: Instant;
  /** Stands in the thread of another message. */
  readonly reply: boolean;
  /** The name that the app shows; empty where Slack does not say. */
  readonly app: string;
  readonly text: string;
  /** What its blocks say, a line each. */
  readonly blocks: string;
  readonly attachments: readonly PostAttachment[];
}

/** A legacy attachment, which is what most alert senders still post; empty texts for what it lacks. */
export interface PostAttachment {
  readonly title: string;
  readonly titleLink: string;
  readonly pretext: string;
  readonly text: string;
  readonly fallback: string;
  readonly footer: string;
  readonly fields: readonly { readonly title: string; readonly value: string }[];
  /** What its blocks say, a line each. */
  readonly blocks: string;
}

/** Everything that can be read in it. */
export function wordsOf({ text, blocks, attachments }: Post): string {
  return [text, blocks, ...attachments.map(wordsOfAttachment)].filter((part) => part !== '').join('\n');
}

export function wordsOfAttachment({ pretext, title, text, fields, blocks, fallback }: PostAttachment): string {
  const said = [pretext, title, text, ...fields.map((field) => `${field.title}: ${field.value}`), blocks];
  const shown = said.filter((part) => part.trim() !== '');
  // The fallback repeats what is shown, for clients that show nothing else.
  return (shown.length === 0 ? [fallback] : shown).join('\n');
}

/** The addresses in it: of titles, and of links in its texts (`<https://…|words>`). */
export function linksOf(post: Post): readonly string[] {
  const written = [
    post.text,
    post.blocks,
    ...post.attachments.flatMap((each) => [wordsOfAttachment(each), each.fallback]),
  ]
    .join('\n')
    .slice(0, LONGEST)
    .match(/https?:\/\/[^\s<>|"]{1,2000}/g);
  return [...post.attachments.map(({ titleLink }) => titleLink).filter((link) => link !== ''), ...(written ?? [])];
}

/** Characters that are searched for addresses: half of what Slack takes, since senders put theirs first. */
const LONGEST = 20_000;
