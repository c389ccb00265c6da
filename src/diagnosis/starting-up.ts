import type { Attribution } from '../attribution/attribution.ts';
import { liveBound, NEARLY_FULL } from '../attribution/full-heap.ts';
import { columnsOfRun } from '../attribution/run-ledger.ts';
import type { CauseShare } from '../attribution/shares.ts';
import { type Bytes, MiB } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { straightness } from '../metrics/straightness.ts';
import { median, sliceOf } from '../metrics/track.ts';
import type { PartId } from '../runtime/memory-parts.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { ageOfFirstRun } from './age-of-first-run.ts';
import { buffersStandFull } from './buffers-stand-full.ts';
import type { CaseFile } from './case-file.ts';
import { partOf } from './cause-names.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST } from './matter.ts';
import type { Verdict } from './verdict.ts';
import { STARTS_UP } from './young-level.ts';

/** What a start fills as well as a leak does. */
const FILLS: ReadonlySet<FindingKind> = new Set(['heap-leak', 'native-growth']);
/** A span. Sooner nothing of a start has had the time to slow down. */
const AT_ONCE: Milliseconds = MINUTE;

/** What goes on beside a heap when a start is over. Set by hand. */
const GOES_ON = {
  /** Bytes. Classes, compiled code and the tables of a collector take less after their first minute. */
  gained: 32 * MiB,
  /** Squared correlation with time: what fills bends. */
  straight: 0.98,
  /** Share of what is gained that falls into the second half: of a straight line one half. */
  late: 0.42,
} as const;
/** Samples that an end is the median of. */
const ENDS = 3;
/** Of fewer samples any three lie on a line. */
const FEWEST = 8;

/**
 * In the first minutes of the first run that was seen a heap that is collected seldom fills however healthy it is, and so does
 * what lies beside it: that is named only where more than the rise speaks for it.
 */
export function unlessStartsUp(verdict: Verdict, file: CaseFile): Verdict {
  if (!FILLS.has(verdict.kind) || !guideTo(file.observation.runtime).collector.collectsLate || isSaid(file))
    return verdict;
  const age = ageOfFirstRun(file.observation);
  if (age === undefined || age >= STARTS_UP || goesOn(verdict, age)) return verdict;
  if (buffersStandFull(file.observation) !== undefined) return verdict;
  const { asLarge: _, ...rest } = verdict;
  return { ...rest, kind: 'not-enough-data', confidence: Math.min(verdict.confidence, AT_MOST.unexplained) };
}

/** Whether memory is known to grow, or someone says of a part that it does. */
function isSaid({ steps }: CaseFile): boolean {
  return steps.some(
    ({ answer, judgement, means }) => answer === 'yes' && (means.yes === 'memory-grows' || judgement.answer !== 'yes'),
  );
}

function goesOn({ attribution, cause = attribution?.leader }: Verdict, age: Milliseconds): boolean {
  if (attribution === undefined || cause === undefined) return false;
  return isFull(attribution) || (age >= AT_ONCE && climbsOn(attribution, cause));
}

/** Whether memory, or what lives in the heap, takes nearly all that it may have: then there is no time to wait. */
function isFull({ ledger: { run, end } }: Attribution): boolean {
  const full = (bytes: Bytes = 0, most: Bytes = Number.POSITIVE_INFINITY) => bytes >= NEARLY_FULL * most;
  return full(end.total, run.limit) || full(end.parts['live-heap'], liveBound(run));
}

/** Whether a part beside the heap climbs in a straight line; a cache climbs so until it is full. */
function climbsOn({ ledger }: Attribution, { cause }: CauseShare): boolean {
  const part = partOf(cause);
  return part !== undefined && !IN_HEAP.has(part) && gainInLine(ledger, part) >= GOES_ON.gained;
}

const IN_HEAP: ReadonlySet<PartId> = new Set(['live-heap', 'heap', 'garbage', 'idle']);

/** What a part gained between base and end, if it lies on a line; 0 else. */
function gainInLine(ledger: Attribution['ledger'], part: PartId): Bytes {
  const { times, parts } = columnsOfRun(ledger);
  const whole = parts.find((column) => column.part === part)?.values;
  if (whole === undefined) return 0;
  const own = sliceOf({ times, values: whole }, ledger.base.at.from, ledger.end.at.to);
  const { values } = own;
  if (values.length < FEWEST || straightness(own) < GOES_ON.straight) return 0;
  const center = Math.round((values.length - ENDS) / 2);
  const [from, half, to] = [values.slice(0, ENDS), values.slice(center, center + ENDS), values.slice(-ENDS)].map(
    median,
  );
  if (from === undefined || half === undefined || to === undefined) return 0;
  return to - half >= GOES_ON.late * (to - from) ? to - from : 0;
}
