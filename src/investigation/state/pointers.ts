import type { AlertsHeard } from './alerts.ts';
import type { Transition } from './effect.ts';
import type { Pointer } from './pointer.ts';

/**
 * People answer where they read: the first message in a channel that joins a thread which hangs on no message there gets a
 * link to it. One a channel: the repeats of an alert are messages too.
 */
export function pointed({ investigation, effects }: Transition, { messages = [] }: AlertsHeard): Transition {
  const { place, pointers = [] } = investigation;
  const news: Pointer[] = [];
  for (const { channel, ts } of messages) {
    const hasThread = place.channel === channel && (place.adopted !== undefined || place.listedIn?.ts === ts);
    if (hasThread || [...pointers, ...news].some((each) => each.channel === channel)) continue;
    news.push({ channel, ts });
  }
  if (news.length === 0) return { investigation, effects };
  return {
    investigation: { ...investigation, pointers: [...pointers, ...news] },
    effects: [
      ...effects,
      ...news.map(({ channel, ts }) => ({ kind: 'show', slot: `pointer/${channel}/${ts}` }) as const),
    ],
  };
}
