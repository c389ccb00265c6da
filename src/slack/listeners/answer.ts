import type { KnownBlock } from '@slack/types';
import type * as webApi from '@slack/web-api';
import { UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';
import { LIMITS } from '../blocks/limits.ts';
import { section } from '../blocks/message.ts';
import type { Gesture, HomeOpened } from './gesture.ts';

/** What is done in a channel, or in a message. */
type Spoken = Exclude<Gesture, HomeOpened>;

/** Words to the one who did something; only they see them. */
export interface Reply {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[] | undefined;
  /** Takes the place of the ephemeral message that was clicked. */
  readonly instead?: boolean | undefined;
}

/** An answer that Slack does not take within this is tried again. */
const PATIENCE = 10 * SECOND;

/**
 * Answers a gesture. Its `response_url` works in every channel; where there is none (a mention) or it no longer works,
 * an ephemeral message is posted, which needs membership. Rejects when neither reaches Slack.
 */
export function answering(client: webApi.WebClient) {
  return async (gesture: Spoken, reply: Reply): Promise<void> => {
    if (gesture.responseUrl === undefined) return whisper(client, gesture, reply);
    try {
      await respond(gesture.responseUrl, {
        ...wordsOf(reply),
        response_type: 'ephemeral',
        replace_original: reply.instead === true,
        ...threadOf(gesture),
      });
    } catch (error) {
      await whisper(client, gesture, reply).catch(() => {
        throw error;
      });
    }
  };
}

async function respond(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.ok) return;
  throw new UnavailableError(`Slack did not take an answer (status ${answer.status})`, { retryable: true });
}

async function whisper(client: webApi.WebClient, gesture: Spoken, reply: Reply): Promise<void> {
  const { channel } = gesture;
  if (channel === undefined) return;
  await client.chat.postEphemeral({ channel, user: gesture.by.id, ...wordsOf(reply), ...threadOf(gesture) });
}

/** As a block even where it is words alone: only there Slack can be kept from finding links in it. */
function wordsOf({ text, blocks }: Reply) {
  const shown = blocks ?? (text.length <= LIMITS.sectionText ? [section(text)] : []);
  return { text, ...(shown.length === 0 ? {} : { blocks: [...shown] }) };
}

/** Only a thread that exists: in one that does not, no one sees an ephemeral message. */
function threadOf(gesture: Spoken): { readonly thread_ts?: string } {
  const thread = gesture.kind === 'command' ? undefined : gesture.thread;
  return thread === undefined ? {} : { thread_ts: thread };
}
