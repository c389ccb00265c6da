import type { RunLedger } from '../attribution/run-ledger.ts';
import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { lengthOf } from '../measurement/time.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import { ageOfFirstRun } from './age-of-first-run.ts';
import { isNarrow } from './narrow-window.ts';
import { chosenPod, type Observation } from './observation.ts';

/** A container that stood at this share of its limit from its start on has hardly room for its usual level. */
const FULL = 0.85;

/**
 * Whether a container was full before it grew: of a run that began long before, an hour shows only that it was full in that
 * hour, as one that leaks is in its last.
 */
export function fullFromStart(observation: Observation, { run, base }: Pick<RunLedger, 'run' | 'base'>): boolean {
  const pod = chosenPod(observation);
  if ((pod !== undefined && isNarrow(observation, pod)) || isSeenLate(observation, run)) return false;
  return run.limit !== undefined && base.total >= FULL * run.limit;
}

/** A span. In a longer window a leak that fills its limit within a day and a half is seen to climb. */
const LONG: Milliseconds = 4 * HOUR;
/** Share of the window. A run that had lasted for longer before it may have climbed all that time. */
const BEFORE = 0.5;

/** Whether a short window shows no more than the end of a run. */
function isSeenLate(
  { range, goesBack }: Observation,
  { from, startSeen, startedAt = from }: RunLedger['run'],
): boolean {
  return (
    goesBack === true && lengthOf(range) < LONG && startSeen !== true && from - startedAt > BEFORE * lengthOf(range)
  );
}

/** What is known only by what is left: buffers of a fixed size and arenas are that as well as what is never freed. */
const LEFT_OVER: ReadonlySet<CauseId> = new Set(['native', 'anonymous', 'runtime']);

/**
 * Whether a first run that was seen to be full from its start on gained what nothing measures: with so little room left it
 * fills as well as it leaks, and either way the limit is what ends it.
 */
export function fillsTheRest(observation: Observation, { run }: Pick<RunLedger, 'run'>, cause: CauseId): boolean {
  return LEFT_OVER.has(cause) && isSeenWhole(run) && ageOfFirstRun(observation) !== undefined;
}

/** Share of a run. Where no more of it lies before the window, its base is that of its start. */
const UNSEEN = 0.2;

function isSeenWhole({ from, to, startSeen, startedAt }: RunLedger['run']): boolean {
  return startSeen === true || (startedAt !== undefined && from - startedAt <= UNSEEN * (to - startedAt));
}
