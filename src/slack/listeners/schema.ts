import { z } from 'zod';

/** What Slack delivers, as far as Leakbot reads it (https://docs.slack.dev/interactivity, …/apis/events-api). */
const user = z.object({ id: z.string(), team_id: z.string().nullish() });
const channel = z.object({ id: z.string() });
const url = z.string().nullish();

const blockAction = z.object({
  action_id: z.string(),
  type: z.string(),
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string().nullish() }).nullish(),
});

export const blockActions = z.object({
  type: z.literal('block_actions'),
  user,
  trigger_id: z.string(),
  channel: channel.nullish(),
  container: z.object({ message_ts: z.string().nullish(), thread_ts: z.string().nullish() }).nullish(),
  message: z.object({ ts: z.string(), thread_ts: z.string().nullish() }).nullish(),
  view: z.object({ type: z.string() }).nullish(),
  response_url: url,
  actions: z.array(blockAction).min(1),
});

export const viewSubmission = z.object({
  type: z.literal('view_submission'),
  user,
  trigger_id: z.string(),
  view: z.object({
    callback_id: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});

/** What a draft is about, and where it was asked for: it travels in the modal. */
export const draftPlace = z.object({
  investigation: z.string(),
  /** The key of the report. */
  conclusion: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
});

export const messageAction = z.object({
  type: z.literal('message_action'),
  callback_id: z.string(),
  user,
  trigger_id: z.string(),
  channel,
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().nullish() }),
  response_url: url,
});

/** Someone types into a menu that has its options from the app. */
export const blockSuggestion = z.object({
  type: z.literal('block_suggestion'),
  action_id: z.string(),
  value: z.string().default(''),
});

export const slashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  team_id: z.string().nullish(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: url,
});

export const eventCallback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: z.looseObject({ type: z.string() }),
});

export const appHomeOpened = z.object({
  type: z.literal('app_home_opened'),
  user: z.string(),
  tab: z.string().nullish(),
});

export const appMention = z.object({
  type: z.literal('app_mention'),
  /** Absent where an app mentions Leakbot. */
  user: z.string().nullish(),
  user_team: z.string().nullish(),
  team: z.string().nullish(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().nullish(),
  channel: z.string(),
});

export type BlockActions = z.infer<typeof blockActions>;
export type DraftPlace = z.infer<typeof draftPlace>;
export type MessageAction = z.infer<typeof messageAction>;
export type SlashCommand = z.infer<typeof slashCommand>;
export type Schema<Body> = z.ZodType<Body>;

/** What a delivery holds by a schema, or the first thing that is wrong with it. */
export function parse<Body>(
  schema: Schema<Body>,
  body: unknown,
): { readonly kind: 'read'; readonly data: Body } | { readonly kind: 'malformed'; readonly problem: string } {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { kind: 'read', data: parsed.data };
  const [first] = parsed.error.issues;
  return { kind: 'malformed', problem: `${first?.path.map(String).join('.') || 'the body'}: ${first?.message ?? ''}` };
}
