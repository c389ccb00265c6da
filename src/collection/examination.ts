import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { standsAtLimit } from './due.ts';
import type { Watch } from './watch.ts';

/** What to ask a Go runtime about its goroutines beyond their profile. */
export interface Examination {
  /** `goroutine?debug=2`: how long each waits. */
  readonly text: boolean;
  /** `goroutineleak`: which of them it calls leaked. */
  readonly leaks: boolean;
}

const NOTHING: Examination = { text: false, leaks: false };

/**
 * Up to so many goroutines the text is asked for. All of them stand still while it is written, and it is begun again with
 * a buffer of twice the size until it fits, from 1 MiB on: with Go 1.26 on two cores 2,100 goroutines took 10 ms and one
 * buffer, 10,000 took 240 to 490 ms and 15 MiB (measured on the lab's service).
 */
export const MOST_FOR_TEXT = 2500;

/** A count of goroutines that multiplied: more of them, and times as many. Less is how services vary. Set by hand. */
const MULTIPLIED = { by: 200, to: 1.5 } as const;

/**
 * The profile of leaked goroutines costs a garbage collection. The runtime makes one by itself at least every two
 * minutes: one more in half an hour is not felt.
 */
const LEAKS_EVERY: Milliseconds = 30 * MINUTE;

/**
 * What to ask a process that is being profiled anyway. In routine only one whose goroutines multiplied, because the
 * proof must be there before the process dies and is wanted of no other; when a person `asked`, whatever is safe. Never
 * the text at the limit: its buffers could be what is too much.
 */
export function examinationOf(
  watch: Watch,
  now: Instant,
  { limit, asked }: { readonly limit?: Bytes | undefined; readonly asked: boolean },
): Examination {
  const count = watch.goroutines?.last;
  if (!asked && !(multiplied(watch) && timeFor(watch, now))) return NOTHING;
  const atLimit = standsAtLimit(watch, limit) === true;
  return {
    text: count !== undefined && count <= MOST_FOR_TEXT && !atLimit,
    leaks: watch.servesLeaks !== false,
  };
}

function multiplied({ goroutines }: Watch): boolean {
  if (goroutines === undefined) return false;
  const { last, lowest } = goroutines;
  return last >= lowest + MULTIPLIED.by && last >= MULTIPLIED.to * lowest;
}

/** Not again while the count stands where it stood; then half an hour after the last time, or when it has multiplied since. */
function timeFor({ examined, goroutines }: Watch, now: Instant): boolean {
  if (examined === undefined || goroutines === undefined) return true;
  const before = examined.goroutines ?? goroutines.lowest;
  if (goroutines.last < before + MULTIPLIED.by) return false;
  return now - examined.time >= LEAKS_EVERY || goroutines.last >= MULTIPLIED.to * before;
}
