import { highestLevel } from '../attribution/run-ledger.ts';
import { assertNever } from '../foundation/assert-never.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { uncapitalised } from '../measurement/sentence.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import { isLost } from '../metrics/end-reason.ts';
import type { FallNow } from '../metrics/fall-now.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { usualRange } from '../metrics/track.ts';
import type { GcFault } from '../runtime/collector-figures.ts';
import type { PartId } from '../runtime/memory-parts.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import type { Suspect } from '../runtime/suspect.ts';
import { shortRevision } from '../service/revision.ts';
import { asLargeClause } from './as-large.ts';
import type { AtOnce } from './began-at-once.ts';
import { burstSeen, isFlat } from './burst-seen.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { memoryOf } from './charged-memory.ts';
import { comesBack, staysUpWithLoad } from './comes-back.ts';
import { boundTitle } from './data-bound-words.ts';
import { fallingTitle } from './falling.ts';
import type { Fixed } from './fixed.ts';
import { fromEachStart } from './from-each-start.ts';
import { gapsThatHide } from './gaps-that-hide.ts';
import { type GrewOutside, grewOutsideTitle } from './grew-outside.ts';
import { heapTitle } from './heap-title.ts';
import type { LimitLowered } from './limit-lowered.ts';
import { type LimitRaised, raisedTitle } from './limit-raised.ts';
import { withoutLookAgain } from './look-again.ts';
import { type ManyProcesses, processesSaid } from './many-processes.ts';
import { nodeRanOut } from './node-ran-out.ts';
import type { OwnEnd } from './own-end.ts';
import { cacheIsSeparate, processBesideCache, wholeCachePart } from './page-cache.ts';
import { refutedTitle } from './refuted.ts';
import { restartsOf } from './restarts.ts';
import { type RisingRuns, risingTitle } from './rising-runs.ts';
import type { Settling } from './settling.ts';
import { undecidedHeap } from './undecided-heap.ts';
import type { Verdict } from './verdict.ts';

/** What a finding is about. */
export interface Subject {
  readonly verdict: Verdict;
  readonly pod: PodMemory | undefined;
  readonly words: RuntimeWords;
  readonly limit: Bytes | undefined;
  /** A larger limit, which would do. */
  readonly fitting: Bytes;
  readonly peak: Bytes | undefined;
  /** What the process needs beside its heap. */
  readonly outside: Bytes | undefined;
  /** What of the memory outside the heap grew. */
  readonly outsideGrew: GrewOutside;
  readonly fault: GcFault | undefined;
  readonly suspect: Suspect | undefined;
  readonly settling: Settling;
  /** How the limit was lowered, where the kills come from that. */
  readonly lowered?: LimitLowered | undefined;
  /** How the limit was raised, where that ended the kills. */
  readonly raised?: LimitRaised | undefined;
  /** What grew before and was replaced, where it was. */
  readonly fixed?: Fixed | undefined;
  /** Where its heap is full before the limit is reached. */
  readonly ownEnd?: OwnEnd | undefined;
  /** The runs of its job, where they take more from one to the next. */
  readonly rising?: RisingRuns | undefined;
  /** Where what grows began in every pod at one moment. */
  readonly atOnce?: AtOnce | undefined;
  /** How memory falls by now, where the finding is about that. */
  readonly falls?: FallNow | undefined;
  /** How long was looked at, where that is little of what its metrics hold. */
  readonly narrow?: Milliseconds | undefined;
  /** How long was looked at, where no request came in that time. */
  readonly idle?: Milliseconds | undefined;
  /** Whether memory rises since the traffic came to the pod. */
  readonly newTraffic: boolean;
  /** Where memory rose with the number of its processes. */
  readonly processes?: ManyProcesses | undefined;
  /** Whether the kernel kills children of a main process that lives on. */
  readonly childrenKilled: boolean;
}

/** The finding in one line that stands alone on a phone. */
export function titleOf(subject: Subject, file: CaseFile): string {
  const { verdict, words } = subject;
  const bounded = verdict.bound && boundTitle(verdict.kind, verdict.bound, words);
  return bounded ?? `${titleOfCause(subject, file)}${asLargeClause(verdict.asLarge, words, verdict.attribution)}`;
}

function titleOfCause(subject: Subject, file: CaseFile): string {
  const { verdict, words, suspect, rising, falls } = subject;
  if (rising !== undefined) return risingTitle(rising);
  if (falls !== undefined) return fallingTitle(falls);
  const where = suspect === undefined ? '' : ` ${suspect.ofClass === true ? 'of' : 'in'} ${suspect.name}`;
  switch (verdict.kind) {
    case 'heap-leak':
      return heapTitle(subject, file, where);
    case 'goroutine-leak':
      return `Goroutine leak${where}${waitClause(subject)}`;
    case 'thread-leak':
      return `Thread leak${where}: threads are started and never end`;
    case 'handle-leak':
      return 'Handle leak: sockets, timers or listeners are never closed';
    case 'native-growth':
      return grewOutsideTitle(words, subject.outsideGrew);
    case 'limit-too-small':
      return limitTitle(subject);
    case 'gc-misconfigured':
      return collectorTitle(subject);
    case 'load-driven':
      if (subject.newTraffic)
        return 'Memory rises since the traffic came to this pod: whether it levels off is not shown yet';
      return staysUpWithLoad(file.observation)
        ? 'Memory follows the load: both went up and stay'
        : 'Memory follows the load: it returns with the traffic';
    case 'warm-up':
      return endedTitle(subject) ?? WARM_UP[subject.settling.kind];
    case 'burst':
      return burstTitle(subject, file);
    case 'page-cache':
      return cacheTitle(subject, file);
    case 'shared-memory':
      return `Memory-backed files (tmpfs, shared memory) ${partOfLimit(subject, file, ['memory-backed', 'file'])}`;
    case 'kernel-memory':
      return `Kernel memory ${memoryStep(file)?.answer === 'yes' ? 'grows' : partOfLimit(subject, file, ['kernel'], 'one')}: sockets, slab or page tables`;
    case 'swap':
      return 'Memory grows into swap';
    case 'memory-kept':
      return `Memory that ${words.heap} no longer needs stays resident`;
    case 'restarts-not-memory':
      return restartsTitle(subject);
    case 'no-growth':
      return endedTitle(subject) ?? levelTitle(subject, file);
    case 'not-enough-data':
      return notEnoughTitle(file, subject);
    default:
      return assertNever(verdict.kind);
  }
}

/** What ended what grew, or was killed: a larger limit, or another revision. */
function endedTitle({ raised, fixed }: Subject): string | undefined {
  if (raised !== undefined) return raisedTitle(raised);
  return fixed === undefined ? undefined : fixedTitle(fixed);
}

function levelTitle({ settling, words, narrow, idle }: Subject, file: CaseFile): string {
  if (settling.kind === 'stopped') return stoppedTitle(settling);
  if (memoryStep(file)?.judgement.answer === 'no' && comesBack(file.observation) !== undefined)
    return 'No leak seen: memory rises as it did on a day before, and fell again then';
  return undecidedHeap(file) === undefined
    ? calmTitle(memoryStep(file), { narrow, idle })
    : `No leak seen so far: whether ${words.live} grows is not clear yet`;
}

/** What the data does not settle is not denied either: nothing else that was asked grows, and it was seen too briefly. */
function calmTitle(memory: SettledStep | undefined, { narrow, idle }: Pick<Subject, 'narrow' | 'idle'>): string {
  if (memory?.answer === 'yes') return 'No leak seen: memory grew, but no part of it that was looked at did';
  if (memory?.answer === 'unclear' && memory.judgement.answer === 'unclear')
    return 'No leak seen so far: whether memory grows is not clear yet';
  if (idle !== undefined) return `No growth seen in ${formatDuration(idle)} without requests`;
  return narrow === undefined
    ? 'No leak: memory does not grow'
    : `No growth seen in ${formatDuration(narrow)}: too short to rule out a slow leak`;
}

function restartsTitle({ pod }: Subject): string {
  if (pod !== undefined && pod.kills.length > 0) {
    const whose = nodeRanOut(pod) === undefined ? 'the memory of the pod or of the node' : 'its node’s memory';
    return `Killed below its own limit: ${whose} ran out`;
  }
  const [end] = (pod && restartsOf(pod))?.ends ?? [];
  if (end === undefined || !isLost(end)) return 'Restarts, but not for memory';
  return `Restarts with its node${pod?.node === undefined ? '' : ` ${pod.node}`}, not for memory`;
}

const WARM_UP: Readonly<Record<Settling['kind'], string>> = {
  level: 'Warm-up, not a leak: memory levelled off',
  'few-of-job': 'No leak seen: a run of this job returns its memory when it ends',
  'as-job': 'No leak: the runs of this job end by themselves, at the same memory',
  'below-earlier': 'Probably a warm-up: memory is still below the level of earlier runs',
  'in-heap': 'Probably no leak: the heap fills the room that it was given',
  slowing: 'Probably a warm-up: memory rises more and more slowly',
  stopped: 'Growth that stopped: memory has been level since',
  'as-before': 'Warm-up, not a leak: the runs before it rose as far and no further',
};

function fixedTitle({ at, deploy }: Fixed): string {
  return deploy === undefined
    ? `Fixed: what grew was replaced at ${formatInstant(at)} UTC, and what runs does not grow`
    : `Fixed by the deploy of ${shortRevision(deploy.revision)} at ${formatInstant(deploy.time)} UTC: memory no longer grows`;
}

function stoppedTitle({ stop: { at }, connections }: Extract<Settling, { kind: 'stopped' }>): string {
  if (connections !== undefined)
    return `No leak seen: memory rose with its connections until ${formatInstant(at)} UTC and has been level since`;
  return `Growth that stopped: memory grew until ${formatInstant(at)} UTC and has been level since`;
}

function memoryStep({ steps }: CaseFile): SettledStep | undefined {
  return steps.find(({ means }) => means.yes === 'memory-grows');
}

/** `take 85 % of the limit`: where the figure is not known, that they count against it. */
function partOfLimit(
  { verdict, limit }: Subject,
  { observation: { runs } }: CaseFile,
  parts: readonly PartId[],
  number: 'one' | 'many' = 'many',
): string {
  const last = runs?.runs.at(-1);
  const known = verdict.attribution?.ledger.end.parts ?? (last && highestLevel(last)?.parts);
  const bytes = parts.reduce((sum, part) => sum + (known?.[part] ?? 0), 0);
  const share = limit === undefined ? 0 : bytes / limit;
  const s = number === 'one' ? 's' : '';
  return share > WORTH_A_SHARE
    ? `take${s} ${formatShare(Math.min(1, share))} of the limit`
    : `count${s} against the limit`;
}

function cacheTitle(subject: Subject, file: CaseFile): string {
  const alone = cacheIsSeparate(file.observation);
  const part =
    wholeCachePart(file.observation, subject.limit) ??
    partOfLimit(subject, file, ['active-file', 'file', 'beside'], alone ? 'one' : 'many');
  // That memory grows is another step's answer: what of it does is said with what does not.
  const grows = memoryStep(file)?.answer === 'yes' ? ` and grow${alone ? 's' : ''}` : '';
  return `Page cache ${alone ? '' : 'or memory-backed files '}${part}${grows}; ${processBesideCache(subject.verdict.attribution)}`;
}

/** A smaller part of the limit is not what a finding is about: its figure would be of another run. */
const WORTH_A_SHARE = 0.2;

/** Samples this near to the limit show a burst that fills it. */
const AT_LIMIT = 0.95;

function burstTitle({ pod, limit }: Subject, { observation }: CaseFile): string {
  if (pod !== undefined && fromEachStart(memoryOf(observation, pod), pod) !== undefined)
    return 'Killed minutes after each start: a burst that comes back, or a quick leak';
  const { rose, highest } = pod === undefined ? { rose: true, highest: 0 } : burstSeen(observation, pod);
  if (!rose) return 'Probably bursts that no sample shows: memory is flat before the kills';
  const flat = pod === undefined || isFlat(usualRange(memoryOf(observation, pod)));
  const between = flat ? ': memory is flat between them' : '';
  return pod !== undefined && pod.kills.length > 0 && limit !== undefined && highest < AT_LIMIT * limit
    ? `Bursts end in kills${between}`
    : `Bursts hit the limit${between}`;
}

function limitTitle({ words, fitting, outside, lowered }: Subject): string {
  if (lowered !== undefined)
    return `The limit was lowered from ${formatBytes(lowered.from)} to ${formatBytes(lowered.to)}: it is too small`;
  const setting = words.heapSetting(fitting, outside);
  const say = setting === undefined ? '' : ` and ${setting.name.replace(/^-XX:/, '')} ${setting.said}`;
  return `The limit is too small: set ${formatBytes(fitting)}${say}`;
}

function collectorTitle({ fault, words }: Subject): string {
  if (fault?.kind === 'starves') return 'The garbage collector has too little room: it runs without end';
  return words.outgrows;
}

function waitClause({ suspect, words }: Subject): string {
  if (suspect === undefined) return '';
  const habit = words.countHabit?.(suspect);
  if (habit !== undefined) return `: ${habit}`;
  return suspect.blockedOn === undefined ? '' : `: blocked on ${suspect.blockedOn}`;
}

function notEnoughTitle(file: CaseFile, { childrenKilled, verdict, processes }: Subject): string {
  if (childrenKilled) return 'Child processes are killed for memory, and no metric shows which';
  const memory = memoryStep(file);
  if (
    memory?.judgement.answer === 'unclear' &&
    memory.answer === 'unclear' &&
    comesBack(file.observation) !== undefined
  )
    return 'Not clear yet: memory rises to where it was before, and it fell again then';
  // What was seen is too little whatever else is missing.
  if (memory?.answer === 'unclear' && memory.judgement.answer === 'unclear')
    return `Not enough data yet: ${clause(withoutLookAgain(memory.judgement.headline))}`;
  if (verdict.refuted !== undefined) return refutedTitle(verdict.refuted);
  if (processes !== undefined) return `Memory grew with the number of processes: ${processesSaid(processes, '')}`;
  const [gap] = gapsThatHide(file);
  const grows = memory?.answer === 'yes';
  // That it grows is known, and the more important half.
  if (gap !== undefined)
    return `${grows ? 'Memory grows; what in it grows is not known' : 'Not enough data'}: ${inShort(gap.missing)}`;
  return grows ? 'Memory grows, but no step shows where' : 'Not enough data to say';
}

/** What is missing without its metrics and its reason, which the first step of the advice gives. */
function inShort(missing: string): string {
  const [what = missing] = missing.replace(/ \([^()]*\)/g, '').split(': ');
  return clause(what);
}

/** A sentence as the end of another one. */
function clause(sentence: string): string {
  return uncapitalised(sentence.replace(/\.$/, ''));
}
