/**
 * How the alerts of a JSON body are read: JSONata expressions (https://docs.jsonata.org), `alerts` over the body, the rest
 * over each of its alerts. Whatever a sender calls a container's namespace, pod and so on, `labels` may keep: see
 * `label-names.ts`.
 */
export interface WebhookMapping {
  /** The last part of `/webhooks/generic/<name>`. */
  readonly name: string;
  /** The alerts of a call; the body itself by default. */
  readonly alerts?: string | undefined;
  /** Equal for all calls about one alert: the one that says it fires, its repeats, the one that says it is over. */
  readonly id: string;
  /** `firing`, `resolved`, or anything else for a call that changes nothing. */
  readonly status: string;
  /** The name of the alert. */
  readonly title: string;
  /** An object of texts. */
  readonly labels?: string | undefined;
  /** A text in which labels and the name of a pod are looked for, where `labels` lacks them. */
  readonly text?: string | undefined;
  /** When it began: ISO 8601, or seconds or milliseconds since 1970. */
  readonly startsAt: string;
  readonly url?: string | undefined;
  /** True for the sender's own test of the connection. */
  readonly test?: string | undefined;
}

/** The parts of a mapping that are expressions. */
export const EXPRESSIONS = ['alerts', 'id', 'status', 'title', 'labels', 'text', 'startsAt', 'url', 'test'] as const;
export type ExpressionName = (typeof EXPRESSIONS)[number];
