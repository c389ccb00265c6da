import type { Bytes } from '../../src/measurement/bytes.ts';

/** Where charged bytes lie, as the process and the kernel see them. */
export type Part =
  | 'live heap'
  | 'room'
  | 'kept'
  | 'stacks'
  | 'runtime'
  | 'native'
  | 'threads'
  | 'metaspace'
  | 'code'
  | 'buffers'
  | 'tracer'
  | 'active file'
  | 'inactive file'
  | 'shared'
  | 'kernel'
  | 'swap'
  | 'left behind';

/**
 * What makes bytes be there, in the words of the findings. `base` is what a healthy process needs; `bounded` is the
 * room of a collected heap that its own maximum bounds: it grows beside a leak and is no cause.
 */
export type Cause =
  | 'base'
  | 'bounded'
  | 'heap-leak'
  | 'goroutine-leak'
  | 'thread-leak'
  | 'handle-leak'
  | 'native-growth'
  | 'gc-misconfigured'
  | 'memory-kept'
  | 'shared-memory'
  | 'kernel-memory'
  | 'load-driven'
  | 'page-cache';

export interface Holding {
  readonly part: Part;
  readonly cause: Cause;
  readonly bytes: Bytes;
}

const FILES: ReadonlySet<Part> = new Set(['active file', 'inactive file']);
const NOT_ANONYMOUS: ReadonlySet<Part> = new Set([...FILES, 'shared', 'kernel', 'swap', 'left behind']);

export function bytesOf(holdings: readonly Holding[], wanted: (holding: Holding) => boolean): Bytes {
  let sum = 0;
  for (const holding of holdings) if (wanted(holding)) sum += holding.bytes;
  return sum;
}

export const isAnonymous = ({ part }: Holding): boolean => !NOT_ANONYMOUS.has(part);

export const inPart =
  (part: Part) =>
  (holding: Holding): boolean =>
    holding.part === part;
