import type { RunLedger } from '../attribution/run-ledger.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { PartId } from '../runtime/memory-parts.ts';

/** The part whose name is the cause's, where a cause owns one part. */
const PART_OF: Readonly<Partial<Record<CauseId, PartId>>> = {
  heap: 'live-heap',
  'unproven-heap': 'heap',
  room: 'garbage',
  classes: 'metaspace',
  code: 'code-cache',
  buffers: 'buffers',
  tables: 'tables',
  runtime: 'runtime',
  native: 'unexplained',
  anonymous: 'anonymous',
  processes: 'processes',
  'memory-backed': 'memory-backed',
  'active-file': 'active-file',
  file: 'file',
  kernel: 'kernel',
  beside: 'beside',
  unsplit: 'unsplit',
};

const OWN_NAMES: Readonly<Partial<Record<CauseId, string>>> = {
  goroutines: 'goroutines with what they hold',
  threads: 'threads',
  handles: 'open handles with what they refer to',
  uncollected: 'garbage that no collection frees in time',
  kept: 'released memory that stays resident',
  swap: 'memory that was swapped out',
};

/** The part that is a cause, where it owns one. */
export function partOf(cause: CauseId): PartId | undefined {
  return PART_OF[cause];
}

/** What a cause is called in the words of the runtime: `outside Go (cgo, mmap, the binary)`. */
export function causeName(cause: CauseId, { nameOf }: Pick<RunLedger, 'nameOf'>): string {
  // Where a heap counts the free space between its objects, that is what it keeps.
  const holes = cause === 'kept' ? nameOf('holes') : 'holes';
  if (holes !== 'holes') return holes;
  const part = PART_OF[cause];
  return OWN_NAMES[cause] ?? (part === undefined ? cause : nameOf(part));
}
