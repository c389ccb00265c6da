import { NO_TURNS, type Turns } from '../foundation/turns.ts';
import type { Alert } from './alert.ts';
import type { Reading, Unreadable } from './sender.ts';

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

/** Reads the alerts of a call one by one, up to a bound. One that is wrong costs no other; where none can be read, the first fault is the answer. */
export async function oneByOne(
  { raw, leftOut, turns = NO_TURNS }: Call,
  read: (each: unknown, index: number) => ReadAlert,
): Promise<Reading> {
  const alerts: Alert[] = [];
  const problems: string[] = [];
  const most = Math.min(raw.length, MOST_ALERTS);
  for (let index = 0; index < most; index += 1) {
    const result = read(raw[index], index);
    if (result.kind === 'fault') problems.push(result.problem);
    else if (result.alert !== undefined) alerts.push(result.alert);
    await turns();
  }
  const [problem] = problems;
  if (problem !== undefined && problems.length === most) return { kind: 'fault', problem };
  const ignored = most - alerts.length - problems.length;
  return { kind: 'alerts', alerts, ignored, truncated: leftOut + raw.length - most, ...unreadable(problems) };
}

/** What of a call could not be read, where other alerts of it could. */
export function unreadable([problem, ...others]: readonly string[]): { readonly unreadable?: Unreadable } {
  return problem === undefined ? {} : { unreadable: { count: 1 + others.length, problem } };
}
