import { type Bytes, KiB } from '../../measurement/bytes.ts';
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
import { ownedByThreads } from '../thread-memory.ts';
import { gogcIsOff, gogcOf, memoryLimitOf } from './collector.ts';

/** The collector overshoots its goal by this much. */
const OVER_GOAL = 1.1;
/** The least that a blocked goroutine keeps alive, where no profile shows it. */
const HELD_BY_GOROUTINE: Bytes = 2 * KiB;
/** Goroutines that a service may have more or less of without a leak. */
const FEWEST_LEAKED = 100;
/** The most that a blocked goroutine keeps alive, its buffers included, where no profile shows it. */
const MOST_BY_GOROUTINE: Bytes = 64 * KiB;
/** Goroutines that may hold all of the live heap: which of the two leaks is said at best so surely, below a sure finding. */
const NOT_DISTINGUISHED = 0.79;

/**
 * What grew in a Go process. The live heap owns the room that its collector is due; goroutines own their stacks with the
 * room due to them, and what they hold of the heap, with its room.
 */
export function goCauses(from: Moment, to: Moment, context: CauseContext): readonly CauseGrowth[] {
  const heap = heapCauses(from, to, context);
  const rest = change(from, to, 'unexplained');
  const released = keptByKernel(from, to, rest, context);
  const threads = ownedByThreads(from, to, rest - released, context);
  const stacks = change(from, to, 'stacks');
  const more = goroutinesAdded(from, to, context) > 0;
  return [
    grew('heap', heap.live - heap.held, sureOfHeap(to, context)),
    grew('unproven-heap', heap.unproven, UNPROVEN),
    grew(
      'goroutines',
      (more ? Math.max(0, stacks) : 0) + heap.byStacks + heap.held,
      mayHoldAll(context) ? NOT_DISTINGUISHED : undefined,
    ),
    grew('runtime', change(from, to, 'runtime') + (more ? Math.min(0, stacks) : stacks)),
    grew('uncollected', heap.uncollected),
    grew('kept', heap.kept + released),
    bounded('room', heap.room),
    grew('threads', threads),
    grew('native', rest - released - threads),
  ];
}

interface HeapCauses {
  /** The live heap with the room it is due. */
  readonly live: Bytes;
  /** What of it goroutines hold. */
  readonly held: Bytes;
  /** The room that the stacks of more goroutines are due. */
  readonly byStacks: Bytes;
  readonly unproven: Bytes;
  readonly uncollected: Bytes;
  readonly kept: Bytes;
  readonly room: Bytes;
}

function heapCauses(from: Moment, to: Moment, context: CauseContext): HeapCauses {
  const resident = change(from, to, 'live-heap', 'garbage', 'heap', 'idle');
  const none = { live: 0, held: 0, byStacks: 0, unproven: 0, uncollected: 0, kept: 0, room: 0 };
  if (to.figures['live-heap'] === undefined || from.figures['live-heap'] === undefined) {
    return neverCollected(context) || collectsNever(to, context)
      ? { ...none, uncollected: resident }
      : { ...none, unproven: resident };
  }
  const added = change(from, to, 'live-heap');
  const { room, byStacks } = collectsNoMore(to, context)
    ? { room: 0, byStacks: 0 }
    : roomDue(from, to, { resident, added, context });
  const live = added <= 0 ? 0 : added + room;
  const beyond = resident - live - byStacks;
  const held = heldByGoroutines(from, to, { added, live, context });
  if (beyond <= 0 || outgrowsLimit(to, context) || collectsNoMore(to, context))
    return { ...none, live, held, byStacks, uncollected: beyond };
  const kept = Math.min(beyond, beyondGoal(from, to));
  return { ...none, live, held, byStacks, kept, room: beyond - kept };
}

/**
 * The room that what lives is due, and that the stacks of more goroutines are. Since Go 1.18 the next goal is the live heap
 * and GOGC % of the live heap with all stacks (runtime/mgcpacer.go): what it leaves free is owned by both, as they grew.
 */
function roomDue(
  from: Moment,
  to: Moment,
  { resident, added, context }: { readonly resident: Bytes; readonly added: Bytes; readonly context: CauseContext },
): { readonly room: Bytes; readonly byStacks: Bytes } {
  const share = gogcOf(to.figures.gogc) ?? 1;
  const live = Math.max(0, added);
  const stacks = goroutinesAdded(from, to, context) > 0 ? Math.max(0, change(from, to, 'stacks')) : 0;
  const ofLive = live * ((1 + share) * OVER_GOAL - 1);
  const ofStacks = stacks * share * OVER_GOAL;
  const free = Math.min(Math.max(0, resident - live), ofLive + ofStacks);
  const byStacks = free > 0 ? (free * ofStacks) / (ofLive + ofStacks) : 0;
  return { room: free - byStacks, byStacks };
}

function heldByGoroutines(
  from: Moment,
  to: Moment,
  { added, live, context }: { readonly added: Bytes; readonly live: Bytes; readonly context: CauseContext },
): Bytes {
  const count = goroutinesAdded(from, to, context);
  if (count <= 0 || added <= 0) return 0;
  const each = mayHoldAll(context) ? heldByEach(context.ledger) : HELD_BY_GOROUTINE;
  const share = context.heldByGoroutines ?? (count * each) / added;
  return Math.min(1, share) * live;
}

/** Share of what a goroutine more brought on the whole: less in the last half is no noise. Set by hand. */
const BROUGHT_LESS = 0.8;

/**
 * What a goroutine holds at most. Each holds as much as the one before it, so what the live heap gained beyond that in the
 * first half fills beside them: a cache.
 */
function heldByEach({ base, middle, end }: CauseContext['ledger']): Bytes {
  const brought = (from: Moment, to: Moment) =>
    change(from, to, 'live-heap') / Math.max(1, changeOf(from, to, 'goroutines') ?? 0);
  const [whole, late] = [brought(base, end), brought(middle, end)];
  return late < BROUGHT_LESS * whole ? Math.max(0, late) : whole;
}

/** By the count; where no metric has it, profiles that show goroutines to hold something show that there are more. */
function goroutinesAdded(from: Moment, to: Moment, { heldByGoroutines: profiled }: CauseContext): number {
  return changeOf(from, to, 'goroutines') ?? ((profiled ?? 0) > 0 ? 1 : 0);
}

/**
 * Goroutines that multiplied, and whose number the live heap follows, hold all of it where no profile shows otherwise and
 * each would hold no more than such things do.
 */
function mayHoldAll({ ledger, ties, heldByGoroutines: profiled }: CauseContext): boolean {
  const { base, end } = ledger;
  const [before, after] = [base.figures.goroutines, end.figures.goroutines];
  if (profiled !== undefined || before === undefined || after === undefined) return false;
  const multiplied = after >= 2 * before && after - before >= FEWEST_LEAKED;
  const few = change(base, end, 'live-heap') <= MOST_BY_GOROUTINE * (after - before);
  return multiplied && few && (ties.goroutines ?? 0) >= TIED;
}

/** Whether the next collection is due only past the limit: then garbage fills the container. */
export function outgrowsLimit(to: Moment, { ledger }: CauseContext, overshoot = 1): boolean {
  const { limit } = ledger.run;
  const { gogc, gomemlimit, 'next-collection': next, 'live-heap': live } = to.figures;
  const bound = memoryLimitOf(gomemlimit);
  if (limit === undefined || (bound !== undefined && bound <= limit)) return false;
  if (gogcIsOff(gogc)) return true;
  const share = gogcOf(gogc);
  const goal = next ?? (share === undefined || live === undefined ? undefined : live * (1 + share));
  const beside = to.total - heapOf(to);
  return goal === undefined ? neverCollected({ ledger }) : goal * overshoot + beside > limit;
}

/** Up to this many collections since the base are those of a start. */
const COLLECTIONS_OF_START = 4;
/** Up to this many collections may be those of a start. */
const PERHAPS_OF_START = 10;
/** A leak beside so few collections is said at best so surely, below a sure finding: the collector may be the cause. */
const MAY_BE_THE_COLLECTOR = 0.79;
/** A live heap that gained less than this share of its growth in the last half has stopped. */
const STOPPED = 0.1;

/**
 * Whether a collector that is set to leave more garbage than live heap worked during the start only: its next goal lies
 * past the limit, so what came after is no room that a growing live heap was due.
 */
function collectsNoMore(to: Moment, context: CauseContext): boolean {
  const { base, middle, end, collections } = context.ledger;
  if (!leavesMoreThanLive(to, context)) return false;
  const stopped = change(middle, end, 'live-heap') < STOPPED * change(base, end, 'live-heap');
  return stopped || (collections !== undefined && collections <= COLLECTIONS_OF_START);
}

/** A GOGC above 100 whose next goal lies past the limit. */
function leavesMoreThanLive(to: Moment, context: CauseContext): boolean {
  return (gogcOf(to.figures.gogc) ?? 1) > 1 && outgrowsLimit(to, context, OVER_GOAL);
}

/** Few collections under a goal past the limit do not show whether the live heap or the setting fills the container. */
function sureOfHeap(to: Moment, context: CauseContext): number | undefined {
  const { collections } = context.ledger;
  const few = collections !== undefined && collections <= PERHAPS_OF_START;
  return few && leavesMoreThanLive(to, context) ? MAY_BE_THE_COLLECTOR : undefined;
}

/** No collection at all from the base to a kill. */
function neverCollected({ ledger }: Pick<CauseContext, 'ledger'>): boolean {
  return ledger.collections === 0 && ledger.run.end === 'oom-killed';
}

/** GOGC=off without a GOMEMLIMIT within the limit, and no collection so far: none is due before the kill either. */
function collectsNever(to: Moment, context: CauseContext): boolean {
  return context.ledger.collections === 0 && gogcIsOff(to.figures.gogc) && outgrowsLimit(to, context);
}

function heapOf({ parts }: Moment): Bytes {
  return (parts['live-heap'] ?? 0) + (parts.garbage ?? 0) + (parts.heap ?? 0) + (parts.idle ?? 0);
}

/** Heap that stands above the collector's goal, and grew: fragmented, or not returned. */
function beyondGoal(from: Moment, to: Moment): Bytes {
  const goal = to.figures['next-collection'];
  return goal === undefined ? 0 : Math.max(0, heapOf(to) - Math.max(heapOf(from), goal * OVER_GOAL));
}

/** Pages that Go released and that the kernel leaves resident: huge pages, or MADV_FREE. */
function keptByKernel(from: Moment, to: Moment, rest: Bytes, { ties }: CauseContext): Bytes {
  const released = changeOf(from, to, 'heap-released') ?? 0;
  return rest <= 0 || released <= 0 || (ties.released ?? 0) < TIED ? 0 : Math.min(rest, released);
}
