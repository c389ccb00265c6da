import type { Instant } from '../foundation/clock.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration, MINUTE } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { sliceOf, typicalStep } from '../metrics/track.ts';
import type { Comparison } from '../profile/comparison.ts';

/** What stands above one side of a comparison. */
export interface SideCaption {
  /** `22 Nov 14:36` */
  readonly time: string;
  /** `402 MiB, 6 min before the kill, memory at 99 % of the limit` */
  readonly caption: string;
}

/** Times, amounts and circumstances of both sides; `pod` is the one the profiles were taken from, where it is known. */
export function sideCaptions(
  comparison: Comparison,
  pod: PodMemory | undefined,
  noun = 'goroutines',
): { readonly a: SideCaption; readonly b: SideCaption } {
  const amount = (value: number) =>
    comparison.unit === 'bytes' ? formatBytes(value) : `${formatCount(value)} ${noun}`;
  const { base, current } = comparison;
  const lifeOfA = lifeAt(pod, base.time);
  const lifeOfB = lifeAt(pod, current.time);
  const apart = lifeOfA !== undefined && lifeOfB !== undefined && lifeOfA !== lifeOfB;
  const afterStart = sinceStart(lifeOfA, base.time);
  return {
    a: {
      time: formatInstant(base.time),
      caption: joined([amount(base.total), afterStart, apart ? 'in an earlier container' : undefined]),
    },
    b: {
      time: formatInstant(current.time),
      caption: joined([
        amount(current.total),
        untilEnd(lifeOfB, current.time) ?? `${formatDuration(current.time - base.time)} after A`,
        levelAt(pod, current.time),
      ]),
    },
  };
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}

function lifeAt(pod: PodMemory | undefined, time: Instant): Lifetime | undefined {
  return pod?.lifetimes.findLast((life) => life.from <= time && time <= life.to);
}

function sinceStart(life: Lifetime | undefined, time: Instant): string | undefined {
  return life?.startSeen === true ? `${formatDuration(time - life.from)} after start` : undefined;
}

function untilEnd(life: Lifetime | undefined, time: Instant): string | undefined {
  if (life === undefined || life.end === 'running') return undefined;
  return `${formatDuration(life.to - time)} before the ${life.end === 'oom-killed' ? 'kill' : 'restart'}`;
}

/** How full memory was, from the sample nearest to a moment; undefined without a limit or a sample close by. */
function levelAt(pod: PodMemory | undefined, time: Instant): string | undefined {
  if (pod?.limit === undefined) return undefined;
  const reach = Math.max(2 * typicalStep(pod.rss), MINUTE);
  const around = sliceOf(pod.rss, time - reach, time + reach);
  let nearest: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  around.times.forEach((sample, i) => {
    if (Math.abs(sample - time) >= distance) return;
    distance = Math.abs(sample - time);
    nearest = around.values[i];
  });
  return nearest === undefined ? undefined : `memory at ${formatShare(nearest / pod.limit)} of the limit`;
}
