import { z } from 'zod';

/** A text, or nothing where an app writes something else: what Leakbot only reads must not make a message unreadable. */
const text = z.string().nullish().catch(undefined);
const list = z.array(z.unknown()).nullish().catch(undefined);

const attachment = z.object({
  title: text,
  title_link: text,
  pretext: text,
  text,
  fallback: text,
  footer: text,
  fields: list,
  blocks: list,
});

export const attachmentField = z.object({ title: text, value: text });

const message = z.object({
  ts: z.string(),
  thread_ts: text,
  subtype: text,
  user: text,
  username: text,
  bot_id: text,
  app_id: text,
  bot_profile: z.object({ app_id: text, name: text }).nullish().catch(undefined),
  text,
  blocks: list,
  attachments: list,
  edited: z.object({ ts: text }).nullish().catch(undefined),
});

/** An event about a message (https://docs.slack.dev/reference/events/message); one that is edited holds the message as it is now. */
export const messageEvent = z.object({
  type: z.literal('message'),
  subtype: text,
  channel: z.string(),
  event_ts: text,
  message: z.unknown().optional(),
});

/** The envelope, with what shows which messages are Leakbot's own. */
export const messageDelivery = z.object({
  type: z.literal('event_callback'),
  api_app_id: text,
  event: z.looseObject({ type: z.literal('message') }),
});

export const postedMessage = message;
export const postedAttachment = attachment;
export type PostedMessage = z.infer<typeof message>;
