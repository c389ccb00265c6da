import type { Gap } from '../diagnosis/finding.ts';
import { explain } from '../foundation/errors.ts';
import { MINUTE } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { ComparisonWanted } from '../playbook/step.ts';
import type { Comparison } from '../profile/comparison.ts';
import { PARTS_PER_MILLION } from '../profile/followed-heap.ts';
import { captions } from './captions.ts';
import { compareAlone } from './compare-alone.ts';
import type { Compared, Comparing, ComparisonOf } from './comparing.ts';
import { type ComparisonPair, comparisonPair } from './comparison-pair.ts';
import { withEarlierHolder } from './earlier-holder.ts';
import { whenFirstServed } from './first-served.ts';
import { heapAt } from './heap-at.ts';
import type { GoroutineTestimony, GoroutineWitness, ProfileSource, Snapshot, SnapshotQuery } from './ports.ts';
import {
  leftOutGap,
  noneLeft,
  ofTwoPrograms,
  RefusedSnapshotError,
  readOne,
  refuseCopies,
  refusedSide,
  refuseOthers,
  withoutRefused,
} from './refused-snapshot.ts';

export type { Compared, Comparing, ComparisonOf } from './comparing.ts';

/**
 * Finds, reads and compares the two snapshots that show most; what prevents it is a gap, not an error. One that cannot be
 * read, or cannot be of this process, costs itself alone.
 */
export async function compareSnapshots(comparing: Comparing, of: ComparisonOf): Promise<Compared | Gap> {
  const { profiles, signal } = comparing;
  const { pod, workload, instances, range, wanted } = of;
  const query = { kind: wanted.profile, instances, range, workload, kills: pod.kills };
  try {
    let among = await profiles.snapshots(query, signal);
    const refused: RefusedSnapshotError[] = [];
    while (refused.length < MOST_REFUSED) {
      const result = await compareAmong(among, comparing, of);
      if (!(result instanceof RefusedSnapshotError)) {
        if (result !== undefined && !('pair' in result)) return result;
        if (result !== undefined)
          return { ...result, leftOut: refused.map((each) => leftOutGap(each, of, result.pair)) };
        const alone = await compareAlone(among, comparing, of);
        if (alone !== undefined) return alone;
        const reason = among.length === 0 && refused.length === 0 ? await reasonOf(profiles, query, signal) : undefined;
        return reason ?? noneLeft(refused, of) ?? missingProfiles(wanted, pod, among);
      }
      refused.push(result);
      among = withoutRefused(among, result);
    }
    return noneLeft(refused, of) ?? missingProfiles(wanted, pod, among);
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      missing: `The ${wanted.profile} profiles of ${pod.pod} could not be compared: ${explain(error)}.`,
      fix: `Check that ${profiles.name} can be read, then look again.`,
    };
  }
}

/** So many are read in vain at most while someone waits: what writes nothing else has to be corrected first. */
const MOST_REFUSED = 6;

/** The comparison of the best two; the one of them that cannot be used; undefined where no two can be compared. */
async function compareAmong(
  among: readonly Snapshot[],
  comparing: Comparing,
  of: ComparisonOf,
): Promise<Omit<Compared, 'leftOut'> | Gap | RefusedSnapshotError | undefined> {
  const { pod, lastCollections } = of;
  const choose = (left: readonly Snapshot[]) => comparisonPair(pod.lifetimes, left, lastCollections);
  const first = choose(among);
  if (first === undefined) return undefined;
  try {
    const compare = (pair: ComparisonPair) => comparisonOf(pair, comparing, of);
    const dated = await whenFirstServed(first, among, comparing);
    const { pair, comparison } = await fromFollowed(dated, { snapshots: among, choose, compare });
    if (comparison.programs !== undefined) return ofTwoPrograms(pair, comparison.programs, pod);
    // Parts of a heap add up to one, whatever the profile adds up to.
    const other = comparison.unit === PARTS_PER_MILLION ? undefined : notThese(pair, comparison);
    if (other !== undefined) return other;
    const earlier = { pair, snapshots: among, compare: (of: ComparisonPair) => compare(of).catch(ignored(comparing)) };
    const counted = await countedInstead({ pair, comparison }, among, { comparing, of });
    if (counted !== undefined) return counted;
    return { pod: pod.pod, pair, comparison: await withEarlierHolder(comparison, earlier), ...captions(pair, pod) };
  } catch (error) {
    if (error instanceof RefusedSnapshotError) return error;
    throw error;
  }
}

/** Of a recording that has only what was started while it ran: what another source counts, where that grew. */
async function countedInstead(
  { pair, comparison }: Pick<Compared, 'pair' | 'comparison'>,
  among: readonly Snapshot[],
  { comparing, of }: { readonly comparing: Comparing; readonly of: ComparisonOf },
): Promise<Omit<Compared, 'leftOut'> | undefined> {
  if (comparison.recordedStarts !== true) return undefined;
  const others = among.filter(({ source }) => source !== pair.current.source);
  const other = others.length < 2 ? undefined : await compareAmong(others, comparing, of).catch(ignored(comparing));
  return other !== undefined && 'comparison' in other && other.comparison.delta > 0 ? other : undefined;
}

/** An earlier profile that cannot be compared costs nothing; being stopped is not ignored. */
function ignored({ signal }: Comparing): (error: unknown) => undefined {
  return (error) => {
    if (signal.aborted) throw error;
    return undefined;
  };
}

async function comparisonOf(
  pair: ComparisonPair,
  { profiles, comparer, witness, signal }: Comparing,
  { wanted, instances, liveHeap, pod, lastCollections }: ComparisonOf,
): Promise<Comparison> {
  const bytes = (snapshot: Snapshot) => readOne(profiles, snapshot, signal);
  const [base, current] = await Promise.all([bytes(pair.base), bytes(pair.current)]);
  // Where a metric shows a collection between the two, the same bytes are the same heap: nothing grew.
  if (lastCollections === undefined) refuseCopies(pair, base, current);
  const sides = {
    base: { time: pair.base.time, profile: base },
    current: { time: pair.current.time, profile: current },
  };
  const testimony = wanted.profile === 'goroutine' ? await heard(witness, { pair, instances, signal }) : undefined;
  const heap = wanted.profile === 'heap' ? heapAt(liveHeap, pair) : undefined;
  try {
    const comparison = await comparer.compare({ sampleType: wanted.sampleTypes, ...sides, heap, testimony }, signal);
    refuseOthers(pair, comparison, { pod, lifetime: pair.lifetime, liveHeap });
    return comparison;
  } catch (error) {
    throw refusedSide(error, pair) ?? error;
  }
}

/** So many profiles are read at most to find a base. */
const MOST_BASES = 4;

/**
 * A JVM shows an object that it follows once that has survived a collection: a base from before shows none, which is not
 * that nothing was kept. Then a later base is better, as long as there is one.
 */
async function fromFollowed(
  first: ComparisonPair,
  {
    snapshots,
    choose,
    compare,
  }: {
    readonly snapshots: readonly Snapshot[];
    readonly choose: (among: readonly Snapshot[]) => ComparisonPair | undefined;
    readonly compare: (pair: ComparisonPair) => Promise<Comparison>;
  },
): Promise<{ readonly pair: ComparisonPair; readonly comparison: Comparison }> {
  let pair = first;
  let left = snapshots;
  for (let read = 1; ; read++) {
    const comparison = await compare(pair);
    const { followed } = comparison;
    if (followed === undefined || followed.base.objects > 0 || read === MOST_BASES) return { pair, comparison };
    const empty = pair.base;
    left = left.filter((each) => each !== empty);
    const next = choose(left);
    if (next === undefined || next.current !== pair.current || next.base.time < empty.time) return { pair, comparison };
    pair = next;
  }
}

/** What was said of the goroutines of the compared life; a witness that is unreachable costs the comparison nothing. */
async function heard(
  witness: GoroutineWitness | undefined,
  { pair, instances, signal }: { pair: ComparisonPair; instances: readonly string[]; signal: AbortSignal },
): Promise<GoroutineTestimony | undefined> {
  const { lifetime, current } = pair;
  const range = { from: lifetime.from, to: Math.max(lifetime.to, current.time + JUST_AFTER) };
  try {
    return await witness?.testimony({ instances, range, processStart: current.processStart }, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

/** The runtime is asked right after the profile was taken. */
const JUST_AFTER = MINUTE;

/** The source answered a moment ago; that it does not now is no better reason than none. */
async function reasonOf(profiles: ProfileSource, query: SnapshotQuery, signal: AbortSignal): Promise<Gap | undefined> {
  const reason = await profiles.whyNone?.(query, signal).catch(() => undefined);
  signal.throwIfAborted();
  return reason && { ...reason, about: 'profiles' };
}

/** Totals are sums of 64-bit integers on both sides; what is rounded differs by less. */
const SAME_TOTAL = 0.001;

/**
 * Goroutines that have no frames yet are samples without locations: Pyroscope 2.2.1 and Parca 0.28 count them in their
 * lists and leave them out of the profile. Seen in 4 of 12 scrapes of an idle process, one or a few each; a service that
 * starts many at once has more. So few cannot be the growth that a comparison reports.
 */
const WITHOUT_FRAMES = { goroutines: 10, share: 0.05 };

function notThese({ base, current }: ComparisonPair, compared: Comparison): Gap | undefined {
  const totalOf = (side: 'base' | 'current') => compared[side].total + (compared.outside?.[side].total ?? 0);
  return notTheOne(base, totalOf('base')) ?? notTheOne(current, totalOf('current'));
}

/** A sum of several profiles shows a growth no one has: better none than that one. */
function notTheOne({ source, kind, total }: Snapshot, read: number): Gap | undefined {
  if (total === undefined || Math.abs(read - total) <= SAME_TOTAL * total) return undefined;
  const mayLack = kind === 'goroutine' ? Math.max(WITHOUT_FRAMES.goroutines, WITHOUT_FRAMES.share * total) : 0;
  if (read < total && total - read <= mayLack) return undefined;
  return {
    about: 'profiles',
    missing: `${source} answered with a profile that adds up to ${read} where the one asked for adds up to ${total}: it is not that one, perhaps a sum of several.`,
    fix: 'Update the profile server, or list the service’s pprof address under services[].targets in leakbot.yaml, so that Leakbot keeps profiles itself.',
  };
}

function missingProfiles(wanted: ComparisonWanted, pod: PodMemory, snapshots: readonly Snapshot[]): Gap {
  const what = wanted.profile === 'heap' ? 'heap' : 'goroutine';
  const found = snapshots.length;
  const list = `List the service’s pprof address under services[].targets in leakbot.yaml: Leakbot then keeps ${what} profiles through every container run, densest before a kill.`;
  if (found === 0) {
    const missing = `No ${what} profile of ${pod.pod} in this window.`;
    return wanted.byHand === undefined
      ? { about: 'profiles', missing, fix: list }
      : { about: 'comparison', missing, fix: wanted.byHand };
  }
  if (wanted.profile === 'heap' && comparisonPair(pod.lifetimes, snapshots.map(anyhow)) !== undefined) {
    return {
      about: 'profiles',
      missing: `No garbage collection finished between the heap profiles of ${pod.pod}: all show the same heap.`,
      fix: 'Wait until the process has collected garbage again, or capture profiles now: that makes it collect first.',
    };
  }
  const several = found === 1 ? 'one' : `${found}`;
  return {
    about: 'profiles',
    missing: `Only ${several} ${what} profile${found === 1 ? '' : 's'} of ${pod.pod}, and no two from the same container run.`,
    fix: list,
  };
}

/** A snapshot about whose heap nothing is known. */
function anyhow(snapshot: Snapshot): Snapshot {
  return { ...snapshot, total: undefined };
}
