import { type Bytes, KiB, MiB } from '../../measurement/bytes.ts';
import {
  bounded,
  type CauseContext,
  type CauseGrowth,
  change,
  changeOf,
  grew,
  type Moment,
  TIED,
  UNPROVEN,
} from '../growth-causes.ts';
import { ownedByThreads, threadsAdded } from '../thread-memory.ts';

/** A timer, socket or listener with what it refers to is seldom larger. */
const MOST_BY_HANDLE: Bytes = 64 * KiB;

/** A worker thread has a V8 of its own: an empty one takes some MiB, one with the modules of a service some tens. */
const MOST_BY_WORKER: Bytes = 64 * MiB;
/** Fewer threads more than before are no workers that multiplied. */
const SEVERAL_WORKERS = 6;

/** What grew in a Node process. The room above its live heap is bounded by V8. */
export function nodeCauses(from: Moment, to: Moment, context: CauseContext): readonly CauseGrowth[] {
  const live = change(from, to, 'live-heap');
  const handles = ownedByHandles(from, to, live, context);
  const rest = change(from, to, 'unexplained');
  const threads = ownedByThreads(from, to, rest, {
    ties: context.ties,
    // A pool of the addons or of libuv that fills has no heap of V8.
    ...(threadsAdded(from, to) >= SEVERAL_WORKERS ? { most: MOST_BY_WORKER } : {}),
  });
  return [
    grew('heap', live - handles),
    ...ofUnknownAge(change(from, to, 'heap'), context),
    grew('handles', handles),
    bounded('room', change(from, to, 'garbage', 'idle')),
    grew('buffers', change(from, to, 'buffers')),
    grew('threads', threads),
    grew('native', rest - threads),
  ];
}

/**
 * Heap in use of which no major collection showed what lives. Killed at its limit before one came, it was not made to
 * collect: garbage alone fills a container so, and that part of it lives is not shown.
 */
function ofUnknownAge(bytes: Bytes, { ledger: { collections, run } }: CauseContext): readonly CauseGrowth[] {
  return collections === 0 && run.end === 'oom-killed'
    ? [grew('uncollected', bytes)]
    : [grew('unproven-heap', bytes, UNPROVEN)];
}

function ownedByHandles(from: Moment, to: Moment, live: Bytes, { ties }: CauseContext): Bytes {
  const added = changeOf(from, to, 'handles') ?? 0;
  const tied = added > 0 && live > 0 && (ties.handles ?? 0) >= TIED;
  return tied && live / added <= MOST_BY_HANDLE ? live : 0;
}
