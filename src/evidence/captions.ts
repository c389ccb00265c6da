import { chargedOf } from '../diagnosis/charged-memory.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration, MINUTE, SECOND } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import type { ComparisonPair } from './comparison-pair.ts';
import type { Snapshot } from './ports.ts';

/** A snapshot this close to the end of a life is called the last before it. */
const AT_THE_END = 15 * MINUTE;

/** When the two were taken in the life of their process, and where its memory stood. */
export function captions({ lifetime, base, current }: ComparisonPair, pod: PodMemory) {
  const ended = lifetime.end !== 'running';
  const before = lifetime.to - current.time;
  const event = lifetime.end === 'oom-killed' ? 'the kill' : 'the restart';
  const when =
    ended && before <= AT_THE_END
      ? `${before < SECOND ? 'right' : formatDuration(before)} before ${event}`
      : `${formatDuration(current.time - lifetime.from)} after start`;
  return {
    baseCaption: `${formatDuration(Math.max(0, base.time - lifetime.from))} after start${level(pod, base.time)}${doubtOf(base)}`,
    currentCaption: `${when}${level(pod, current.time)}${doubtOf(current)}`,
  };
}

function doubtOf({ doubt }: Snapshot): string {
  return doubt === undefined ? '' : `; ${doubt}`;
}

/** The level of the sample nearest to a time. */
export function nearestTo({ times, values }: Track, time: number): number | undefined {
  let nearest: number | undefined;
  for (const [index, at] of times.entries()) {
    if (nearest === undefined || Math.abs(at - time) < Math.abs((times[nearest] ?? 0) - time)) nearest = index;
  }
  return nearest === undefined ? undefined : values[nearest];
}

/** `, memory at 97 % of the limit` at the sample nearest to a time: of what counts against it, as the rest of a report has it. */
function level(pod: PodMemory, time: number): string {
  const [charged, rss] = [nearestTo(chargedOf(pod), time), nearestTo(pod.rss, time)];
  if (pod.limit === undefined) return rss === undefined ? '' : `, RSS ${formatBytes(rss)}`;
  return charged === undefined ? '' : `, memory at ${formatShare(charged / pod.limit)} of the limit`;
}
