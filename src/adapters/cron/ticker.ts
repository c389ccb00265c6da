import { createRequire } from 'node:module';
import { InvalidInputError } from '../../foundation/errors.ts';
import { DAY, HOUR, MINUTE, type Milliseconds, parseDuration, SECOND } from '../../measurement/duration.ts';

/** Loaded when a schedule is followed or is no duration: most are checked only, by each command. */
function nodeCron(): typeof import('node-cron') {
  return createRequire(import.meta.url)('node-cron') as typeof import('node-cron');
}

export interface Ticker {
  /** No more ticks; resolves when those that run have ended. */
  stop(): Promise<void>;
}

/**
 * Calls `tick` on the schedule, whether or not earlier ones are still busy: one slow visit must not hold up the others.
 * `onError` gets what a tick throws. Throws InvalidInputError for a schedule that is none.
 */
export function startTicker(every: string, tick: () => Promise<void>, onError: (error: unknown) => void): Ticker {
  const running = new Set<Promise<void>>();
  const task = nodeCron().schedule(
    cronExpression(every),
    () => {
      const one = tick()
        .catch(onError)
        .finally(() => running.delete(one));
      running.add(one);
    },
    { timezone: 'UTC', suppressMissedWarning: true, logger: QUIET },
  );
  return {
    stop: async () => {
      await task.destroy();
      await Promise.all(running);
    },
  };
}

// node-cron writes to the console of its own accord; what matters is reported through `onError`.
const QUIET = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** The time between two ticks of a schedule; of the next two, where they are not evenly spaced. */
export function periodOf(every: string): Milliseconds {
  const duration = parseDuration(every);
  if (duration !== undefined) return duration;
  const task = nodeCron().createTask(cronExpression(every), () => {}, { timezone: 'UTC', logger: QUIET });
  const [first, second] = task.getNextRuns(2);
  return first === undefined || second === undefined ? MINUTE : second.getTime() - first.getTime();
}

/**
 * The cron expression of a schedule given as one, or as a duration that fits evenly into a minute, an hour or a day.
 * Throws InvalidInputError saying which do.
 */
export function cronExpression(every: string): string {
  const duration = parseDuration(every);
  if (duration === undefined) {
    if (nodeCron().validate(every)) return every;
    throw new InvalidInputError(`is "${every}", which is neither a duration like 1m nor a cron expression`);
  }
  if (duration === DAY) return '0 0 0 * * *';
  if (duration >= HOUR && DAY % duration === 0 && duration % HOUR === 0) return `0 0 */${duration / HOUR} * * *`;
  if (duration >= MINUTE && HOUR % duration === 0 && duration % MINUTE === 0) return `0 */${duration / MINUTE} * * * *`;
  if (duration >= SECOND && MINUTE % duration === 0 && duration % SECOND === 0)
    return `*/${duration / SECOND} * * * * *`;
  throw new InvalidInputError(
    `is "${every}": choose a duration that divides a minute, an hour or a day evenly (15s, 1m, 5m), or a cron expression`,
  );
}
