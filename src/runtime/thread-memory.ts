import { type Bytes, KiB, MiB } from '../measurement/bytes.ts';
import { type CauseContext, change, changeOf, type Moment, TIED } from './growth-causes.ts';

/** Bytes that one thread costs. A stack of 1 MiB is reserved; some tens of KiB of it are touched. */
const EACH = {
  /** Less than this for each thread that was added, what the kernel keeps for it included, is not theirs. */
  least: 16 * KiB,
  /** More is not theirs alone; it includes what the allocator keeps for a thread. */
  most: 1.2 * MiB,
  /** Measured with Java 17: 57 KiB. */
  typical: 60 * KiB,
  /** In the kernel: a stack of 16 KiB, the task itself, the page tables of its stack. Measured with Java 17: 24 KiB. */
  inKernel: 32 * KiB,
  /** The kernel keeps no less for one that was added: the stack alone is 16 KiB, of which a part may be reused. */
  leastInKernel: 12 * KiB,
} as const;

/** How many threads were added: by the runtime's own count, else by the container's, in which each process brings one. */
export function threadsAdded(from: Moment, to: Moment): number {
  const own = changeOf(from, to, 'threads');
  if (own !== undefined) return own;
  return (changeOf(from, to, 'container-threads') ?? 0) - Math.max(0, changeOf(from, to, 'processes') ?? 0);
}

/**
 * How much of `rest`, memory that nothing else accounts for, threads that were added own; `most` is what one of them may
 * have beside its stack.
 */
export function ownedByThreads(
  from: Moment,
  to: Moment,
  rest: Bytes,
  { ties, most = EACH.most }: Pick<CauseContext, 'ties'> & { readonly most?: Bytes },
): Bytes {
  const added = threadsAdded(from, to);
  if (added <= 0 || rest <= 0 || (ties.threads ?? 0) < TIED) return 0;
  const each = rest / added;
  // One that only waits touches two pages of its stack: what the kernel keeps for it is more.
  if (each + keptByKernel(from, to) / added < EACH.least) return 0;
  return each <= most ? rest : Math.min(rest, added * EACH.typical);
}

/** What threads that were added cost by themselves, where the memory they are in is hidden by what the runtime reserved. */
export function costOfThreads(from: Moment, to: Moment): Bytes {
  return Math.max(0, threadsAdded(from, to)) * EACH.typical;
}

function keptByKernel(from: Moment, to: Moment): Bytes {
  return Math.max(0, Math.min(change(from, to, 'kernel'), kernelMemoryOfThreads(from, to)));
}

/** Whether what the kernel gained follows the number of threads, at no less than it keeps for one. */
export function kernelHoldsThreads(from: Moment, to: Moment, ties: CauseContext['ties']): boolean {
  const added = threadsAdded(from, to);
  if (added <= 0 || keptByKernel(from, to) / added < EACH.leastInKernel) return false;
  return (ties.threadsInKernel ?? 0) >= TIED;
}

/** What the kernel keeps for threads that were added, at most. */
export function kernelMemoryOfThreads(from: Moment, to: Moment): Bytes {
  return Math.max(0, threadsAdded(from, to)) * EACH.inKernel;
}
