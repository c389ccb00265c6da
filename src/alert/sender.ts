import type { DeclaredSetting } from '../foundation/declared-setting.ts';
import type { Turns } from '../foundation/turns.ts';
import type { Alert } from './alert.ts';
import type { Authorization, SecretOf } from './authorization.ts';
import type { Post } from './post.ts';
import type { PostReading } from './post-reader.ts';
import type { KindOf } from './rules.ts';

/** What reading needs besides the body. */
export interface ReadingMeans {
  readonly kindOf: KindOf;
  /** A call may hold thousands of alerts. */
  readonly turns?: Turns | undefined;
}

/** Alerts of a call that are not what this sender sends: how many, and what is wrong with the first. */
export interface Unreadable {
  readonly count: number;
  readonly problem: string;
}

/** What a webhook call amounts to. */
export type Reading =
  | {
      readonly kind: 'alerts';
      /** Those that are about memory. */
      readonly alerts: readonly Alert[];
      /** How many were about something else. */
      readonly ignored: number;
      /** How many the sender left out of the call because there were too many. */
      readonly truncated: number;
      /** Those beside them that could not be read. */
      readonly unreadable?: Unreadable | undefined;
      /** The call is the sender's own test of the connection. */
      readonly test?: true | undefined;
    }
  /** The body is not what this sender sends; `problem` says where and what is wrong. */
  | { readonly kind: 'fault'; readonly problem: string };

/**
 * A program that posts alerts to Leakbot: everything that Leakbot knows of it. The HTTP server, doctor and the metrics
 * derive from the list in `senders.ts`, the settings and `.env.example` from `sender-settings.ts`.
 */
export interface AlertSender {
  /** `alertmanager`: in metrics, in the log, and as the source of its alerts. */
  readonly name: string;
  /** `Alertmanager`: its name for people. */
  readonly title: string;
  /** `/webhooks/alertmanager` */
  readonly path: string;
  readonly settings: readonly DeclaredSetting[];
  /** What lets people connect it: one sentence for doctor. */
  readonly setUp: string;
  /** How a call proves that the sender made it, as the settings want it. */
  authorization(secretOf: SecretOf): Authorization;
  /** Reads the bytes of a call that was authorised. Never throws, never rejects. */
  read(body: Uint8Array, means: ReadingMeans): Reading | Promise<Reading>;
  /** Recognises what it posts into Slack itself, as it comes; absent where it posts nothing there. */
  readonly readPost?: ((post: Post) => PostReading) | undefined;
}
