import { formatBytesPair } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import { formatClocks } from '../measurement/time.ts';
import type { Comparison } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import { shortName } from '../profile/short-names.ts';
import { isOutsideHeap } from './comparison-of.ts';

/** Where objects multiplied that own memory which nothing else shows: the line to look at. */
export function nativeOwnerLines(comparisons: readonly Comparison[]): readonly string[] {
  const comparison = comparisons.find(isOutsideHeap);
  return (comparison?.owners ?? []).flatMap(({ frames: [first], kept, sampled, base, current }) => {
    if (comparison === undefined || first === undefined) return [];
    const at = locationText(first);
    const [from, to] = formatClocks(comparison.base.time, comparison.current.time);
    const few = sampled === undefined ? '' : ` (by ${countOf(sampled.current, 'sampled object')})`;
    const holder = kept?.holder === undefined ? '' : `, kept by ${kept.holder}`;
    return [
      `${shortName(first.function)}${at === '' ? '' : ` (${at})`} is the line to look at: ${shortName(kept?.class ?? '')}, whose objects own memory outside the heap, grew there ${formatBytesPair(base, current)} in the heap between ${from} and ${to} UTC${few}${holder}.`,
    ];
  });
}
