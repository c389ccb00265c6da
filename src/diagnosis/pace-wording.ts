import { formatByteRate } from '../measurement/bytes.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import type { PaceNow } from './pace-now.ts';
import type { RankedPod } from './ranked-pod.ts';

/** `15 MiB/h`, `no more (level for 2 h)`; `only within its heap (level for 4 min)` where a heap fills in what it has taken. */
export function climbNow(
  { rate: { perHour, pace }, nextKill }: Pick<RankedPod, 'rate' | 'nextKill'>,
  seenFor: Milliseconds,
): string {
  const stands = pace?.stands;
  if (stands !== undefined)
    return `${nextKill?.heapFull === true ? 'only within its heap' : 'no more'} (level for ${formatDuration(stands.since)})`;
  return perHour > 0 ? formatByteRate(perHour, seenFor) : 'no more';
}

/**
 * `in steps, and has stood level for 4 h 20 min`; where a heap fills within what it has taken, that a level of memory is no
 * pause of it.
 */
export function slowedClause({ perHour, stands }: PaceNow, nextKill: NextKill | undefined): string {
  if (stands === undefined && perHour <= 0) return 'and does not climb now';
  if (stands === undefined) return `now by ${formatByteRate(perHour, HOUR)}`;
  // As long as the other sentence: a title of a picture has no room for more.
  if (nextKill?.heapFull === true) return 'and its heap fills on within that';
  return `${stands.inSteps ? 'in steps, ' : ''}and has stood level for ${formatDuration(stands.since)}`;
}
