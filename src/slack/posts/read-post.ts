import type { Post, PostAttachment } from '../../alert/post.ts';
import type { Instant } from '../../foundation/clock.ts';
import { unescapeText } from '../text.ts';
import {
  attachmentField,
  messageDelivery,
  messageEvent,
  type PostedMessage,
  postedAttachment,
  postedMessage,
} from './schema.ts';

/**
 * How much of a message is read: attachments (senders post one, or one an alert), fields of each, characters of a text
 * (Slack's own limit), lines of blocks, and how deep they nest (Slack's nest less than half as deep).
 */
const READ_AT_MOST = { attachments: 20, fields: 50, characters: 40_000, lines: 300, depth: 12 } as const;

/** Whether a delivery is about a message in a channel: decided before anything of it is read. */
export function isMessageDelivery(body: unknown): boolean {
  const event = fieldOf(body, 'event');
  return fieldOf(body, 'type') === 'event_callback' && fieldOf(event, 'type') === 'message';
}

/**
 * The message of another app that a delivery is about, new or edited. Undefined for what people write, for Leakbot's own
 * messages, and for what is deleted, joined or shared.
 */
export function readPost(body: unknown): Post | undefined {
  const delivery = messageDelivery.safeParse(body);
  const event = delivery.success ? messageEvent.safeParse(delivery.data.event) : undefined;
  if (delivery.data === undefined || event?.success !== true) return undefined;
  const { subtype, channel, event_ts: eventAt } = event.data;
  const edited = subtype === 'message_changed';
  const parsed = postedMessage.safeParse(edited ? event.data.message : delivery.data.event);
  if (!parsed.success || !isOfAnotherApp(parsed.data, delivery.data.api_app_id)) return undefined;
  const message = parsed.data;
  const at = instantOf(edited ? (message.edited?.ts ?? eventAt) : message.ts);
  if (at === undefined || !isTimestamp(message.ts)) return undefined;
  return {
    channel,
    ts: message.ts,
    at,
    reply: message.thread_ts != null && message.thread_ts !== message.ts,
    app: message.bot_profile?.name ?? message.username ?? '',
    text: plain(message.text),
    blocks: blockText(message.blocks ?? []),
    attachments: (message.attachments ?? []).slice(0, READ_AT_MOST.attachments).flatMap(attachmentOf),
  };
}

/** Posted by an app, and not by this one; without a subtype, or as `bot_message`, which incoming webhooks have. */
function isOfAnotherApp(message: PostedMessage, own: string | null | undefined): boolean {
  const { bot_id: bot, bot_profile: profile, app_id: app = profile?.app_id, subtype } = message;
  if (bot == null) return false;
  if (own != null && own === app) return false;
  return subtype == null || subtype === 'bot_message' || subtype === 'thread_broadcast';
}

function attachmentOf(raw: unknown): readonly PostAttachment[] {
  const parsed = postedAttachment.safeParse(raw);
  if (!parsed.success) return [];
  const { title, title_link, pretext, text, fallback, footer, fields, blocks } = parsed.data;
  return [
    {
      title: plain(title),
      titleLink: title_link ?? '',
      pretext: plain(pretext),
      text: plain(text),
      fallback: plain(fallback),
      footer: plain(footer),
      fields: (fields ?? []).slice(0, READ_AT_MOST.fields).flatMap((field) => {
        const read = attachmentField.safeParse(field);
        return read.success ? [{ title: plain(read.data.title), value: plain(read.data.value) }] : [];
      }),
      blocks: blockText(blocks ?? []),
    },
  ];
}

/** Slack escapes `& < >` in texts. */
function plain(text: string | null | undefined): string {
  return unescapeText((text ?? '').slice(0, READ_AT_MOST.characters));
}

/** The keys under which blocks hold what people read; others hold ids and kinds. */
const READ = new Set(['text', 'title', 'value', 'url']);

/** What blocks say, a line each, bounded in depth: Slack's own nest no deeper. */
function blockText(blocks: readonly unknown[]): string {
  const lines: string[] = [];
  const walk = (value: unknown, key: string, depth: number): void => {
    if (depth > READ_AT_MOST.depth || lines.length > READ_AT_MOST.lines) return;
    if (typeof value === 'string') {
      if (READ.has(key) && value.trim() !== '') lines.push(plain(value));
    } else if (Array.isArray(value)) for (const each of value) walk(each, key, depth + 1);
    else if (typeof value === 'object' && value !== null && fieldOf(value, 'type') !== 'button') {
      for (const [name, each] of Object.entries(value)) walk(each, name, depth + 1);
    }
  };
  walk(blocks, '', 0);
  return lines.join('\n').slice(0, READ_AT_MOST.characters);
}

function isTimestamp(ts: string): boolean {
  return /^\d{1,12}\.\d{1,6}$/.test(ts);
}

/** `1732330000.000200`: seconds. */
function instantOf(ts: string | null | undefined): Instant | undefined {
  if (ts == null || !isTimestamp(ts)) return undefined;
  const at = Math.floor(Number(ts) * 1000);
  return at > 0 ? at : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
