import { formatBytesPair } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import { formatClocks } from '../measurement/time.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import { closeableText } from '../profile/histogram/own-growth.ts';
import { isNativeOwner } from '../profile/native-owners.ts';
import { shortName } from '../profile/short-names.ts';
import { isOfHeap, isOutsideHeap } from './comparison-of.ts';

/**
 * Where objects multiplied that own memory which nothing else shows: the line to look at, as profiles of that memory name it, or what
 * profiles, recordings and class histograms of the heap have of such objects.
 */
export function nativeOwnerLines(comparisons: readonly Comparison[]): readonly string[] {
  const byLine = ofOutside(comparisons);
  if (byLine.length > 0) return byLine;
  const closeable = comparisons.find(({ classes }) => classes?.closeable !== undefined)?.classes?.closeable;
  return [...ofHeap(comparisons), ...(closeable === undefined ? [] : [closeableText(closeable)])];
}

/** A link of a chain that is a field of an object which owns native memory: `Deflater.inputArray`. */
const OF_OWNER = /^(Deflater|Inflater|\w*ZStreamRef|Mapped\w*Buffer|Direct\w*Buffer)\./;

/** Threads have stacks outside the heap, class loaders and classes metaspace. */
const OF_THREAD_OR_CLASS = /^java\.lang\.(Thread|Class|ClassLoader)$|ClassLoader$/;

/** Whether what grew on a path owns memory outside the heap, or is a part of what does. */
export function ownsOutside({ kept }: Pick<GrowthPath, 'kept'>): boolean {
  const type = kept?.class ?? '';
  return isNativeOwner(type) || OF_THREAD_OR_CLASS.test(type) || linkOfOwner(kept?.holder) !== undefined;
}

/** The path of the heap on which the objects themselves grew, or what they refer to. */
function ofHeap(comparisons: readonly Comparison[]): readonly string[] {
  const path = comparisons
    .filter(isOfHeap)
    .flatMap(({ paths }) => paths)
    .find(({ kept }) => isNativeOwner(kept?.class ?? '') || linkOfOwner(kept?.holder) !== undefined);
  const [first] = path?.frames ?? [];
  if (path === undefined || first === undefined) return [];
  const at = locationText(first);
  const what = linkOfOwner(path.kept?.holder)?.replace(/\..*/, '') ?? shortName(path.kept?.class ?? '');
  return [
    `${shortName(first.function)}${at === '' ? '' : ` (${at})`} is a line to look at: what grew there in the heap belongs to objects that own memory outside it (${what})${path.kept?.holder === undefined ? '' : `, kept by ${path.kept.holder}`}.`,
  ];
}

function linkOfOwner(holder: string | undefined): string | undefined {
  return holder?.split(' → ').find((link) => OF_OWNER.test(link));
}

function ofOutside(comparisons: readonly Comparison[]): readonly string[] {
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
