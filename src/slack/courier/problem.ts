import * as webApi from '@slack/web-api';
import { explain } from '../../foundation/errors.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { PictureTrouble, type PictureWeight } from './picture-trouble.ts';

/** What to do about a failed call to Slack. */
export type Problem =
  /** Slack asks us to slow down; nothing failed. */
  | { readonly kind: 'slower'; readonly after: Milliseconds }
  /** The same call may succeed later. `say`: what the operator should know or do; `lasting`: only people fix it. */
  | {
      readonly kind: 'later';
      readonly after: Milliseconds;
      readonly say?: string;
      readonly lasting?: boolean /** Of the channel, not of the app. */;
      readonly closed?: boolean;
    }
  /** Someone deleted the message or its thread. */
  | { readonly kind: 'gone'; readonly reason: string }
  /** We composed something that Slack does not take: a bug. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** The picture's file is not ready, or not usable. */
  | { readonly kind: 'picture'; readonly reason: string; readonly weight: PictureWeight };

/** For the operator: what each refusal of Slack's means and what fixes it. */
export const FIXED_BY_PEOPLE: Readonly<Record<string, string>> = {
  not_in_channel: 'Leakbot is not in the channel: type /invite @leakbot there.',
  channel_not_found:
    'There is no such channel, or it is private and Leakbot is not in it: check LEAKBOT_CHANNEL, or /invite @leakbot.',
  is_archived: 'The channel is archived: unarchive it, or set LEAKBOT_CHANNEL to another.',
  invalid_auth: 'Slack does not accept SLACK_BOT_TOKEN: copy it again from the app’s “OAuth & Permissions” page.',
  not_authed: 'Slack does not accept SLACK_BOT_TOKEN: copy it again from the app’s “OAuth & Permissions” page.',
  token_revoked: 'SLACK_BOT_TOKEN was revoked: reinstall the app and set the new token.',
  token_expired: 'SLACK_BOT_TOKEN has expired: reinstall the app and set the new token.',
  account_inactive: 'The bot’s account was deactivated: reinstall the app and set the new token.',
  not_enabled:
    'The app has no Home tab: turn it on at the app’s “App Home” page, or update the app from manifest/slack.json.',
  missing_scope: 'The app lacks a scope: reinstall it from manifest/slack.json.',
  restricted_action: 'A workspace setting keeps Leakbot from posting there: ask an admin, or choose another channel.',
};

/** What keeps Leakbot out of one channel. */
const CLOSED = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action']);

const GONE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'thread_not_found',
  'cannot_reply_to_message',
]);

const MALFORMED = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
]);

/** Slack may have done what it was asked although it answers with one of these. */
const UNCERTAIN = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout']);

/** What fixes a refusal; undefined when no person can. */
export function mendedByPeople(code: string): string | undefined {
  return FIXED_BY_PEOPLE[code];
}

/** Whether Slack said no: what was asked was certainly not done. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof webApi.WebAPIRateLimitedError) return true;
  return error instanceof webApi.WebAPIPlatformError && !UNCERTAIN.has(error.data.error);
}

/** Sorts an error of the Slack client. `failures` is how often this parcel failed before. */
export function problemOf(error: unknown, failures: number): Problem {
  if (error instanceof webApi.WebAPIRateLimitedError) return { kind: 'slower', after: error.retryAfter * SECOND };
  if (error instanceof PictureTrouble) return { kind: 'picture', reason: explain(error), weight: error.weight };
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = error.data.error;
    const remedy = FIXED_BY_PEOPLE[code];
    if (remedy !== undefined) {
      return { kind: 'later', after: backoff(failures + 3), say: remedy, lasting: true, closed: CLOSED.has(code) };
    }
    if (GONE.has(code)) return { kind: 'gone', reason: code };
    const details = error.data.response_metadata?.messages?.join('; ') ?? '';
    if (/slack.?file/i.test(`${code} ${details}`))
      return { kind: 'picture', reason: `${code} ${details}`.trim(), weight: 'not-ready' };
    if (MALFORMED.has(code)) return { kind: 'malformed', reason: `${code} ${details}`.trim() };
    return { kind: 'later', after: backoff(failures), say: `Slack answered ${`${code} ${details}`.trim()}` };
  }
  return { kind: 'later', after: backoff(failures), ...(failures >= 3 ? { say: explain(error) } : {}) };
}

/** 1, 2, 4 … 60 s. */
function backoff(failures: number): Milliseconds {
  return Math.min(MINUTE, SECOND * 2 ** Math.min(failures, 10));
}
