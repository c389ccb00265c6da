import { formatBytesPair } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import { formatClocks } from '../measurement/time.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import { closeableText } from '../profile/histogram/own-growth.ts';
import { isNativeOwner } from '../profile/native-owners.ts';
import { shortName } from '../profile/short-names.ts';
import { isOfHeap, isOutsideHeap } from './comparison-of.ts';
import { tellingPaths } from './telling-paths.ts';

/**
 * Where objects multiplied that own memory which nothing else shows: the line to look at, as profiles of that memory name it, or what
 * profiles, recordings and class histograms of the heap have of such objects.
 */
export function nativeOwnerLines(
  comparisons: readonly Comparison[],
  leads: readonly Comparison[] = [],
): readonly string[] {
  const byLine = ofOutside(comparisons);
  if (byLine.length > 0) return byLine;
  const [first] = leads;
  // A level heap: what grew in it beside is too small to matter, unless it owns something.
  const owning = leads.flatMap(({ paths, ...lead }) => ({ ...lead, paths: tellingPaths(paths).filter(ownsOutside) }));
  const all = [...comparisons, ...leads];
  const closeable = all.find(({ classes }) => classes?.closeable !== undefined)?.classes?.closeable;
  return [
    ...ofHeap(comparisons, isOwner),
    ...ofHeap(owning, ownsOutside),
    ...(first?.classes?.own === undefined ? [] : [ownClassLine(first)]),
    ...(closeable === undefined ? [] : [closeableText(closeable)]),
  ];
}

/** A link of a chain that is a field of an object which owns native memory: `Deflater.inputArray`. */
const OF_OWNER = /^(Deflater|Inflater|\w*ZStreamRef|Mapped\w*Buffer|Direct\w*Buffer)\./;

/** Threads have stacks outside the heap, class loaders and classes metaspace. */
const OF_THREAD_OR_CLASS = /^java\.lang\.(Thread|Class|ClassLoader)$|ClassLoader$/;

/** Whether what grew on a path owns memory outside the heap, or is a part of what does. */
export function ownsOutside({ kept }: Pick<GrowthPath, 'kept'>): boolean {
  return isOwner({ kept }) || OF_THREAD_OR_CLASS.test(kept?.class ?? '');
}

function isOwner({ kept }: Pick<GrowthPath, 'kept'>): boolean {
  return isNativeOwner(kept?.class ?? '') || linkOfOwner(kept?.holder) !== undefined;
}

/** Of the service's own classes the one that multiplied, which may be what owns it. */
function ownClassLine({ classes, base, current }: Comparison): string {
  const { name = '', more = 0 } = classes?.own ?? {};
  const [from, to] = formatClocks(base.time, current.time);
  const alike = (classes?.alike ?? []).map((each) => shortName(each.name)).join(', ');
  const beside = alike === '' ? '' : `, and by about as many ${alike}`;
  return `Of the service’s own classes ${shortName(name)} grew most between ${from} and ${to} UTC, by ${countOf(more, 'instance')}${beside}: what made these may have made what lies outside the heap.`;
}

/** The path of the heap on which the objects themselves grew, or what they refer to. */
function ofHeap(comparisons: readonly Comparison[], owns: typeof ownsOutside): readonly string[] {
  const path = comparisons
    .filter(isOfHeap)
    .flatMap(({ paths }) => paths)
    .find(owns);
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
