import { type Bytes, KiB, MiB } from '../measurement/bytes.ts';
import type { FindingKind } from './finding.ts';

/** What one of a counted thing holds: at least, by itself, and at most, with what it refers to. */
interface Holding {
  readonly least: Bytes;
  /** More than this is rare: buffers and requests are smaller. */
  readonly most: Bytes;
}

/** Undefined for kinds that count nothing. */
const HOLDINGS: Readonly<Record<FindingKind, Holding | undefined>> = {
  'goroutine-leak': { least: 2 * KiB, most: MiB },
  // A stack of 1 MiB is reserved, some tens of KiB of it are touched.
  'thread-leak': { least: 64 * KiB, most: 4 * MiB },
  'handle-leak': { least: KiB, most: MiB },
  'heap-leak': undefined,
  'native-growth': undefined,
  'limit-too-small': undefined,
  'gc-misconfigured': undefined,
  'load-driven': undefined,
  'warm-up': undefined,
  burst: undefined,
  'page-cache': undefined,
  'shared-memory': undefined,
  'kernel-memory': undefined,
  swap: undefined,
  'memory-kept': undefined,
  'restarts-not-memory': undefined,
  'no-growth': undefined,
  'not-enough-data': undefined,
};

/**
 * The share of the growth of memory that `gained` things explain. Each keeps alive what it refers to: the heap that
 * grew with them is their doing, unless each would have to hold more than such things do. Undefined for kinds that
 * count nothing.
 */
export function countedShare(kind: FindingKind, gained: number, memory: Bytes): number | undefined {
  const holding = HOLDINGS[kind];
  if (holding === undefined) return undefined;
  const byThemselves = (gained * holding.least) / memory;
  return memory / Math.max(1, gained) <= holding.most ? 1 + byThemselves : byThemselves;
}
