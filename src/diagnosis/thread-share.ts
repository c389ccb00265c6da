import type { Attribution } from '../attribution/attribution.ts';
import type { Level } from '../attribution/level.ts';
import { type Bytes, formatBytes, KiB, MiB } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { change } from '../runtime/growth-causes.ts';
import { kernelMemoryOfThreads, threadsAdded } from '../runtime/thread-memory.ts';
import { partOfGrowth } from './climb.ts';

/** Fewer threads more than before may be a pool that fills. */
const FEWEST_ADDED = 100;
/** Times as many: a pool seldom grows so far. */
const MULTIPLIED = 2;
/**
 * What a thread that only waits has at most: a touched part of its stack, an arena of the allocator, its share of the kernel.
 * Measured: 47 KiB with Python 3.11, 81 KiB with Java 17, the kernel's part included; an arena of glibc begins with 132 KiB.
 */
const MOST_EACH: Bytes = 512 * KiB;
/** What a thread costs in one half of the run is at most this many times what it costs in the other. */
const STEADY = 2;

interface ThreadShare {
  readonly added: number;
  readonly bytes: Bytes;
  readonly inKernel: Bytes;
}

function threadShare({ causes, ledger: { base, end } }: Attribution): ThreadShare | undefined {
  const bytes = causes.find(({ cause }) => cause === 'threads')?.bytes ?? 0;
  const added = threadsAdded(base, end);
  if (bytes <= 0 || added <= 0) return undefined;
  return {
    added,
    bytes,
    inKernel: Math.max(0, Math.min(change(base, end, 'kernel'), kernelMemoryOfThreads(base, end))),
  };
}

/** `858 → 4,129 threads explain 150 of the growth of 151 MiB (99 %): 47 KiB each, 86 MiB of it in the kernel.` */
export function threadShareLine(attribution: Attribution): string | undefined {
  const share = threadShare(attribution);
  if (share === undefined) return undefined;
  const { added, bytes, inKernel } = share;
  const kernel = inKernel >= attribution.ledger.tolerance ? `, ${formatBytes(inKernel)} of it in the kernel` : '';
  const number = threadsOf(attribution.ledger.end) ?? added;
  return `${formatCount(number - added)} → ${formatCount(number)} threads explain ${partOfGrowth({ bytes }, attribution)}: ${formatBytes(bytes / added)} each${kernel}.`;
}

/** A stack is 1 MiB, of which a part is touched: a thread that has more holds more than its stack. */
const MORE_THAN_STACK: Bytes = 1.2 * MiB;

/** Whether each thread that was added has more than a stack can be. */
export function holdMoreThanStacks(attribution: Attribution): boolean {
  const share = threadShare(attribution);
  return share !== undefined && share.bytes / share.added > MORE_THAN_STACK;
}

/**
 * Whether threads alone explain what they are said to own: they multiplied, and each costs no more than a thread that waits
 * does, from first to last. Then it does not matter that nothing measures the heap.
 */
export function threadsProven(attribution: Attribution): boolean {
  const share = threadShare(attribution);
  const { base, middle, end } = attribution.ledger;
  if (share === undefined || share.added < FEWEST_ADDED || share.bytes / share.added > MOST_EACH) return false;
  const before = threadsOf(base) ?? share.added;
  if ((threadsOf(end) ?? 0) < MULTIPLIED * before) return false;
  const [early, late] = [costOf(base, middle), costOf(middle, end)];
  return early !== undefined && late !== undefined && Math.max(early, late) <= STEADY * Math.min(early, late);
}

function threadsOf({ figures }: Level): number | undefined {
  return figures.threads ?? figures['container-threads'];
}

/** What memory gained for each thread that was added. */
function costOf(from: Level, to: Level): Bytes | undefined {
  const added = threadsAdded(from, to);
  return added > 0 ? (to.total - from.total) / added : undefined;
}
