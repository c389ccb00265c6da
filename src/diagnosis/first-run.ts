import { formatBytes } from '../measurement/bytes.ts';
import { DAY, formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import { ageOfFirstRun } from './age-of-first-run.ts';
import { evenInAll } from './even-in-all.ts';
import { fillsEverSlower } from './fills-slower.ts';
import type { FindingKind } from './finding.ts';
import { runtimeCallsLeaked } from './goroutine-standing.ts';
import { raisedLately } from './limit-raised.ts';
import { chosenPod, type Observation } from './observation.ts';
import { outgrowsHeap } from './outgrows-heap.ts';
import type { Verdict } from './verdict.ts';

/**
 * How sure a leak is at most, by the age of a first run: caches fill until their entries expire, pools and shared buffers
 * until they have their size. Set by hand.
 */
const SURE_AT_MOST: readonly { readonly until: Milliseconds; readonly confidence: number }[] = [
  { until: HOUR, confidence: 0.65 },
  // What expires, or is worked off, does so within a day in most services.
  { until: DAY, confidence: 0.79 },
];

/** What fills after a start as well as it leaks. */
const FILLS: ReadonlySet<FindingKind> = new Set(['heap-leak', 'native-growth', 'shared-memory', 'kernel-memory']);
/** What multiplies with the people that are connected as well as it leaks: one climb is the morning of a service, too. */
const MULTIPLIES: ReadonlySet<FindingKind> = new Set(['handle-leak', 'goroutine-leak', 'thread-leak']);

/** What no cache fills, and nothing that expires within a day empties: sockets and their buffers. */
const KEEPS_NOTHING: ReadonlySet<FindingKind> = new Set(['kernel-memory']);
/** How sure it is at most in a first run, where it rose evenly in all pods for more than half a day. Set by hand. */
const EVEN_IN_ALL = 0.9;

/** How sure a leak is at most, of runs that a smaller limit ended, before what runs under the larger one shows whether it holds. */
const JUST_RAISED = 0.79;

/** How sure a leak of the heap is at most that gains ever less with each request: a cache does so before it is full. */
const EVER_SLOWER = 0.65;

/** Whether one climb shows no leak by itself: all but what the runtime itself calls leaked, since nothing can reach it. */
function restsOnClimb({ kind, comparison }: Pick<Verdict, 'kind' | 'comparison'>): boolean {
  return FILLS.has(kind) || (MULTIPLIES.has(kind) && !(comparison !== undefined && runtimeCallsLeaked(comparison)));
}

/** How sure it is at most of a heap that has room for no more: what fills it may have been meant to, by a size that was set wrong. */
const OUTGROWS_HEAP = 0.85;

function boundOfAge(verdict: Verdict, observation: Observation, age: Milliseconds): number | undefined {
  if (KEEPS_NOTHING.has(verdict.kind) && evenInAll(observation, age)) return EVEN_IN_ALL;
  if (outgrowsHeap(verdict, age)) return OUTGROWS_HEAP;
  return SURE_AT_MOST.find(({ until }) => age < until)?.confidence;
}

/** What grows in a first run, or before a limit that was just raised had the time to hold, is not surely a leak. */
export function boundByAge(verdict: Verdict, observation: Observation): Verdict {
  if (!restsOnClimb(verdict)) return verdict;
  const age = ageOfFirstRun(observation);
  const first = age === undefined ? undefined : boundOfAge(verdict, observation, age);
  const raised = raisedLately(observation) === undefined ? 1 : JUST_RAISED;
  const slower = verdict.kind === 'heap-leak' && fillsEverSlower(observation) ? EVER_SLOWER : 1;
  return { ...verdict, confidence: Math.min(verdict.confidence, first ?? 1, raised, slower) };
}

/** `This is the first run that was seen, 42 min old: no earlier one shows whether what fills stops by itself.` */
export function firstRunLine(verdict: Verdict, observation: Observation): readonly string[] {
  if (!restsOnClimb(verdict)) return [];
  const raised = raisedLately(observation);
  if (raised !== undefined)
    return [
      `The limit was raised from ${formatBytes(raised.from)} to ${formatBytes(raised.to)} at ${formatInstant(raised.at)} UTC: what runs under it is ${formatDuration(raised.stood)} old, too young to show whether it holds.`,
    ];
  const age = ageOfFirstRun(observation);
  if (age === undefined) return [];
  if (KEEPS_NOTHING.has(verdict.kind) && evenInAll(observation, age))
    return [
      `It rose evenly since its start ${formatDuration(age)} ago, in nearly all pods of the service: neither what fills after a start nor the traffic of a day does.`,
    ];
  if (outgrowsHeap(verdict, age))
    return [
      `This is the first run that was seen, ${formatDuration(age)} old, and it rose evenly until its heap was nearly full: if it is a cache, it is larger than the heap has room for.`,
    ];
  if (chosenPod(observation)?.killedBefore === true)
    return [
      `The run before this one was OOM-killed, before what was looked at: how it grew was not seen. Ask about a longer window; this one is ${formatDuration(age)} old.`,
    ];
  const what = MULTIPLIES.has(verdict.kind) ? 'their number falls again' : 'what fills stops by itself';
  return [`This is the first run that was seen, ${formatDuration(age)} old: no earlier one shows whether ${what}.`];
}
