import type { Alarm, Clock, Instant } from '../../src/foundation/clock.ts';

/** Where a fast time starts and how it runs; equal in two processes, it shows both the same time. */
export interface Tempo {
  readonly start: Instant;
  /** Milliseconds since the epoch, real, at the start. */
  readonly startedAt: number;
  /** Seconds that pass in one real second. */
  readonly speed: number;
}

export interface FastTime extends Clock {
  readonly alarm: Alarm;
  readonly tempo: Tempo;
  /** Lets time jump: what is due meanwhile rings at once. */
  skip(ms: number): void;
}

/** A time that passes fast, so that Slack's second between two messages costs a test some milliseconds. */
export function fastTime(tempo: Tempo): FastTime {
  let skipped = 0;
  const waiting = new Set<{ timer?: NodeJS.Timeout; readonly at: Instant; readonly ring: () => void }>();
  const now = () => tempo.start + skipped + (Date.now() - tempo.startedAt) * tempo.speed;
  const set = (alarm: typeof waiting extends Set<infer Entry> ? Entry : never) => {
    clearTimeout(alarm.timer);
    const wait = Math.min(2 ** 31 - 1, Math.max(0, Math.ceil((alarm.at - now()) / tempo.speed)));
    alarm.timer = setTimeout(() => {
      waiting.delete(alarm);
      alarm.ring();
    }, wait);
  };
  return {
    now,
    tempo,
    alarm(at, ring) {
      const alarm = { at, ring };
      waiting.add(alarm);
      set(alarm);
      return () => {
        waiting.delete(alarm);
        clearTimeout((alarm as { timer?: NodeJS.Timeout }).timer);
      };
    },
    skip(ms) {
      skipped += ms;
      for (const alarm of waiting) set(alarm);
    },
  };
}
