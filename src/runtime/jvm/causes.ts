import type { Bytes } from '../../measurement/bytes.ts';
import {
  bounded,
  broughtToLight,
  type CauseContext,
  type CauseGrowth,
  change,
  grew,
  type Moment,
  UNPROVEN,
} from '../growth-causes.ts';
import { outlivesCollection } from '../outlives-collection.ts';
import { costOfThreads, ownedByThreads } from '../thread-memory.ts';

/** Where no full collection was seen, the heap may leak as well. */
const NOT_COLLECTED = 0.7;
/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;

/** What no metric shows of a JVM (thread stacks, the collector's tables, libraries) takes at least this share of its limit. */
const UNREPORTED = 0.1;

/**
 * The free part of a heap that a full collection leaves it, for each byte that lives: with -XX:MinHeapFreeRatio=40, the
 * default of the serial, parallel and G1 collectors, a heap is enlarged until 40 % of it are free.
 */
const DUE_FREE = 0.4 / 0.6;

/** What grew in a JVM. The room above its live heap is bounded by -Xmx: it is to blame only where that does not fit. */
export function jvmCauses(from: Moment, to: Moment, context: CauseContext): readonly CauseGrowth[] {
  const proven = from.figures['live-heap'] !== undefined && to.figures['live-heap'] !== undefined;
  const { heapFloor: floor, run } = context.ledger;
  const outlives = outlivesCollection({ floor, max: to.figures['heap-max'], collectsFrom: run.collectsFrom });
  const outgrows = heapOutgrowsLimit(to, context) === true && (proven || outlives !== true);
  const touched = broughtToLight(from, to, context);
  const filled = filledByUse(from, to, touched);
  const room = change(from, to, 'garbage', 'idle') + touched;
  const unproven = proven ? 0 : change(from, to, 'heap');
  const rest = change(from, to, 'unexplained') - touched - filled;
  const tied = ownedByThreads(from, to, rest, context);
  // Memory that the heap reserved and never touched hides what lies beside it.
  const hidden = context.ledger.base.overshoot > context.ledger.tolerance + context.ledger.apart;
  const fromRoom = hidden ? Math.min(Math.max(0, room), Math.max(0, costOfThreads(from, to) - tied)) : 0;
  const past = room - fromRoom;
  // Empty heap that the live heap is due is no garbage, however large the heap may become.
  const due = Math.max(0, Math.min(past, change(from, to, 'idle'), DUE_FREE * change(from, to, 'live-heap')));
  return [
    grew('heap', change(from, to, 'live-heap')),
    ...(outgrows
      ? [grew('uncollected', past - due + unproven, proven ? undefined : NOT_COLLECTED), bounded('room', due)]
      : [bounded('room', past), grew('unproven-heap', unproven, UNPROVEN)]),
    bounded('room', filled),
    grew('threads', tied + fromRoom),
    grew('classes', change(from, to, 'metaspace')),
    grew('code', change(from, to, 'code-cache')),
    grew('buffers', change(from, to, 'buffers')),
    grew('native', rest - tied),
  ];
}

/**
 * Of what lies beside the heap, how much only seems to have been added. A heap takes pages by the tens of MiB, and touches
 * them as it uses them: until then they count as resident and hide as much of what lies beside it, after each step again.
 */
function filledByUse(from: Moment, to: Moment, touched: Bytes): Bytes {
  const rest = change(from, to, 'unexplained') - touched;
  // Two phases of one saw-tooth use no page for the first time: what its highest teeth gained does.
  const before = from.touchedHeap;
  const used =
    before === undefined || to.touchedHeap === undefined
      ? change(from, to, 'live-heap', 'garbage', 'heap')
      : to.touchedHeap - before;
  // What hid something else was no untouched page.
  return Math.max(0, Math.min(rest, (from.parts.idle ?? 0) - touched, used));
}

/** Whether the heap at its largest does not fit into the limit with what lies beside it; undefined where a bound is not known. */
export function heapOutgrowsLimit(to: Moment, { ledger }: CauseContext): boolean | undefined {
  const { limit } = ledger.run;
  const max = to.figures['heap-max'];
  if (limit === undefined || max === undefined || max <= 0 || max >= UNBOUNDED) return undefined;
  // At the base what leaks beside the heap is not yet there, and at the end what the start needed is gone.
  const beside = Math.min(besideHeap(ledger.base, limit), besideHeap(to, limit));
  return max + beside > limit;
}

/** What lies beside the heap, as far as it is resident, and no less than what the JVM reports of it with what it does not. */
function besideHeap({ total, parts, figures }: Moment, limit: Bytes): Bytes {
  const { 'live-heap': live = 0, garbage = 0, heap = 0, idle = 0 } = parts;
  const { metaspace = 0, 'code-cache': code = 0, buffers = 0 } = figures;
  return Math.max(total - live - garbage - heap - idle, metaspace + code + buffers + UNREPORTED * limit);
}
