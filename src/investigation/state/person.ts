/** Someone who acted: a Slack user, or Leakbot itself when it runs the rest on request. */
export interface Person {
  /** Slack's user id; `leakbot` for Leakbot. */
  readonly id: string;
}

export const LEAKBOT: Person = { id: 'leakbot' };
