import { formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatMargin, formatShare } from '../measurement/share.ts';
import { formatClocks } from '../measurement/time.ts';
import { type Comparison, type GrowthPath, isOfClass } from '../profile/comparison.ts';
import type { FollowedHeap } from '../profile/followed-heap.ts';
import { locationText } from '../profile/frame.ts';
import { shortName } from '../profile/short-names.ts';
import { ownsOutside } from './native-owner-lines.ts';
import { tellingPaths } from './telling-paths.ts';
import { turnoverLine, turnoverOf } from './turnover.ts';
import { weighedLines } from './weighed-line.ts';

/**
 * What a comparison says whose profiler follows only so many objects: how much the heap grew is what the profiler, or a
 * metric, says of all of it; what the objects say of it are shares of objects, which are no shares of bytes.
 */
export function partLines(comparison: Comparison): readonly string[] {
  const { base, current, paths, followed } = comparison;
  if (followed === undefined) return [];
  const [before, after] = [followed.base.heap, followed.current.heap];
  const [from, to] = formatClocks(base.time, current.time);
  const between = `between ${from} and ${to} UTC`;
  const shares = paths.slice(0, 1).flatMap((path) => shareLines(path, comparison));
  if (before === undefined || after === undefined) return [...shares, ...tableLines(followed), UNKNOWN_HEAP];
  const { counted } = followed;
  const [was, is] = counted === undefined ? [before, after] : [counted.base, counted.current];
  const pair = formatBytesPair(was, is);
  const levels =
    counted === undefined ? `(${AFTER_COLLECTION}: ${pair})` : `(all objects, by class histograms: ${pair})`;
  if (is <= was) return [`The heap did not grow ${between} ${levels}${unlessOutside(paths, counted !== undefined)}`];
  return [`The heap grew ${between} ${levels}.`, ...shares, ...tableLines(followed)];
}

/** A collection of the young leaves what has died of the old. */
const AFTER_COLLECTION = 'in use after the last collection before each, with the garbage that it left';

/** What a heap that did not grow says of the paths: of objects that own memory outside it nothing. */
function unlessOutside(paths: readonly GrowthPath[], exact: boolean): string {
  const owner = tellingPaths(paths).find(ownsOutside);
  const [first] = owner?.frames ?? [];
  if (first !== undefined)
    return `. That says nothing of what lies outside it: the objects of ${shortName(first.function)} own memory there, and are small in the heap.`;
  if (paths.length === 0) return '.';
  return exact
    ? ': the paths below are not the cause.'
    : ': unless garbage hides a small growth, the paths below are not the cause.';
}

/** `Of the 251 objects that the profiler follows 90 % (± 4 %) were allocated in Quote.<init> (Quotes.java:18); of the 53 before, 57 %.` */
function shareLines(path: GrowthPath, comparison: Comparison): readonly string[] {
  const { base, current, followed } = comparison;
  const part = (value: number, total: number) => formatShare(total === 0 ? 0 : value / total);
  const objects = (side: FollowedHeap['base'] | undefined) => formatCount(side?.objects ?? 0);
  const error = path.sampled === undefined ? '' : ` (${formatMargin(path.sampled.currentMargin / current.total)})`;
  if (followed?.since !== undefined && followed.stale !== true)
    return [...sinceLine(path, comparison), ...(countsObjects(comparison) ? [inBytes(path)] : [])];
  const now = `Of the ${objects(followed?.current)} objects that the profiler follows ${part(path.current, current.total)}${error} ${whichAre(path)}`;
  const before = `of the ${objects(followed?.base)} before, ${part(path.base, base.total)}`;
  return [
    `${now}; ${before}.`,
    ...(followed?.stale === true ? [staleLine(followed, comparison)] : []),
    ...(countsObjects(comparison) ? [inBytes(path)] : []),
  ];
}

/** What a table that earlier objects fill shows of what came later: nothing. */
function staleLine({ since = 0 }: FollowedHeap, { base, current }: Comparison): string {
  const [from] = formatClocks(base.time, current.time);
  const many = since === 0 ? 'None' : `Only ${formatCount(since)}`;
  return `${many} of them ${since > 1 ? 'were' : 'was'} allocated since ${from} UTC, as earlier ones fill the table: that the heap gained the same since is likely, not seen.`;
}

/** `Of the 589 objects that were allocated since 03:53 UTC and are still followed 86 % (± 3 %) were allocated in …`: what was there before did not grow. */
function sinceLine(path: GrowthPath, { base, current, followed, delta, alone }: Comparison): readonly string[] {
  const { since = 0, garbage = 0 } = followed ?? {};
  const { sampled } = path;
  if (since === 0 || sampled === undefined) return [];
  const turnover = turnoverOf(path, followed);
  const [from] = formatClocks(base.time, current.time);
  const margin = delta > 0 ? ` (${formatMargin(sampled.currentMargin / delta)})` : '';
  return [
    `Of the ${formatCount(since)} objects that the profiler follows and that were allocated since ${from} UTC, ${formatShare(sampled.current / since)}${margin} ${whichAre(path)}; those that were there before are no growth.`,
    ...(garbage === 0 ? [] : [garbageLine(garbage)]),
    ...(turnover === undefined ? [] : [turnoverLine(turnover)]),
    ...(alone === true ? [ALONE] : []),
  ];
}

/** What one recording alone leaves open. */
export const ALONE =
  'This is read off one recording, by when each object in it was allocated: what had been freed by then it does not show.';

function garbageLine(garbage: number): string {
  const [are, them] = garbage === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${formatCount(garbage)} more ${are} left out: nothing keeps ${them}, where objects are replaced all the time, and only a collection of the whole heap frees ${them}.`;
}

/** Whether each object counts as one, as against as the bytes of which one was sampled. */
export function countsObjects({ sampleType, followed }: Pick<Comparison, 'sampleType' | 'followed'>): boolean {
  return followed !== undefined && !sampleType.endsWith('_space');
}

const OF_OBJECTS =
  'Each object counts as one, whatever its size: what share of the bytes they are, only a class histogram shows.';

function inBytes({ bytes, kept }: GrowthPath): string {
  return bytes === undefined
    ? OF_OBJECTS
    : `By the class histogram these objects gained about ${formatBytes(bytes)}: their part of what ${kept?.made === undefined ? (kept?.class ?? 'their class') : 'their classes'} gained.`;
}

function whichAre(path: GrowthPath): string {
  const [first] = path.frames;
  if (first === undefined) return 'have no stack';
  if (isOfClass(path)) return `are ${first.function}`;
  const at = locationText(first);
  return `were allocated in ${shortName(first.function)}${at === '' ? '' : ` (${at})`}`;
}

const UNKNOWN_HEAP =
  'Nothing shows how large the heap was then: what grew is only seen by what it displaced in the table.';

/** What has to be known of figures that are numbers of objects, or estimates from them. */
export function objectLines(comparison: Comparison): readonly string[] {
  const { followed, paths, weighedBefore, base, current } = comparison;
  const weighed = weighedLines(weighedBefore, current.time - base.time);
  if (followed === undefined) return weighed;
  const [top] = paths;
  return [
    ...weighed,
    ...(top === undefined || !countsObjects(comparison) ? [] : [inBytes(top)]),
    ...tableLines(followed),
  ];
}

/** That a table was full, where it was. */
function tableLines({ table, guessed, base, current }: FollowedHeap): readonly string[] {
  if (!base.full && !current.full) return [];
  const when = base.full && current.full ? 'on both sides' : base.full ? 'on the earlier side' : 'on the later side';
  return [
    guessed === true
      ? `How many objects the profiler follows at most the recording does not name: its table may have been full ${when}. Shares can be compared; totals, if it was, cannot, and small sites may be missing.`
      : `The table of ${formatCount(table)} objects that the profiler follows was full ${when}: shares can be compared, totals cannot, and small sites may be missing.`,
  ];
}
