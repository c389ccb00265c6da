import { type Bytes, GiB, MiB } from '../measurement/bytes.ts';
import type { AdviceContext } from './advice-context.ts';

/** Room above the highest peak seen: traffic grows, and the collector needs some. */
const HEADROOM = 1.25;

/** A limit that holds a peak: a quarter above, rounded up to a figure people would write. */
export function limitFor(peak: Bytes): Bytes {
  const wanted = peak * HEADROOM;
  const unit = wanted <= GiB ? 64 * MiB : wanted <= 4 * GiB ? 128 * MiB : 512 * MiB;
  return Math.ceil(wanted / unit) * unit;
}

/** A larger limit than the one there is, that holds the peak and what the runtime may take: the same in title and advice. */
export function largerLimit({
  peak = 0,
  limit = 0,
  largestHeap = 0,
}: Pick<AdviceContext, 'peak' | 'limit' | 'largestHeap'>): Bytes {
  return limitFor(Math.max(peak, limit, largestHeap));
}
