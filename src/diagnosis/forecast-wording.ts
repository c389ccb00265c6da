import type { Instant } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { standingOf } from '../metrics/standing.ts';
import { forecastTime } from './forecast-time.ts';
import { type GivenBack, givenBackOf } from './given-back.ts';
import type { Observation } from './observation.ts';
import { maximumSaid, type OwnEnd, ownEndOf } from './own-end.ts';
import type { RankedPod } from './ranked-pod.ts';
import { runsFor } from './run-pace.ts';
import { mayStillFill } from './too-soon.ts';
import { unpredicted } from './unpredicted.ts';

/** When the next kill of a pod that grows is expected, or why none is. */
export function forecastLine(observation: Observation, { memory, nextKill, rate, growth }: RankedPod): string {
  if (nextKill !== undefined && standingOf(memory) === 'between-runs')
    return `Its container waits for its next run${memory.waiting === undefined ? '' : ` (${memory.waiting})`}: the next kill is ${forecastTime(nextKill, observation.range.to)}, after a run as long as those before.`;
  if (nextKill === undefined) return unpredicted(observation, { memory, rate, growth }).why;
  const now = observation.range.to;
  const reason =
    nextKill.heapFull === true
      ? forecastReason(nextKill, now, ownEndOf(observation))
      : (beyondCache(nextKill, now, givenBackOf(observation, memory)) ?? forecastReason(nextKill, now, undefined));
  const young = mayStillFill({ kills: memory.kills.length, runsFor: runsFor(memory), left: nextKill.at - now });
  return young === undefined ? reason : `${reason} ${young}`;
}

/** The forecast of what grows beside page cache: the rate of the headline has that in it. */
function beyondCache(next: NextKill, now: Instant, cache: GivenBack | undefined): string | undefined {
  if (cache === undefined || next.at - now < AT_ANY_MOMENT) return undefined;
  return `Page cache is ${formatShare(cache.share)} of what it gains, and the kernel gives that back first: the rest meets the limit ${forecastTime(next, now)}.`;
}

/** What comes so soon has no time worth a figure. */
const AT_ANY_MOMENT = 10 * SECOND;

function forecastReason(next: NextKill, now: Instant, own: OwnEnd | undefined): string {
  if (next.at - now < AT_ANY_MOMENT)
    return own === undefined
      ? 'It is at its limit: the next kill may come at any moment.'
      : `Its heap is at ${maximumSaid(own)}: ${own.by} may end the process at any moment.`;
  const when = forecastTime(next, now);
  return own === undefined
    ? `${basisSaid(next)} the next kill is ${when}.`
    : `At this rate the heap reaches ${maximumSaid(own)} ${when}: ${own.by} ends the process then, before the limit.`;
}

/** What a forecast rests on, as the beginning of its sentence. */
function basisSaid({ basis }: NextKill): string {
  switch (basis) {
    case 'same-hours':
      return 'If the hours to come go as the same hours before did,';
    case 'as-before':
      return 'If it goes on as earlier runs did from this level,';
    case 'faster':
      return 'It climbs faster of late: by that and by the rate of the whole run';
    case 'slower':
      return 'It climbs more slowly of late: by that and by the rate of the whole run';
    case undefined:
      return 'At this rate';
  }
}
