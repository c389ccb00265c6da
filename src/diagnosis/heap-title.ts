import { formatDuration } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Suspect, Unheld } from '../runtime/suspect.ts';
import { type AtOnce, atOnceClause } from './began-at-once.ts';
import type { CaseFile } from './case-file.ts';
import { fillsEverSlower } from './fills-slower.ts';
import { habitClause } from './habit-clause.ts';
import { ROSE_WITH_REQUESTS } from './live-heap-growing.ts';
import { memoryGrowth } from './memory-growth.ts';
import { maximumSaid, type OwnEnd } from './own-end.ts';
import { reachesEarlier } from './predecessors.ts';
import type { Verdict } from './verdict.ts';

/** What a finding about the heap is about. */
interface HeapSubject {
  readonly verdict: Verdict;
  readonly suspect: Suspect | undefined;
  readonly pod: PodMemory | undefined;
  /** Where its heap is full before the limit is reached. */
  readonly ownEnd?: OwnEnd | undefined;
  /** Where it began in every pod at one moment. */
  readonly atOnce?: AtOnce | undefined;
}

/** Whether it is freed in time is known of soft references alone. */
const UNHELD: Readonly<Record<Unheld, string>> = {
  softly: ' that only soft references keep: the JVM frees it before an OutOfMemoryError',
  'perhaps-softly': ' with as many soft references: the JVM may free it before an OutOfMemoryError',
  finalizing: ': objects wait for their finalize()',
  somehow: ' to which no chain of strong references was found',
};

/** Of a run that was seen too briefly only an answer says that it grows: its start fills a heap as well. */
export function heapTitle(subject: HeapSubject, file: CaseFile, where: string): string {
  const { verdict, suspect, pod } = subject;
  if (pod !== undefined && onlyAnswered(file) && memoryGrowth(file.observation, pod).kind === 'too-little')
    return `Heap growth${where}: a leak, or still the filling after a start`;
  if (suspect?.unheld !== undefined) return `Heap growth${where}${UNHELD[suspect.unheld]}`;
  const withRequests = roseWithRequests(file);
  if (suspect?.ageAtMost !== undefined) {
    const young = `nearly all objects of ${suspect.name} are at most ${formatDuration(suspect.ageAtMost)} old`;
    return withRequests
      ? `Heap growth: a leak, or what the rising requests need; ${young}`
      : `Heap growth of what comes and goes: ${young}`;
  }
  if (withRequests && suspect?.stays !== true) return `Heap growth${where}: a leak, or what the rising requests need`;
  if (pod !== undefined && suspect === undefined && reachesEarlier(file.observation, pod))
    return 'Heap growth: a leak, or what the runs before it needed as well';
  if (subject.atOnce !== undefined && suspect?.stays !== true)
    return `Heap growth${where}: ${atOnceClause(subject.atOnce)}`;
  if (suspect === undefined && isOpen(file)) return 'Heap growth: a leak, or what fills and then stops';
  if (suspect === undefined && fillsEverSlower(file.observation))
    return 'Heap growth that slows down: a leak, or a cache that is not full yet';
  const habit = verdict.contradicted.length > 0 ? '' : habitClause(suspect);
  // What fills a room of fixed size is none by itself.
  if (suspect?.keeper?.through === 'array') return `Heap growth${where}${habit}`;
  return `Heap leak${where}${habit}${suspect === undefined ? fullClause(subject) : ''}`;
}

/** Whether the question about the live heap is open, though something measures it. */
function isOpen({ steps }: CaseFile): boolean {
  const own = steps.find(({ step }) => step === 'live-heap-growing');
  return own?.answer === 'unclear' && own.judgement.answer === 'unclear' && own.judgement.unmeasured !== true;
}

/** Whether the heap rose in the hours in which the requests did, and neither has fallen yet. */
export function roseWithRequests({ steps }: CaseFile): boolean {
  return steps.some(({ answer, judgement }) => answer === 'yes' && judgement.reasons.includes(ROSE_WITH_REQUESTS));
}

/** Whether no figures say that memory grows, nor that the live heap does. */
function onlyAnswered({ steps }: CaseFile): boolean {
  return steps.every(
    ({ step, judgement }) => (step !== 'rss-growing' && step !== 'live-heap-growing') || judgement.answer !== 'yes',
  );
}

function fullClause({ ownEnd }: HeapSubject): string {
  return ownEnd === undefined || ownEnd.ended === 0 ? '' : `: the heap grows to ${maximumSaid(ownEnd)}`;
}
