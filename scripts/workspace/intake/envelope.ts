import type { Payload } from '../payload.ts';

/** Something the app is to be sent, however it is connected. */
export interface Envelope {
  /** Of what a person did: the envelope is the same when it is sent again. Each try of an event has its own. */
  readonly id?: string;
  readonly type: 'events_api' | 'interactive' | 'slash_commands';
  readonly payload: Payload;
}

/** Which delivery this is: 0 is the first. */
export interface Attempt {
  readonly number: number;
  readonly reason: 'timeout' | 'http_error' | 'connection_failed' | '';
}

/** How the app took it. `response` is what it put into its acknowledgement. */
export interface Receipt {
  readonly acknowledged: boolean;
  readonly response: Payload;
  readonly reason: Attempt['reason'];
  /** The status in HTTP mode. */
  readonly status?: number;
  /** The app asked for no second delivery (`x-slack-no-retry`). */
  readonly noRetry?: boolean;
}

/** Socket Mode or signed HTTP. */
export interface Transport {
  send(envelope: Envelope, attempt: Attempt): Promise<Receipt>;
}
