import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { lengthOf, type TimeRange } from '../measurement/time.ts';
import { endReasonOf } from './end-reason.ts';
import type { Lifetime, PodMemory } from './lifetime.ts';
import { type Boundary, boundariesOf, type LifeSigns } from './restart-signs.ts';
import { type Track, trackOf } from './series.ts';
import { typicalStep } from './track.ts';

interface LifeEvidence {
  readonly rss: Track;
  readonly limitAt: (time: Instant) => Bytes | undefined;
  readonly signs: LifeSigns;
  readonly range: TimeRange;
  /** Whether Kubernetes no longer knows the pod, for so long, while others are seen: it need not be waited for. */
  readonly isDeleted?: ((patience: Milliseconds) => boolean) | undefined;
}

/** How the end of a container is recognised where no metric names it. Set by hand; `npm run score` shows what a change decides. */
const ENDING = {
  /** Share of the limit. A container that ended with it in use was probably killed for it. */
  atLimit: 0.9,
  /** Share of the limit. Below it no extrapolation makes a restart look like a kill. */
  nearLimit: 0.7,
  /** Steps. A pod unseen for longer before the end of the window is gone. */
  stepsUntilGone: 4,
  /** A span. Prometheus goes on for 5 minutes after the last sample: a pod unseen for less may still be there. */
  untilGone: 5 * MINUTE,
  /** Steps. Of a pod that was deleted the last point may be this far behind. */
  stepsUntilDeleted: 1.5,
  /** Share of the window, where it is so short that `untilGone` would be all of it. */
  untilGoneShare: 0.1,
} as const;

/** Cuts a pod's memory into container lifetimes and marks the kills among their ends. */
export function lifetimesOf(
  evidence: LifeEvidence,
): Pick<PodMemory, 'lifetimes' | 'restarts' | 'kills' | 'inferredKills'> {
  const { rss, range, limitAt } = evidence;
  const first = rss.times[0];
  const last = rss.times.at(-1);
  if (first === undefined || last === undefined) return { lifetimes: [], restarts: 0, kills: [], inferredKills: 0 };
  const { boundaries, restarts, firstStart, unseen } = boundariesOf({ ...evidence, limit: limitAt(range.to) });
  const lifetimes: Lifetime[] = [];
  let from = first;
  let startedAt = firstStart;
  let startSeen = firstStart !== undefined && firstStart >= range.from - 5 * SECOND && firstStart <= first + SECOND;
  for (const [i, boundary] of boundaries.entries()) {
    const end = endOf(evidence, from, boundary, boundaries[i + 1]);
    // A container that ended before its first sample was due has none.
    const began = Math.min(from, Math.max(boundary.end, startedAt ?? from));
    const to = Math.max(boundary.end, began, boundary.final === true ? last : 0);
    lifetimes.push({ from: began, to, ...end, startSeen, startedAt, limit: limitAt(to) });
    startedAt = boundary.start;
    from = firstSampleFrom(rss, boundary.start);
    startSeen = true;
  }
  const lastEnd = boundaries.at(-1);
  if (lastEnd?.final !== true && (lastEnd === undefined || last > lastEnd.end)) {
    const patience = Math.min(ENDING.untilGone, ENDING.untilGoneShare * lengthOf(range));
    const step = typicalStep(rss);
    const soonest = Math.max(patience, ENDING.stepsUntilDeleted * step);
    const untilGone =
      evidence.isDeleted?.(soonest) === true ? soonest : Math.max(patience, ENDING.stepsUntilGone * step);
    lifetimes.push({
      from,
      to: last,
      end: range.to - last > untilGone ? 'restarted' : 'running',
      startSeen,
      startedAt,
      limit: limitAt(last),
    });
  }
  const kills = lifetimes.filter((life) => life.end === 'oom-killed');
  return {
    lifetimes,
    restarts: Math.max(
      restarts,
      boundaries.filter(({ start, replaced, final }) => start <= last && !replaced && final !== true).length,
    ),
    kills: [...kills.map((life) => life.to), ...unseen].sort((a, b) => a - b),
    inferredKills: kills.filter((life) => life.inferred === true).length,
  };
}

type End = Pick<Lifetime, 'end' | 'inferred' | 'replaced' | 'reason' | 'exitCode'>;

function endOf(evidence: LifeEvidence, from: Instant, boundary: Boundary, next: Boundary | undefined): End {
  if (boundary.replaced) return { end: 'restarted', replaced: true };
  const { endReasons, terminatedReason } = evidence.signs;
  const said = endReasons === undefined ? {} : endReasonOf(endReasons, boundary.end, next?.end);
  if (boundary.killed) return { end: 'oom-killed', ...said };
  if (terminatedReason.length > 0 || said.reason !== undefined) return { end: 'restarted', ...said };
  return endedAtLimit(evidence, from, boundary.end)
    ? { end: 'oom-killed', inferred: true }
    : { end: 'restarted', ...said };
}

/** Whether the last samples before an end stood at the limit, or were about to reach it within one step. */
function endedAtLimit({ rss, limitAt }: LifeEvidence, from: Instant, end: Instant): boolean {
  const limit = limitAt(end);
  if (limit === undefined) return false;
  const values: number[] = [];
  for (let i = 0; i < rss.times.length; i += 1) {
    const time = rss.times[i] ?? 0;
    if (time >= from && time <= end) values.push(rss.values[i] ?? 0);
  }
  const last = values.at(-1) ?? 0;
  const before = values.at(-2) ?? last;
  const next = last + Math.max(0, last - before);
  return last >= ENDING.nearLimit * limit && next >= ENDING.atLimit * limit;
}

/**
 * Memory without the points that belong to two containers: a source asked for the highest sample of each step answers,
 * for the step in which a container started, with the highest of the one before, which is no lower than the last point.
 */
export function withoutStraddling(track: Track, lifetimes: readonly Lifetime[]): Track {
  const step = typicalStep(track);
  const starts = lifetimes.flatMap(({ startSeen, startedAt }) =>
    startSeen === true && startedAt !== undefined ? [startedAt] : [],
  );
  const { times, values } = track;
  const isOld = (i: number) => i > 0 && (values[i] ?? 0) >= (values[i - 1] ?? 0);
  const straddles = (time: Instant) => starts.some((start) => time >= start && time - step < start);
  const kept = [...times.keys()].filter((i) => !(isOld(i) && straddles(times[i] ?? 0)));
  return trackOf(kept.map((i) => [times[i] ?? 0, values[i] ?? 0] as const));
}

function firstSampleFrom(rss: Track, time: Instant): Instant {
  return rss.times.find((sample) => sample >= time) ?? time;
}
