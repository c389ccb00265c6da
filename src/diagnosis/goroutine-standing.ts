import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import type { GoroutineGroup, GoroutineStacks } from '../profile/goroutine-groups.ts';
import { waitOfFrames } from '../profile/goroutine-wait.ts';

/**
 * How goroutines that multiplied stand. `leaked`: the runtime says so, which is proof. `stuck`: they have waited for much
 * of the time looked at. `reachable`: what they wait for may still come, says the runtime. `woken`: they wait again again
 * and again. `timer`: they sleep.
 */
export type Standing = 'leaked' | 'stuck' | 'unknown' | 'reachable' | 'woken' | 'timer';

/** Goroutines that wake by themselves are many, not leaked. */
const COUNTS: Readonly<Record<Standing, boolean>> = {
  leaked: true,
  stuck: true,
  unknown: true,
  reachable: false,
  woken: false,
  timer: false,
};

/** Of a group the runtime must have called this share leaked: a few may be another caller's mistake. */
const PROVEN_SHARE = 0.2;
/** Wait times are reported in whole minutes: over less than this they say nothing. */
const LEAST_WATCHED: Milliseconds = 4 * MINUTE;

/**
 * How a group stands. A stack shows `time.Sleep`, but never which channels a select or a receive waits for; so a timer
 * among them is reported by what it does: no one of a group that was there at the base has waited for a third of the time
 * since, or the runtime, which can reach every timer, does not call them leaked.
 */
export function standingOf(group: GoroutineGroup, stacks: GoroutineStacks, watchedFrom: Instant): Standing {
  const { wait, base, current, leaked, since } = group;
  if (leaked !== undefined && leaked > 0 && leaked >= PROVEN_SHARE * current) return 'leaked';
  if (wait === 'sleep') return 'timer';
  if (stacks.shown !== undefined) {
    const watched = stacks.shown.time - watchedFrom;
    const waited = since === undefined ? 0 : stacks.shown.time - since;
    if (waited > 0 && waited >= watched / 2) return 'stuck';
    if (base > 0 && watched >= LEAST_WATCHED && waited < watched / 3) return 'woken';
  }
  const mayHaveTimer = wait === 'select' || wait === 'channel-receive';
  return leaked !== undefined && mayHaveTimer ? 'reachable' : 'unknown';
}

export interface StandingGroup extends GoroutineGroup {
  readonly standing: Standing;
  readonly counts: boolean;
}

/** The groups of a comparison of goroutines: those that count as leaks first, the proven ones before all, by growth. */
export function standingGroups({ goroutines, base }: Comparison): readonly StandingGroup[] {
  if (goroutines === undefined) return [];
  const groups = goroutines.groups.map((group): StandingGroup => {
    const standing = standingOf(group, goroutines, base.time);
    return { ...group, standing, counts: COUNTS[standing] };
  });
  return groups.sort((a, b) => rank(a) - rank(b) || b.delta - a.delta);
}

function rank({ standing, counts }: StandingGroup): number {
  return standing === 'leaked' ? 0 : counts ? 1 : 2;
}

/** The comparison with its paths in that order: the finding is about the first. */
export function leaksFirst(comparison: Comparison): Comparison {
  const order = new Map(
    standingGroups(comparison).map((group, index) => [keyOf(group.wait, group.frame), { group, index }]),
  );
  if (order.size === 0) return comparison;
  const placeOf = (path: GrowthPath) => {
    const found = order.get(keyOf(waitOfFrames(path.below), path.frames[0]));
    return found === undefined ? 1 : rank(found.group);
  };
  return { ...comparison, paths: [...comparison.paths].sort((a, b) => placeOf(a) - placeOf(b) || b.delta - a.delta) };
}

function keyOf(wait: string, frame: { readonly file: string; readonly line: number } | undefined): string {
  return `${wait} ${frame?.file ?? ''}:${frame?.line ?? 0}`;
}

/** What goroutine stacks make of the confidence in a leak. Set by hand. */
const AFTER_STACKS = {
  /** Share of the doubt that is left where the runtime itself calls most of the growth leaked: memory may grow for another reason. */
  doubtLeft: 0.25,
  /** Share of the growth. Where fewer goroutines stay until someone wakes them, the growth is hardly a leak. */
  fewCount: 0.3,
  /** Confidence. The most that such a growth is given. */
  mostWithoutLeaks: 0.6,
} as const;

/** Whether the runtime itself calls most of the goroutines that were added leaked: nothing else can reach what they wait for. */
export function runtimeCallsLeaked(comparison: Comparison): boolean {
  const leaked = standingGroups(comparison).filter(({ standing }) => standing === 'leaked');
  return leaked.length > 0 && leaked.reduce((total, { delta }) => total + delta, 0) >= comparison.delta / 2;
}

/** The confidence in a goroutine leak after its stacks were read. */
export function confidenceAfterStacks(confidence: number, comparison: Comparison): number {
  const groups = standingGroups(comparison);
  if (groups.length === 0 || comparison.delta <= 0) return confidence;
  const sum = (of: readonly StandingGroup[]) => of.reduce((total, { delta }) => total + delta, 0);
  if (runtimeCallsLeaked(comparison)) return 1 - (1 - confidence) * AFTER_STACKS.doubtLeft;
  const counting = sum(groups.filter(({ counts }) => counts));
  return counting < AFTER_STACKS.fewCount * comparison.delta
    ? Math.min(confidence, AFTER_STACKS.mostWithoutLeaks)
    : confidence;
}
