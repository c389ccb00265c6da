import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Cause, Holding } from '../holding.ts';
import type { GoHeap } from './go-heap.ts';

/** Bytes and what makes them be there. */
export interface Owned {
  readonly cause: Cause;
  readonly bytes: Bytes;
}

export interface GoMemory {
  readonly live: readonly Owned[];
  /** Of the goroutines that gather. */
  readonly stacks: readonly Owned[];
  readonly allStacks: Bytes;
  readonly runtime: Bytes;
  readonly roomCause?: Cause | undefined;
}

/**
 * What the kernel backs of a Go process. The room above the live heap is due to what the collector's goal counts, the
 * live heap and the stacks; where the memory limit sets the goal it has no owner, the heap fills what it was given.
 */
export function goHoldings(
  heap: GoHeap,
  { live, stacks, allStacks, runtime, roomCause }: GoMemory,
): readonly Holding[] {
  const total = (owned: readonly Owned[]) => owned.reduce((sum, { bytes }) => sum + bytes, 0);
  const alive = total(live);
  const resident = Math.max(alive, heap.retained);
  const room = resident - alive;
  const counted: readonly Owned[] = [...live, ...stacks, { cause: 'base', bytes: allStacks - total(stacks) }];
  const whole = heap.byLimit ? 'base' : roomCause;
  const due = total(counted);
  const rooms =
    whole === undefined
      ? counted.map(({ cause, bytes }) => ({ cause, bytes: due === 0 ? 0 : (room * bytes) / due }))
      : [{ cause: whole, bytes: room }];
  return [
    ...live.map((owned): Holding => ({ part: 'live heap', ...owned })),
    ...rooms.map((owned): Holding => ({ part: 'room', ...owned })),
    ...stacks.map((owned): Holding => ({ part: 'stacks', ...owned })),
    { part: 'stacks', cause: 'base', bytes: allStacks - total(stacks) },
    { part: 'runtime', cause: 'base', bytes: runtime },
    { part: 'kept', cause: 'memory-kept', bytes: Math.max(0, heap.resident - resident) },
  ];
}
