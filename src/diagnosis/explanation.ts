import { type Attribution, attributionOf } from '../attribution/attribution.ts';
import type { RunsOfPod } from '../attribution/container-run.ts';
import type { CauseShare } from '../attribution/shares.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import type { FindingKind } from './finding.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';

/** Which question asks about a cause, in every plan that has it; what no other question asks about is outside the heap. */
const ASKED_BY: Readonly<Partial<Record<CauseId, QuestionId>>> = {
  heap: 'live-heap-growing',
  'unproven-heap': 'live-heap-growing',
  // Nothing splits it: profiles of the heap may.
  anonymous: 'live-heap-growing',
  goroutines: 'goroutines-growing',
  threads: 'threads-growing',
  handles: 'handles-growing',
};

/** The question that asks about a cause, of those that are asked at all. */
export function questionAbout(cause: CauseId, asked: ReadonlySet<QuestionId>): QuestionId | undefined {
  const own = ASKED_BY[cause];
  if (own !== undefined && asked.has(own)) return own;
  if (cause === 'uncollected' && !asked.has('outside-heap-growing')) return 'heap-past-limit';
  return asked.has('outside-heap-growing') ? 'outside-heap-growing' : undefined;
}

/** The kind of finding that a cause is; files that may be page cache or memory-backed are distinguished by the kills. */
export function kindOf(cause: CauseId, killed: boolean): FindingKind {
  switch (cause) {
    case 'heap':
    case 'unproven-heap':
      return 'heap-leak';
    case 'goroutines':
      return 'goroutine-leak';
    case 'threads':
      return 'thread-leak';
    case 'handles':
      return 'handle-leak';
    case 'uncollected':
      return 'gc-misconfigured';
    case 'kept':
      return 'memory-kept';
    case 'memory-backed':
      return 'shared-memory';
    case 'active-file':
      return 'page-cache';
    case 'file':
      return killed ? 'shared-memory' : 'page-cache';
    case 'kernel':
      return 'kernel-memory';
    case 'swap':
      return 'swap';
    case 'classes':
    case 'code':
    case 'buffers':
    case 'tables':
    case 'runtime':
    case 'native':
    case 'processes':
    case 'room':
      return 'native-growth';
    case 'anonymous':
    case 'beside':
    case 'unsplit':
      return 'not-enough-data';
  }
}

interface Explained {
  readonly held: number | undefined;
  readonly attribution: Attribution | undefined;
}

/** The same runs are asked about by every question and by the report: they are accounted for once. */
const KNOWN = new WeakMap<RunsOfPod, Explained>();

/** What explains the growth of the chosen pod; undefined where no run of it could be accounted for. */
export function explanationOf(observation: Observation, heldByGoroutines?: number): Attribution | undefined {
  const { runs } = observation;
  if (runs === undefined || chosenPod(observation) === undefined) return undefined;
  const known = KNOWN.get(runs);
  if (known !== undefined && known.held === heldByGoroutines) return known.attribution;
  const attribution = attributionOf(runs, { since: onsetOf(observation), heldByGoroutines });
  KNOWN.set(runs, { held: heldByGoroutines, attribution });
  return attribution;
}

function onsetOf(observation: Observation): number | undefined {
  const pod = chosenPod(observation);
  if (pod === undefined) return undefined;
  const growth = memoryGrowth(observation, pod);
  return growth.answer === 'yes' ? growth.onset?.at : undefined;
}

/** A cause that explains less than this is mentioned, never the finding. */
export const MENTIONED_BELOW = 0.1;

/** The causes that a question asks about, and what they explain together. */
export function shareOfQuestion(
  { causes }: Attribution,
  question: QuestionId,
  asked: ReadonlySet<QuestionId>,
): { readonly share: number; readonly bytes: Bytes; readonly causes: readonly CauseShare[] } {
  const own = causes.filter(
    ({ cause, candidate, bytes }) => candidate && bytes > 0 && questionAbout(cause, asked) === question,
  );
  return {
    share: own.reduce((sum, { share }) => sum + share, 0),
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    causes: own,
  };
}
