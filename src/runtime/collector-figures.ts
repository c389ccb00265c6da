import type { Bytes } from '../measurement/bytes.ts';
import type { Quantity } from './candidate.ts';

/** How far a heap with a bound of its own may go, against what else the process needs. */
export interface HeapReach {
  /** The most that the runtime lets its heap take. */
  readonly max: Bytes;
  /** What the process needs beside its heap. */
  readonly outside: Bytes;
}

/** The figures of one process that a rule about the settings of its collector may look at. */
export interface CollectorFigures {
  /** The last sample of a quantity. */
  readonly latest: (quantity: Quantity) => number | undefined;
  /** The level below which a quantity stays for nine tenths of the time. */
  readonly high: (quantity: Quantity) => number | undefined;
  /** The median of a quantity; counters are increases an hour. */
  readonly usual: (quantity: Quantity) => number | undefined;
  /** The high level of the live heap, garbage taken off; `fromFloor` where only its floor was read. */
  readonly liveHeap: () => { readonly high: Bytes; readonly fromFloor: boolean } | undefined;
  /** Undefined where no metric reports the bound of the heap. */
  readonly reach: () => HeapReach | undefined;
}

/** What is wrong with the settings of a collector. */
export interface GcFault {
  /** `outgrows`: it lets the heap grow past the limit; `starves`: it runs without end, because its goal is too low. */
  readonly kind: 'outgrows' | 'starves';
  /** In a sentence with figures. */
  readonly said: string;
}
