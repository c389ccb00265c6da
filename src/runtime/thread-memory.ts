import { type Bytes, KiB, MiB } from '../measurement/bytes.ts';
import { type CauseContext, changeOf, type Moment, TIED } from './growth-causes.ts';

/** A stack of 1 MiB is reserved, some tens of KiB of it are touched: one thread costs at least … */
const LEAST_EACH: Bytes = 16 * KiB;
/** … and at most, with what its allocator keeps for it. */
const MOST_EACH: Bytes = 1.2 * MiB;
/** Measured with Java 17: 57 KiB. */
const TYPICAL_EACH: Bytes = 60 * KiB;

/** How many threads were added: by the runtime's own count, else by the container's. */
function threadsAdded(from: Moment, to: Moment): number {
  return changeOf(from, to, 'threads') ?? changeOf(from, to, 'container-threads') ?? 0;
}

/** How much of `rest`, memory that nothing else accounts for, threads that were added own. */
export function ownedByThreads(from: Moment, to: Moment, rest: Bytes, { ties }: CauseContext): Bytes {
  const added = threadsAdded(from, to);
  if (added <= 0 || rest <= 0 || (ties.threads ?? 0) < TIED) return 0;
  const each = rest / added;
  if (each < LEAST_EACH) return 0;
  return each <= MOST_EACH ? rest : Math.min(rest, added * TYPICAL_EACH);
}

/** What threads that were added cost by themselves, where the memory they are in is hidden by what the runtime reserved. */
export function costOfThreads(from: Moment, to: Moment): Bytes {
  return Math.max(0, threadsAdded(from, to)) * TYPICAL_EACH;
}

/** A kernel stack of 16 KiB, the task itself, and the page tables of its stack. Measured with Java 17: 24 KiB. */
const IN_KERNEL_EACH: Bytes = 32 * KiB;

/** What the kernel keeps for threads that were added, at most. */
export function kernelMemoryOfThreads(from: Moment, to: Moment): Bytes {
  return Math.max(0, threadsAdded(from, to)) * IN_KERNEL_EACH;
}
