import { formatBytesPair } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatShare } from '../measurement/share.ts';
import { formatClocks } from '../measurement/time.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import type { FollowedHeap } from '../profile/followed-heap.ts';
import { shortName } from '../profile/short-names.ts';
import { tellingPaths } from './telling-paths.ts';

/**
 * What a comparison says whose profiler follows only so many objects: shares, never bytes by site, since a sample is one
 * object whatever its size; how much the heap grew is what the profiler, or a metric, says of all of it.
 */
export function partLines(comparison: Comparison): readonly string[] {
  const { base, current, paths, followed } = comparison;
  if (followed === undefined) return [];
  const [before, after] = [followed.base.heap, followed.current.heap];
  const [from, to] = formatClocks(base.time, current.time);
  const between = `between ${from} and ${to} UTC`;
  const top = tellingPaths(paths);
  const shares = top.slice(0, 1).map((path) => shareLine(path, comparison));
  if (before === undefined || after === undefined) return [...shares, ...tableLines(followed), UNKNOWN_HEAP];
  if (after <= before || top.length === 0) {
    return [
      `The heap after its last collection did not grow ${between} (${formatBytesPair(before, after)}): the paths below are not the cause.`,
    ];
  }
  const share = Math.min(
    1,
    top.reduce((sum, path) => sum + path.share, 0),
  );
  const which = top.length === 1 ? 'One path is' : `${top.length} paths are`;
  return [
    `${which} ${formatShare(share)} of what the heap gained ${between} (after its last collection: ${formatBytesPair(before, after)}).`,
    ...shares,
    ...tableLines(followed),
  ];
}

/** `Of the 251 objects that the profiler follows 90 % were allocated in LeakyQuotes$Quote.<init>, of 53 before 57 %.` */
function shareLine(
  { frames, base: was, current: is }: GrowthPath,
  { base, current, followed, sampleType }: Comparison,
): string {
  const name = shortName(frames[0]?.function ?? '(unknown)');
  const part = (value: number, total: number) => formatShare(total === 0 ? 0 : value / total);
  const objects = (side: FollowedHeap['base'] | undefined) => formatCount(side?.objects ?? 0);
  const now = `Of the ${objects(followed?.current)} objects that the profiler follows ${part(is, current.total)} were allocated in ${name}`;
  const before = `of ${objects(followed?.base)} before ${part(was, base.total)}`;
  // Elsewhere each stands for the bytes of which one was sampled.
  return `${now}, ${before}${sampleType.endsWith('_space') ? '.' : '; each counts as one, whatever its size.'}`;
}

const UNKNOWN_HEAP =
  'Nothing shows how large the heap was then: what grew is only seen by what it displaced in the table.';

/** That a table was full, where it was. */
export function tableLines({ table, base, current }: FollowedHeap): readonly string[] {
  if (!base.full && !current.full) return [];
  const when = base.full && current.full ? 'on both sides' : base.full ? 'on the earlier side' : 'on the later side';
  return [
    `The table of ${formatCount(table)} objects that the profiler follows was full ${when}: shares can be compared, totals cannot, and small sites may be missing.`,
  ];
}
