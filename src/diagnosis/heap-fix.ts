import { formatDuration } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { AdviceContext } from './advice-context.ts';

/** What to change where the heap grows; where requests rose with it, or its objects come and go, what to see first. */
export function heapFix({
  words,
  suspect,
  withRequests,
  atOnce,
  dataBound,
}: Pick<AdviceContext, 'words' | 'suspect' | 'withRequests' | 'atOnce' | 'dataBound'>): string {
  if (suspect?.ageAtMost !== undefined) {
    const young = `nearly all objects of ${suspect.name} are at most ${formatDuration(suspect.ageAtMost)} old, and come and go`;
    return withRequests === true
      ? `Fix: none is known yet: ${young}. See whether the live heap falls when the requests do; if it stays, compare two recordings from then on: what still lives names the leak.`
      : `Fix: none is known yet: ${young}. See whether the live heap stands still at the same load; if it goes on growing, compare recordings that are further apart.`;
  }
  // A bound that is set is not advised to be set.
  const fix = (dataBound === undefined ? undefined : words.dataBound?.fix) ?? words.heapFix(suspect);
  if (atOnce !== undefined && suspect?.stays !== true)
    return `Fix: look for what began about ${formatInstant(atOnce.at)} UTC (a queue that is not drained, a client, something the pods depend on): if memory falls when it ends, bound what is kept meanwhile; else ${fix.replace(/^Fix: /, '')}`;
  return withRequests !== true || suspect === undefined || suspect.stays === true
    ? fix
    : fix.replace(/^Fix: /, 'Fix: if the live heap does not fall with the requests, ');
}
