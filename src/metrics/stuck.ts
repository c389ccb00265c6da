import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { Stuck } from './lifetime.ts';
import type { Track } from './series.ts';

/** A process that answers a scrape allocates: its own account of its memory does not stand still for so long. Set by hand. */
const OF_PROCESS: Milliseconds = 2 * HOUR;
/** A container that idles may stand still for longer in the kernel’s account. Set by hand. */
const OF_CONTAINER: Milliseconds = 12 * HOUR;
/** Fewer samples may be equal by chance: figures are whole pages. */
const LEAST_SAMPLES = 60;

/** Since when the last samples of a pod’s memory are equal to the byte, where that is longer than a process stands still. */
export function stuckSince({ times, values }: Track, of: 'process' | 'container'): Stuck | undefined {
  const value = values.at(-1);
  if (value === undefined) return undefined;
  const before = values.findLastIndex((each) => each !== value);
  const since = times[before + 1] ?? 0;
  const longest = of === 'container' ? OF_CONTAINER : OF_PROCESS;
  const stands = (times.at(-1) ?? 0) - since >= longest && values.length - before - 1 >= LEAST_SAMPLES;
  return stands ? { since, value } : undefined;
}
