import { assertNever } from '../foundation/assert-never.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { gomemlimitFor, limitFor } from './advice.ts';
import type { CaseFile } from './case-file.ts';
import type { Verdict } from './deciding.ts';
import type { Suspect } from './suspect.ts';

/** What a finding is about. */
export interface Subject {
  readonly verdict: Verdict;
  readonly pod: PodMemory | undefined;
  readonly limit: Bytes | undefined;
  readonly peak: Bytes | undefined;
  readonly suspect: Suspect | undefined;
}

/** The finding in one line that stands alone on a phone. */
export function titleOf({ verdict, limit, peak, suspect }: Subject, file: CaseFile): string {
  const where = suspect === undefined ? '' : ` in ${suspect.name}`;
  switch (verdict.kind) {
    case 'heap-leak':
      return `Heap leak${where}${habitClause(suspect)}`;
    case 'goroutine-leak':
      return `Goroutine leak${where}${suspect?.blockedOn === undefined ? '' : `: blocked on ${suspect.blockedOn}`}`;
    case 'thread-leak':
      return `Thread leak${where}`;
    case 'handle-leak':
      return `Handle leak${where}`;
    case 'native-growth':
      return 'Memory grows outside the Go heap (cgo, mmap or native code)';
    case 'limit-too-small': {
      const fitting = limitFor(Math.max(peak ?? 0, limit ?? 0));
      return `The limit is too small: set ${formatBytes(fitting)} and GOMEMLIMIT ${formatBytes(gomemlimitFor(fitting))}`;
    }
    case 'gc-misconfigured':
      return 'The garbage collector is set to outgrow the limit';
    case 'load-driven':
      return 'Memory follows the load: it returns with the traffic';
    case 'warm-up':
      return 'Warm-up, not a leak: memory levelled off';
    case 'burst':
      return 'Bursts hit the limit: memory is flat between them';
    case 'page-cache':
      return 'Page cache fills the limit; the process does not grow';
    case 'no-growth':
      return 'No leak: memory does not grow';
    case 'not-enough-data':
      return notEnoughTitle(file);
    default:
      return assertNever(verdict.kind);
  }
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
  const grows = steps.find(({ step }) => step === 'rss-growing')?.answer === 'yes';
  return grows ? 'Memory grows, but no step shows where' : 'Not enough data to tell';
}

/** A sentence as the end of another one. */
function clause(sentence: string): string {
  const trimmed = sentence.replace(/\.$/, '');
  return /^[A-Z][a-z]/.test(trimmed) ? trimmed.slice(0, 1).toLowerCase() + trimmed.slice(1) : trimmed;
}
