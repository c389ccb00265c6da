import type * as webApi from '@slack/web-api';
import type { Instant } from '../../foundation/clock.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import { DAY, MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import { opensThread } from './order.ts';

interface Found {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Record<string, unknown> };
}

/** A little before the first try: Slack's clock and ours may differ. */
const SLACK_CLOCK_DIFFERENCE: Milliseconds = MINUTE;

/**
 * Looks for a parcel's message that was posted although its answer was lost: the key travels in the message's metadata.
 * Replies are looked up in the thread, a root in the channel's latest messages.
 */
export async function findOwnPost(
  client: webApi.WebClient,
  parcel: Pick<Parcel, 'investigation' | 'slot' | 'attemptedAt'>,
  place: { readonly channel: string; readonly root?: string | undefined; readonly now: Instant },
): Promise<string | undefined> {
  const { channel, root, now } = place;
  const attempted = parcel.attemptedAt ?? 0;
  // A try in the future was made while the clock was ahead: by how much is not known.
  const since = attempted > now ? now - DAY : attempted - SLACK_CLOCK_DIFFERENCE;
  const oldest = String(since / 1000);
  let cursor: string | undefined;
  do {
    const page = {
      channel,
      oldest,
      limit: 200,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const inChannel = opensThread(parcel) || root === undefined;
    const answer = inChannel
      ? await client.conversations.history(page)
      : await client.conversations.replies({ ...page, ts: root });
    const messages = (answer.messages ?? []) as readonly Found[];
    const own = messages.find((message) => {
      const payload = message.metadata?.event_payload;
      return payload?.['investigation'] === parcel.investigation && payload['slot'] === parcel.slot;
    });
    if (own?.ts !== undefined) return own.ts;
    cursor = answer.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return undefined;
}
