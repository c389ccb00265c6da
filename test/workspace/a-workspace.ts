import { App, LogLevel, webApi } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import type { WorkspaceOptions } from '../../scripts/workspace/options.ts';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';
import type { Clock } from '../../src/foundation/clock.ts';

const scopes = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'reactions:read',
  'reactions:write',
  'usergroups:read',
  'users:read',
];

/** An app manifest of Slack's shape; `without` takes scopes away. */
export function aManifest({ without = [] }: { readonly without?: readonly string[] } = {}) {
  return {
    display_information: { name: 'Leakbot' },
    features: {
      bot_user: { display_name: 'leakbot', always_online: true },
      slash_commands: [{ command: '/leak', description: 'Investigate a service', usage_hint: '<service>' }],
      shortcuts: [{ name: 'Investigate', type: 'message', callback_id: 'investigate', description: 'Start here' }],
    },
    oauth_config: { scopes: { bot: scopes.filter((scope) => !without.includes(scope)) } },
    settings: {
      event_subscriptions: { bot_events: ['app_mention', 'message.channels', 'reaction_added', 'file_shared'] },
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
    },
  };
}

/** A running workspace that is closed when the test ends. Retries come at once. */
export async function aWorkspace(options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
  const workspace = await startWorkspace({ manifest: aManifest(), retryDelaysMs: [0, 20, 20], ...options });
  onTestFinished(() => workspace.close());
  return workspace;
}

export function aClock(start = Date.parse('2026-11-23T03:00:00Z')): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** The real client, without retries, so that every answer is seen. */
export function aClient(workspace: Workspace, token = workspace.botToken): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
    logger: silent,
  });
}

/** A started Bolt app in Socket Mode; `listen` adds its listeners first. */
export async function aSocketApp(workspace: Workspace, listen: (app: App) => void): Promise<App> {
  const app = new App({
    token: workspace.botToken,
    appToken: workspace.appToken,
    socketMode: true,
    clientOptions: { slackApiUrl: workspace.apiUrl },
    logger: silent,
  });
  listen(app);
  await app.start();
  onTestFinished(async () => void (await app.stop()));
  return app;
}

export const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** The error string that Slack answers with; 'ok' when it does not refuse. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: { data?: { error?: string }; code?: string }) => error.data?.error ?? String(error.code),
  );
}

/** The faults that an `invalid_blocks` answer names. */
export async function faultsOf(call: Promise<unknown>): Promise<readonly string[]> {
  return call.then(
    () => [],
    (error: { data?: { response_metadata?: { messages?: string[] } } }) =>
      error.data?.response_metadata?.messages ?? [],
  );
}

export { aPng as aPicture } from '../support/a-png.ts';
