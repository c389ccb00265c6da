/** What Leakbot's logger must be able to do. */
export interface SlackLog {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Takes what Slack delivers: resolves when it may be acknowledged, with what the acknowledgement is to carry, rejects with InvalidInputError for what is no delivery
 * of Slack's, and with anything else when it is to be delivered again.
 */
export type Take = (body: unknown) => Promise<object | undefined>;
