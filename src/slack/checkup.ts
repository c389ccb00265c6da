import * as webApi from '@slack/web-api';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { networkFailure, networkFix } from '../foundation/network-failure.ts';
import { SECOND } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { SlackSettings } from './app.ts';
import { APP_TOKEN_FIXES } from './app-token.ts';
import { FIXED_BY_PEOPLE } from './courier/problem.ts';
import { SCOPE_OF_USER_GROUPS, SCOPES } from './scopes.ts';

/** What the settings want of a workspace. */
export interface SlackWishes {
  /** IDs of the channels that Leakbot is to post to or read. */
  readonly channels: readonly string[];
  readonly userGroups: readonly string[];
}

const REINSTALL = 'Add it to the app (manifest/slack.json has all) and reinstall the app to the workspace.';

/** Asks Slack whether the tokens, scopes, channels and user groups are what Leakbot needs. Posts nothing. */
export async function checkSlack(settings: SlackSettings, wishes: SlackWishes): Promise<readonly Check[]> {
  const client = clientOf(settings, settings.botToken);
  const signedIn = await asked(
    () => client.auth.test(),
    (answer) => ({ answer }),
    { what: 'SLACK_BOT_TOKEN' },
  );
  if ('state' in signedIn) return [signedIn];
  const { user, team, response_metadata: metadata } = signedIn.answer;
  const checks = await Promise.all([
    checkEvents(settings),
    ...wishes.channels.map((channel) => checkChannel(client, channel)),
    ...wishes.userGroups.map((group) => checkUserGroup(client, group)),
  ]);
  const scopes = checkScopes(metadata?.scopes, wishes);
  return [ok(`signed in as @${user ?? '?'} in ${team ?? '?'}`), ...scopes, ...checks];
}

/** Slack shows the scopes of a token with every answer, in the header x-oauth-scopes. */
function checkScopes(granted: readonly string[] | undefined, { userGroups }: SlackWishes): readonly Check[] {
  if (granted === undefined) return [warning('Slack did not report the scopes of SLACK_BOT_TOKEN')];
  const wanted = Object.entries(SCOPES).filter(([scope]) => scope !== SCOPE_OF_USER_GROUPS || userGroups.length > 0);
  const missing = wanted.filter(([scope]) => !granted.includes(scope));
  if (missing.length === 0) return [ok(`all ${wanted.length} scopes are granted`)];
  return missing.map(([scope, purpose]) =>
    fault(`the scope ${scope} is missing: without it Leakbot cannot ${purpose}`, REINSTALL),
  );
}

/** Opens no connection: the address that Slack hands out proves the token. */
async function checkEvents(settings: SlackSettings): Promise<Check> {
  if (settings.appToken === undefined) {
    return settings.signingSecret === undefined
      ? fault('no events can arrive', 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.')
      : ok('events come over HTTP to /slack/events; the first one proves SLACK_SIGNING_SECRET');
  }
  const client = clientOf(settings, settings.appToken);
  return asked(
    () => client.apps.connections.open(),
    () => ok('Socket Mode is on, and SLACK_APP_TOKEN is accepted'),
    { what: 'SLACK_APP_TOKEN', fixes: APP_TOKEN_FIXES },
  );
}

function checkChannel(client: webApi.WebClient, id: string): Promise<Check> {
  return asked(
    () => client.conversations.info({ channel: id }),
    ({ channel }) => {
      const name = channel?.name === undefined ? id : `#${channel.name}`;
      if (channel?.is_archived === true) return fault(`${name} is archived`, FIXED_BY_PEOPLE['is_archived']);
      if (channel?.is_member !== true) return fault(`not in ${name}`, FIXED_BY_PEOPLE['not_in_channel']);
      return ok(`in ${name}`);
    },
    { what: `channel ${id}`, fixes: CHANNEL_FIXES },
  );
}

function checkUserGroup(client: webApi.WebClient, usergroup: string): Promise<Check> {
  const what = `user group ${usergroup}`;
  return asked(
    () => client.usergroups.users.list({ usergroup }),
    ({ users }) =>
      (users ?? []).length === 0
        ? warning(`${what} has no members: no one may answer`, 'Correct access.userGroups in leakbot.yaml.')
        : ok(`${what} has members`),
    { what, fixes: { no_such_subteam: 'Correct access.userGroups in leakbot.yaml: IDs of user groups begin with S.' } },
  );
}

const CHANNEL_FIXES = {
  channel_not_found: 'Correct the channel’s ID, or type /invite @leakbot in it where it is private.',
  missing_scope: 'Reinstall the app from manifest/slack.json.',
};

/** What an answer says, or a fault that names Slack's own error and what fixes it. */
async function asked<Answer, Said>(
  call: () => Promise<Answer>,
  said: (answer: Answer) => Said,
  { what, fixes = {} }: { readonly what: string; readonly fixes?: Readonly<Record<string, string>> },
): Promise<Said | Check> {
  try {
    return said(await call());
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) {
      const code = error.data.error;
      return fault(`${what}: Slack answered ${code}`, fixes[code] ?? FIXED_BY_PEOPLE[code]);
    }
    if (error instanceof webApi.WebAPIRateLimitedError) {
      return warning(`${what}: Slack limits the rate of calls just now`, `Try again in ${error.retryAfter} s.`);
    }
    const { cause, says } = networkFailure(error);
    const fix = networkFix(cause);
    return fault(
      `cannot reach Slack: ${says}`,
      fix === undefined ? 'Allow Leakbot to reach slack.com:443, or correct SLACK_API_URL.' : `${capitalised(fix)}.`,
    );
  }
}

function clientOf({ apiUrl }: SlackSettings, token: string): webApi.WebClient {
  return new webApi.WebClient(token, {
    timeout: 10 * SECOND,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  });
}

/** What goes wrong is reported once, as a check. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => webApi.LogLevel.ERROR,
  setName: () => undefined,
};
