/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** The only way to ask for the time: tests and the demo shift it. */
export interface Clock {
  now(): Instant;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Calls back once at a moment (at once when it has passed); what it returns takes the call back. */
export type Alarm = (at: Instant, ring: () => void) => () => void;
