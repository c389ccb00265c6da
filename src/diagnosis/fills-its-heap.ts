import type { RunLedger } from '../attribution/run-ledger.ts';
import { steadyShare } from '../attribution/shares.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { DAY } from '../measurement/duration.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { CaseFile } from './case-file.ts';
import { explanationOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { heapFillOf } from './heap-fill.ts';
import { chosenPod, limitOf } from './observation.ts';
import { startsAsBefore } from './ranked-pods.ts';

/** A live heap that climbs in memory that a heap took as a whole, and stands. */
export interface FillsItsHeap {
  /** Whether it gained by much and is full before a kill at the same distance would be called far. */
  readonly soon: boolean;
  /** How sure its own question is that it climbs. */
  readonly sure: number;
}

/** What memory that a heap took as a whole looks like. */
const STANDS: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up']);
/** Causes that lie in the heap. */
const IN_HEAP: ReadonlySet<CauseId> = new Set(['heap', 'handles', 'goroutines']);
/** What explains less of what its parts gained is not what fills the heap. */
const MOSTLY = 0.5;
/** A span. A heap that fills later is no alarm, as a kill is none. */
const SOON = 3 * DAY;
/** A live heap that gained less than this share of where it began may be a cache that warms up. */
const RISES = 0.25;

/** Of the chosen pod; undefined where its memory grows, where its live heap does not, or where nothing bounds it. */
export function fillsItsHeap({
  observation,
  steps,
}: Pick<CaseFile, 'observation' | 'steps'>): FillsItsHeap | undefined {
  const memory = steps.find(({ means }) => means.yes === 'memory-grows');
  const own = steps.find(({ step }) => step === 'live-heap-growing');
  if (memory?.judgement.answer !== 'no' || !STANDS.has(memory.judgement.suggests ?? 'no-growth')) return undefined;
  if (own?.answer !== 'yes' || own.judgement.answer !== 'yes') return undefined;
  const pod = chosenPod(observation);
  const { leader, ledger } = explanationOf(observation) ?? {};
  if (pod === undefined || leader === undefined || ledger === undefined || startsAsBefore(observation))
    return undefined;
  if (!IN_HEAP.has(leader.cause) || steadyShare(leader) < MOSTLY || !rises(ledger, Math.min)) return undefined;
  const fill = heapFillOf(observation, limitOf(observation, pod));
  return (
    fill && { soon: rises(ledger, Math.max) && fill.at - observation.range.to <= SOON, sure: own.judgement.confidence }
  );
}

/** Whether the live heap gained what shows: by the lesser of both measures it is no calm, by the greater no mere start. */
function rises({ base, end, tolerance }: RunLedger, measure: (a: Bytes, b: Bytes) => Bytes): boolean {
  const from = base.parts['live-heap'] ?? 0;
  return (end.parts['live-heap'] ?? 0) - from >= measure(tolerance, RISES * from);
}
