/** What Slack demands of a call before it looks at what is asked. */
export interface MethodRule {
  readonly token: 'bot' | 'app' | 'either';
  readonly scopes: readonly string[];
  /** Calls a minute in the whole workspace (Slack's tiers: 20, 50, 100; the special ones as documented). */
  readonly perMinute: number;
  /** One call a second in one channel, and so many at once after a pause: Slack tolerates short bursts. */
  readonly burstInChannel?: number;
  readonly required: readonly string[];
  /** The longest text of an argument, in characters, and the error that a longer one gets. */
  readonly longest?: Readonly<Record<string, { readonly max: number; readonly error: string }>>;
}

const text = (max: number) => ({ text: { max, error: 'msg_too_long' } });

/**
 * The one table of what the Web API enforces. Rates a minute are held strictly, where Slack allows a short burst. Posts are
 * one a second in a channel, of which Slack documents that short bursts are allowed without a number: two is the least that
 * is one. Sources: the reference page of each method and "Rate limits" in Slack's documentation.
 */
export const methodRules = {
  'auth.test': { token: 'either', scopes: [], perMinute: 300, required: [] },
  'apps.connections.open': { token: 'app', scopes: ['connections:write'], perMinute: 20, required: [] },
  'bots.info': { token: 'bot', scopes: ['users:read'], perMinute: 50, required: [] },
  'chat.postMessage': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 300,
    burstInChannel: 2,
    required: ['channel'],
    longest: text(40_000),
  },
  'chat.update': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 50,
    required: ['channel', 'ts'],
    longest: text(4000),
  },
  'chat.delete': { token: 'bot', scopes: ['chat:write'], perMinute: 50, required: ['channel', 'ts'] },
  'chat.postEphemeral': {
    token: 'bot',
    scopes: ['chat:write'],
    perMinute: 100,
    required: ['channel', 'user'],
    longest: text(40_000),
  },
  'chat.getPermalink': { token: 'bot', scopes: [], perMinute: 300, required: ['channel', 'message_ts'] },
  'conversations.info': { token: 'bot', scopes: ['channels:read'], perMinute: 50, required: ['channel'] },
  'conversations.list': { token: 'bot', scopes: ['channels:read'], perMinute: 20, required: [] },
  'conversations.members': { token: 'bot', scopes: ['channels:read'], perMinute: 100, required: ['channel'] },
  'conversations.join': { token: 'bot', scopes: ['channels:join'], perMinute: 50, required: ['channel'] },
  'conversations.history': { token: 'bot', scopes: ['channels:history'], perMinute: 50, required: ['channel'] },
  'conversations.replies': { token: 'bot', scopes: ['channels:history'], perMinute: 50, required: ['channel', 'ts'] },
  'reactions.add': {
    token: 'bot',
    scopes: ['reactions:write'],
    perMinute: 50,
    required: ['channel', 'timestamp', 'name'],
  },
  'reactions.remove': {
    token: 'bot',
    scopes: ['reactions:write'],
    perMinute: 20,
    required: ['channel', 'timestamp', 'name'],
  },
  'reactions.get': { token: 'bot', scopes: ['reactions:read'], perMinute: 50, required: ['channel', 'timestamp'] },
  'files.getUploadURLExternal': {
    token: 'bot',
    scopes: ['files:write'],
    perMinute: 100,
    required: ['filename', 'length'],
    longest: { alt_txt: { max: 1000, error: 'invalid_arguments' } },
  },
  'files.completeUploadExternal': { token: 'bot', scopes: ['files:write'], perMinute: 100, required: ['files'] },
  'files.info': { token: 'bot', scopes: ['files:read'], perMinute: 100, required: ['file'] },
  'files.delete': { token: 'bot', scopes: ['files:write'], perMinute: 50, required: ['file'] },
  'users.info': { token: 'bot', scopes: ['users:read'], perMinute: 100, required: ['user'] },
  'usergroups.users.list': { token: 'bot', scopes: ['usergroups:read'], perMinute: 20, required: ['usergroup'] },
  'views.open': { token: 'bot', scopes: [], perMinute: 100, required: ['view'] },
  'views.push': { token: 'bot', scopes: [], perMinute: 100, required: ['view'] },
  'views.update': { token: 'bot', scopes: [], perMinute: 100, required: ['view'] },
  'views.publish': { token: 'bot', scopes: [], perMinute: 100, required: ['user_id', 'view'] },
} as const satisfies Readonly<Record<string, MethodRule>>;

export type MethodName = keyof typeof methodRules;

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methodRules, name);
}

/** Limits that belong to no rule of a method above. */
export const lifetimes = {
  triggerMs: 3000,
  responseUrlMs: 30 * 60_000,
  responseUrlPosts: 5,
  connections: 10,
  /** What a view may weigh as JSON (the error `view_too_large` of `views.publish`). */
  viewBytes: 250_000,
} as const;
