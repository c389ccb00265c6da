import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { sliceOf } from '../metrics/track.ts';

/** The latest lives of one revision under one limit. */
export function livesSinceChange(lifetimes: readonly Lifetime[]): readonly Lifetime[] {
  return latestAlike(lifetimes, ({ revision, limit }) => [revision, limit]);
}

/** The latest lives of one revision, whatever their limits were. */
export function livesOfRevision(lifetimes: readonly Lifetime[]): readonly Lifetime[] {
  return latestAlike(lifetimes, ({ revision }) => [revision]);
}

/** What is not known of a life does not set it apart. */
function latestAlike(
  lifetimes: readonly Lifetime[],
  factsOf: (life: Lifetime) => readonly (string | number | undefined)[],
): readonly Lifetime[] {
  const known: (string | number | undefined)[] = [];
  const differs = (life: Lifetime) => {
    const facts = factsOf(life);
    if (facts.some((fact, i) => fact !== undefined && known[i] !== undefined && fact !== known[i])) return true;
    for (const [i, fact] of facts.entries()) known[i] ??= fact;
    return false;
  };
  return lifetimes.slice(lifetimes.findLastIndex(differs) + 1);
}

/** The memory of a pod since its revision or limit last changed. */
export function sinceChange(pod: PodMemory): PodMemory {
  const lifetimes = livesSinceChange(pod.lifetimes);
  const [first] = lifetimes;
  const last = lifetimes.at(-1);
  if (first === undefined || last === undefined || lifetimes.length === pod.lifetimes.length) return pod;
  const kills = pod.kills.filter((at) => at >= first.from);
  const ended = lifetimes.filter(({ end }) => end !== 'running').length;
  return {
    ...pod,
    lifetimes,
    rss: sliceOf(pod.rss, first.from, last.to),
    workingSet: pod.workingSet && sliceOf(pod.workingSet, first.from, last.to),
    kills,
    restarts: Math.max(kills.length, Math.min(pod.restarts, ended)),
    inferredKills: lifetimes.filter(({ end, inferred }) => end === 'oom-killed' && inferred === true).length,
  };
}
