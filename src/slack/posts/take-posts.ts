import type { Alert } from '../../alert/alert.ts';
import type { Post } from '../../alert/post.ts';
import type { PostOutcome } from '../../alert/posts.ts';
import { readPost } from './read-post.ts';

export interface PostDependencies {
  /** What a message of another app amounts to. */
  readonly read: (post: Post) => PostOutcome;
  /** Channels in which Leakbot works; empty for all. */
  readonly channels: readonly string[];
  /** Stores alerts: when it resolves they are not lost. */
  readonly receive: (alerts: readonly Alert[]) => Promise<void>;
  /** A message of a sender was seen, whatever it is about. */
  readonly seen: (sender: string) => Promise<void>;
  /** Counts messages of alert senders. */
  readonly heard: (
    sender: string,
    counts: { readonly taken: number; readonly ignored: number; readonly leftOut: number },
  ) => void;
}

/**
 * Takes what Slack delivers of messages in channels. Alerts among them are facts: stored before they are acknowledged, as
 * those of webhooks are; delivered twice, they are repeats. All else costs a look and is forgotten.
 */
export async function takePost(
  { read, channels, receive, seen, heard }: PostDependencies,
  body: unknown,
): Promise<void> {
  const post = readPost(body);
  if (post === undefined || (channels.length > 0 && !channels.includes(post.channel))) return;
  const outcome = read(post);
  if (outcome.kind === 'other') return;
  await seen(outcome.kind === 'ignored' ? outcome.source : outcome.alert.source);
  if (outcome.kind === 'ignored') return heard(`slack/${outcome.source}`, { taken: 0, ignored: 1, leftOut: 0 });
  await receive([outcome.alert, ...outcome.further]);
  heard(`slack/${outcome.alert.source}`, { taken: 1 + outcome.further.length, ignored: 0, leftOut: 0 });
}
