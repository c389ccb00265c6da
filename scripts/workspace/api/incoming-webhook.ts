import type { IncomingMessage } from 'node:http';
import { asPayload, type Payload, parseJson } from '../payload.ts';
import { Arguments } from './arguments.ts';
import { readContent } from './content.ts';
import type { Desk } from './desk.ts';
import { Refusal, rateLimited } from './refusal.ts';
import { readBody } from './request.ts';

/** What Slack answers to an incoming webhook: plain text. */
export interface WebhookAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One a second, in short bursts, as for all posts into a channel. */
const BURST = 2;

/**
 * `POST /services/T…/B…/…`: posts as the app into the webhook's own channel. A payload cannot choose another channel or
 * name (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, whose errors these are).
 */
export async function incomingWebhook(request: IncomingMessage, path: string, desk: Desk): Promise<WebhookAnswer> {
  const webhook = desk.otherApps.webhook(path);
  if (webhook === undefined) return { status: 404, text: 'no_service' };
  const { app, channel } = webhook;
  const payload = await payloadOf(request);
  if (payload === undefined) return { status: 400, text: 'invalid_payload' };
  if (channel.archived) return { status: 410, text: 'channel_is_archived' };
  try {
    const key = `webhook/${channel.id}`;
    const wait = desk.rates.retryAfterBurst(key, BURST);
    if (wait > 0) throw rateLimited(wait);
    desk.rates.countBurst(key);
    const { userId: _, ...author } = app.author;
    const message = desk.state.addMessage({
      ...readContent(new Arguments(payload), desk),
      channel: channel.id,
      author,
      subtype: 'bot_message',
    });
    desk.announcer.posted(message);
    return { status: 200, text: 'ok' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status === 200 ? 400 : error.status, text: error.code, headers: error.headers };
  }
}

/** The body as JSON, or as the form field `payload`. */
async function payloadOf(request: IncomingMessage): Promise<Payload | undefined> {
  const body = (await readBody(request)).toString();
  const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const json = parseJson(form ? (new URLSearchParams(body).get('payload') ?? '') : body);
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? asPayload(json) : undefined;
}
