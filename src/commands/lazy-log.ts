import { createRequire } from 'node:module';
import type { Logger } from 'pino';
import type { SlackLog } from '../slack/app.ts';

/**
 * A log on standard error that loads its library at the first line: most commands end without one, and loading it takes
 * longer than many of their questions.
 */
export function lazyLog(level: string): SlackLog {
  let log: Logger | undefined;
  const loaded = () => {
    if (log === undefined) {
      // At once, so that a line stands there before the command fails.
      const { default: pino } = createRequire(import.meta.url)('pino') as typeof import('pino');
      log = pino({ level }, pino.destination(2));
    }
    return log;
  };
  return {
    debug: (facts, message) => loaded().debug(facts, message),
    info: (facts, message) => loaded().info(facts, message),
    warn: (facts, message) => loaded().warn(facts, message),
    error: (facts, message) => loaded().error(facts, message),
  };
}
