import { forecastOf } from '../../../diagnosis/forecast.ts';
import type { Sightings } from '../../../evidence/sightings.ts';
import { windowBefore } from '../../../evidence/window.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../../../measurement/duration.ts';
import { lengthOf } from '../../../measurement/time.ts';
import type { NextKill } from '../../../metrics/next-kill.ts';
import type { Investigation, Overview } from '../../state/investigation.ts';

type Forecast = Pick<Overview, 'nextKillAt' | 'nextKillRange' | 'nextKillOpen' | 'heapFullNext'>;

/** What the question about memory predicted of its pod. */
export function predicted({ nextKill }: { readonly nextKill?: NextKill | undefined }): Forecast {
  return nextKill === undefined
    ? {}
    : {
        nextKillAt: nextKill.at,
        nextKillRange: { from: nextKill.earliest, to: nextKill.latest },
        nextKillOpen: nextKill.open,
        heapFullNext: nextKill.heapFull,
      };
}

/** A forecast younger than this is reported as it is. */
const FRESH: Milliseconds = 2 * MINUTE;

interface Renewing {
  readonly sightings: Sightings;
  /** Absent where the window ends in the past on purpose. */
  readonly now?: (() => Instant) | undefined;
}

/** The next kill of the chosen pod as it looks by now: hours may lie between two answers, and a kill. */
export async function renewed(
  { sightings, now }: Renewing,
  investigation: Investigation,
  signal: AbortSignal,
): Promise<Forecast> {
  const { service, range, runtime, pod, overview } = investigation;
  const to = now?.() ?? range.to;
  if (service === undefined || pod === undefined || to - range.to < FRESH)
    return {
      nextKillAt: overview?.nextKillAt,
      nextKillRange: overview?.nextKillRange,
      nextKillOpen: overview?.nextKillOpen,
      heapFullNext: overview?.heapFullNext,
    };
  const sighted = sightings.once({ service, range: windowBefore(to, lengthOf(range)) });
  const { observation } = await sighted.see({ runtime, pod, needs: [] }, signal);
  return predicted({ nextKill: forecastOf(observation, pod) });
}
