import type { ComparisonPair } from './comparison-pair.ts';
import type { ProfileSource, Snapshot } from './ports.ts';
import { readOne } from './refused-snapshot.ts';

/** So many histograms are read at most to find when one was first served. */
const MOST_COPIES = 4;

/**
 * A class histogram is a collection of the whole heap: endpoints take one now and then, and serve it again until the next. It says
 * nothing of when, so that its figures are of the moment at which it was first served.
 */
export async function whenFirstServed(
  pair: ComparisonPair,
  among: readonly Snapshot[],
  { profiles, signal }: { readonly profiles: ProfileSource; readonly signal: AbortSignal },
): Promise<ComparisonPair> {
  const { base, current } = pair;
  if (current.kind !== 'histogram') return pair;
  const before = among
    .filter(
      ({ source, instance, time }) => source === current.source && instance === current.instance && time < current.time,
    )
    .filter(({ time }) => time > base.time)
    .sort((a, b) => b.time - a.time)
    .slice(0, MOST_COPIES);
  if (before.length === 0) return pair;
  const bytes = await readOne(profiles, current, signal);
  let first = current;
  for (const each of before) {
    const same = await profiles.read(each, signal).then(
      (read) => Buffer.compare(read, bytes) === 0,
      () => false,
    );
    signal.throwIfAborted();
    if (!same) break;
    first = each;
  }
  return { ...pair, current: first };
}
