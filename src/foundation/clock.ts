/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** The only way to ask for the time: tests and the demo shift it. */
export interface Clock {
  now(): Instant;
  /** Milliseconds since some beginning, which only grow however the clock is set; `now` where a clock has none. */
  elapsed?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** For waits: a clock that is set back must not prolong them. */
export function elapsed(clock: Clock): number {
  return clock.elapsed?.() ?? clock.now();
}

/** Calls back once at a moment (at once when it has passed); what it returns takes the call back. */
export type Alarm = (at: Instant, ring: () => void) => () => void;
