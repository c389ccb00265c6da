import type { Instant } from '../foundation/clock.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import { boundFits, type DataBound } from './data-bound.ts';
import type { FindingKind } from './finding.ts';

/** The title of a finding that rests on a bound of the data; undefined where the kind has one that fits. */
export function boundTitle(kind: FindingKind, bound: DataBound, words: RuntimeWords): string | undefined {
  if (words.dataBound === undefined) return undefined;
  const { live } = words;
  const set = `${words.dataBound.option}, ${formatBytes(bound.max)}`;
  if (kind === 'warm-up')
    return bound.full
      ? `Probably no leak: ${live} has filled the bound that is set for it (${set})`
      : `Probably no leak: ${live} fills the bound that is set for it (${set})`;
  if (kind === 'heap-leak')
    return boundFits(bound)
      ? `Heap growth: a leak, or data that fills its bound (${set}) and then stops`
      : `Heap growth: a leak, or data on its way to a bound (${set}) that does not fit into the limit`;
  if (kind !== 'limit-too-small' || boundFits(bound)) return undefined;
  return `The bound of the data (${set}) does not fit into the limit${bound.limit === undefined ? '' : ` of ${formatBytes(bound.limit)}`}: lower it`;
}

/** Where the data is bounded, and what comes of it, in one line of evidence. */
export function boundLine(bound: DataBound, words: RuntimeWords, killed: boolean): readonly string[] {
  const { dataBound, live } = words;
  if (dataBound === undefined) return [];
  const { max, limit, evicts, beside } = bound;
  const share = limit === undefined ? '' : `, ${formatShare(max / limit)} of the limit`;
  const then = evicts ? `: from there on ${dataBound.evicts}` : '; that it evicts there no metric shows';
  const fits = limit === undefined ? '' : `, which ${boundFits(bound) ? 'fits into' : 'is more than'} the limit`;
  return [
    `${capitalised(live)} may take ${formatBytes(max)} (${dataBound.option})${share}, and is at ${formatBytes(bound.size)}${fullAt(bound)}${then}.`,
    `With the ${formatBytes(beside)} that lie beside it now that is ${formatBytes(max + beside)}${fits}.`,
    ...(killed && bound.evicts && boundFits(bound) ? [`It was killed all the same. ${dataBound.beyond}`] : []),
  ];
}

function fullAt({ full, at }: DataBound): string {
  return full || at === undefined ? '' : `, full at about ${formatInstant(at)} UTC at this rate`;
}

/** `what Redis has allocated reaches the 780 MiB that it may take (maxmemory) in about 8 h, before the limit` */
export function dataEndsSaid(
  { max, size, full, at }: DataBound,
  { dataBound, live }: RuntimeWords,
  now: Instant,
): string | undefined {
  if (dataBound === undefined || at === undefined) return undefined;
  const bound = `the ${formatBytes(max)} that it may take (${dataBound.option})`;
  return full
    ? `${live} is at ${formatBytes(size)} of ${bound}`
    : `${live} reaches ${bound} in about ${formatDuration(at - now)}, before the limit`;
}
