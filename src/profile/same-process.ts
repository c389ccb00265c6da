import { MINUTE, SECOND } from '../measurement/duration.ts';
import type { Profile, ProfiledProcess } from './profile.ts';

/**
 * By how much the start of one process may differ between two profiles: by the clock of a recording it lies up to a second after
 * what the JVM says of itself (0.8 s seen with JDK 11), more where the machine is busy.
 */
const START_APART = 5 * SECOND;
/** And by how much for each millisecond between the two: two clocks of one machine, one of which is being corrected. A choice. */
const DRIFT = 1e-3;

/** Whether two profiles are of one process; undefined where one of them does not say of which it is. */
export function sameProcess(
  { process: before, time: from }: Pick<Profile, 'process' | 'time'>,
  { process: after, time: to }: Pick<Profile, 'process' | 'time'>,
): boolean | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.pid !== undefined && after.pid !== undefined && before.pid !== after.pid) return false;
  const exact = ({ pid }: ProfiledProcess) => pid !== undefined;
  const apart = Math.abs(before.startedAt - after.startedAt);
  if (exact(before) && exact(after)) return apart === 0;
  const between = from === undefined || to === undefined ? MINUTE : Math.abs(to - from);
  return apart <= START_APART + DRIFT * between;
}
