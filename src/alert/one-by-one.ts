import { NO_TURNS, type Turns } from '../foundation/turns.ts';
import type { Alert } from './alert.ts';
import type { Reading } from './sender.ts';

/** So many alerts of a call are read, more than any workload has pods; the rest counts as left out. */
export const MOST_ALERTS = 10_000;

/** What became of one alert of a call: nothing where it is not about a container's memory. */
export type ReadAlert =
  | { readonly kind: 'alert'; readonly alert: Alert | undefined }
  | { readonly kind: 'fault'; readonly problem: string };

interface Call {
  readonly raw: readonly unknown[];
  /** How many the sender itself left out. */
  readonly leftOut: number;
  readonly turns: Turns | undefined;
}

/** Reads the alerts of a call one by one, up to a bound; the first that is wrong ends it. */
export async function oneByOne(
  { raw, leftOut, turns = NO_TURNS }: Call,
  read: (each: unknown, index: number) => ReadAlert,
): Promise<Reading> {
  const alerts: Alert[] = [];
  const most = Math.min(raw.length, MOST_ALERTS);
  for (let index = 0; index < most; index += 1) {
    const result = read(raw[index], index);
    if (result.kind === 'fault') return result;
    if (result.alert !== undefined) alerts.push(result.alert);
    await turns();
  }
  return { kind: 'alerts', alerts, ignored: most - alerts.length, truncated: leftOut + raw.length - most };
}
