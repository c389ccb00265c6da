import type { Bytes } from '../measurement/bytes.ts';

/** Nothing has a heap of this size: a bound like it means that there is none. */
const UNBOUNDED: Bytes = 2 ** 60;
/** Times the size at which a heap is collected. Its lowest levels hold something young, and the collector takes a moment. Set by hand. */
const CLEARLY = 1.1;

/** The lowest level of a heap of late, its largest size, and the share of that at which all of it is collected at the latest. */
interface Filled {
  readonly floor: Bytes | undefined;
  readonly max: Bytes | undefined;
  readonly collectsFrom: number | undefined;
}

/**
 * Whether even the lowest level of a heap lies above the size at which its collector looks at all of it: what lies there
 * lives. Undefined where no metric shows that size.
 */
export function outlivesCollection({ floor = 0, max, collectsFrom }: Filled): boolean | undefined {
  if (collectsFrom === undefined || max === undefined || max <= 0 || max >= UNBOUNDED) return undefined;
  return floor > CLEARLY * collectsFrom * max;
}
