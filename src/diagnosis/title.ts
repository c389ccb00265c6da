import { assertNever } from '../foundation/assert-never.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { GcFault } from '../runtime/collector-figures.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import type { Suspect } from '../runtime/suspect.ts';
import { limitFor } from './advice.ts';
import type { CaseFile } from './case-file.ts';
import { cacheIsSeparate } from './page-cache.ts';
import type { Verdict } from './verdict.ts';

/** What a finding is about. */
export interface Subject {
  readonly verdict: Verdict;
  readonly pod: PodMemory | undefined;
  readonly words: RuntimeWords;
  readonly limit: Bytes | undefined;
  readonly peak: Bytes | undefined;
  /** What the process needs beside its heap. */
  readonly outside: Bytes | undefined;
  readonly fault: GcFault | undefined;
  readonly suspect: Suspect | undefined;
}

/** The finding in one line that stands alone on a phone. */
export function titleOf(subject: Subject, file: CaseFile): string {
  const { verdict, words, suspect } = subject;
  const where = suspect === undefined ? '' : ` in ${suspect.name}`;
  switch (verdict.kind) {
    case 'heap-leak':
      return `Heap leak${where}${habitClause(suspect)}`;
    case 'goroutine-leak':
      return `Goroutine leak${where}${suspect?.blockedOn === undefined ? '' : `: blocked on ${suspect.blockedOn}`}`;
    case 'thread-leak':
      return 'Thread leak: threads are started and never end';
    case 'handle-leak':
      return 'Handle leak: sockets, timers or listeners are never closed';
    case 'native-growth':
      return `Memory grows outside ${words.heap} (${words.native.what})`;
    case 'limit-too-small':
      return limitTitle(subject);
    case 'gc-misconfigured':
      return collectorTitle(subject);
    case 'load-driven':
      return 'Memory follows the load: it returns with the traffic';
    case 'warm-up':
      return 'Warm-up, not a leak: memory levelled off';
    case 'burst':
      return 'Bursts hit the limit: memory is flat between them';
    case 'page-cache':
      return cacheIsSeparate(file.observation)
        ? 'Page cache fills the limit; the process does not grow'
        : 'Page cache or memory-backed files fill the limit; the process does not grow';
    case 'shared-memory':
      return 'Memory-backed files (tmpfs, shared memory) fill the limit';
    case 'kernel-memory':
      return 'Kernel memory grows: sockets, slab or page tables';
    case 'swap':
      return 'Memory grows into swap';
    case 'memory-kept':
      return `Memory that ${words.heap} no longer needs stays resident`;
    case 'restarts-not-memory':
      return (subject.pod?.kills.length ?? 0) > 0
        ? 'Killed below its own limit: the memory of the pod or of the node ran out'
        : 'Restarts, but not for memory';
    case 'no-growth':
      return 'No leak: memory does not grow';
    case 'not-enough-data':
      return notEnoughTitle(file);
    default:
      return assertNever(verdict.kind);
  }
}

function limitTitle({ words, limit, peak, outside }: Subject): string {
  const fitting = limitFor(Math.max(peak ?? 0, limit ?? 0));
  const setting = words.heapSetting(fitting, outside);
  const say = setting === undefined ? '' : ` and ${setting.name.replace(/^-XX:/, '')} ${setting.said}`;
  return `The limit is too small: set ${formatBytes(fitting)}${say}`;
}

function collectorTitle({ fault, words }: Subject): string {
  if (fault?.kind === 'starves') return 'The garbage collector has too little room: it runs without end';
  return words.outgrows;
}

/** Says what a frame keeps only when its own name does. */
function habitClause(suspect: Suspect | undefined): string {
  switch (suspect?.habit) {
    case undefined:
      return '';
    case 'cache':
      return ': a cache that only grows';
    case 'map':
      return ': a map that only grows';
    case 'buffer':
      return ': a buffer that only grows';
    case 'subscription':
      return ': subscriptions that are never removed';
  }
}

function notEnoughTitle({ gaps, steps }: CaseFile): string {
  const [gap] = gaps;
  if (gap !== undefined) return `Not enough data: ${clause(gap.missing)}`;
  const grows = steps.find(({ means }) => means.yes === 'memory-grows')?.answer === 'yes';
  return grows ? 'Memory grows, but no step shows where' : 'Not enough data to say';
}

/** A sentence as the end of another one. */
function clause(sentence: string): string {
  const trimmed = sentence.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(trimmed) ? trimmed.slice(0, 1).toLowerCase() + trimmed.slice(1) : trimmed;
}
