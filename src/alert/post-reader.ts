import type { Post } from './post.ts';

/** An alert as its sender's message describes it. */
export interface PostedNotice {
  /**
   * Equal for all messages about one alert, or one group of alerts. Where the message names what the sender's webhook names
   * too, it is the same text: then the two are one alert.
   */
  readonly id: string;
  readonly status: 'firing' | 'resolved';
  /** What the alert may be called, the likeliest first: titles hold values without their labels. */
  readonly names: readonly [string, ...string[]];
  /** The names are sentences that only hold the words of an alert. */
  readonly prose?: boolean | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary?: string | undefined;
  readonly url?: string | undefined;
  /** Values of labels that every alert of the message has: what a webhook's labels are compared with. */
  readonly values?: readonly string[] | undefined;
  /** The id is that of a group of alerts, which may be of several workloads. */
  readonly ofGroup?: true | undefined;
  /** The title counts more than one alert, so that it names no pod. */
  readonly several?: true | undefined;
  /** The texts list the alerts of the group, each with its pod. */
  readonly lists?: true | undefined;
  /** The sender's own address, where it has several. */
  readonly origin?: string | undefined;
}

/** What a message is to the reader of a sender: an alert, the sender's own test, a word about one that changes nothing, or not its. */
export type PostReading =
  | { readonly kind: 'notice'; readonly notice: PostedNotice }
  | { readonly kind: 'test' | 'nothing' | 'not-mine' };

export const NOT_MINE: PostReading = { kind: 'not-mine' };

/** Recognises the messages that a sender posts into Slack as it comes. Pure; never throws. */
export interface PostReader {
  /** The sender's name: the source of its alerts, whether they come by webhook or by message. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  read(post: Post): PostReading;
}
