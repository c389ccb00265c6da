import { parse, stringify } from 'yaml';
import { InvalidInputError } from '../../../src/foundation/errors.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../../src/measurement/duration.ts';
import type { Pace } from '../scenario.ts';

/** Times in which the lab differs from production: it cannot wait for an hour. */
export interface AlertTiming {
  /** The window of `increase()`, by the window that the production rule has. */
  readonly windows: Readonly<Record<string, Milliseconds>>;
  readonly hold: Milliseconds;
  readonly groupWait: Milliseconds;
  readonly groupInterval: Milliseconds;
}

export const ALERT_TIMINGS: Readonly<Record<Pace, AlertTiming>> = {
  fast: { windows: { '15m': MINUTE, '1h': 3 * MINUTE }, hold: 0, groupWait: SECOND, groupInterval: 5 * SECOND },
  medium: {
    windows: { '15m': 4 * MINUTE, '1h': 15 * MINUTE },
    hold: 10 * SECOND,
    groupWait: 10 * SECOND,
    groupInterval: MINUTE,
  },
  slow: {
    windows: { '15m': 15 * MINUTE, '1h': 60 * MINUTE },
    hold: MINUTE,
    groupWait: 30 * SECOND,
    groupInterval: 5 * MINUTE,
  },
};

/** The production rules with the lab's windows; everything else is taken as it stands. */
export function shortenRules(yaml: string, timing: AlertTiming): string {
  const document: unknown = parse(yaml, (key: unknown, value: unknown) => {
    if (key === 'for') return `${timing.hold / SECOND}s`;
    if (key !== 'expr' || typeof value !== 'string') return value;
    return value.replaceAll(/\[(\w+)\]/g, (_, window: string) => {
      const shorter = timing.windows[window];
      if (shorter === undefined)
        throw new InvalidInputError(`the rules have a window [${window}] that the lab does not know`);
      return `[${shorter / SECOND}s]`;
    });
  });
  return stringify(document, { lineWidth: 0 });
}

/** The operator's Alertmanager snippet with the lab's address, token file and waits. */
export function aimReceiver(
  yaml: string,
  webhook: { readonly url: string; readonly tokenFile: string },
  timing: AlertTiming,
): string {
  const replaced: Readonly<Record<string, string>> = {
    url: webhook.url,
    credentials_file: webhook.tokenFile,
    group_wait: `${timing.groupWait / SECOND}s`,
    group_interval: `${timing.groupInterval / SECOND}s`,
  };
  const document: unknown = parse(yaml, (key: unknown, value: unknown) =>
    typeof key === 'string' && typeof value === 'string' ? (replaced[key] ?? value) : value,
  );
  return stringify(document, { lineWidth: 0 });
}
