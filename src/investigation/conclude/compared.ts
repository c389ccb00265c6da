import type { Gap } from '../../diagnosis/finding.ts';
import { explain } from '../../foundation/errors.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatDuration, MINUTE } from '../../measurement/duration.ts';
import { formatShare } from '../../measurement/share.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PodMemory } from '../../metrics/lifetime.ts';
import type { ComparisonWanted } from '../../playbook/step.ts';
import type { Comparison } from '../../profile/comparison.ts';
import type { ProfileComparer, ProfileSource } from '../ports.ts';
import { type ComparisonPair, comparisonPair } from './comparison-pair.ts';

/** A comparison of two snapshots of one pod, and what their times mean. */
export interface Compared {
  readonly pod: string;
  readonly pair: ComparisonPair;
  readonly comparison: Comparison;
  /** `25 min after start` */
  readonly baseCaption: string;
  /** `6 min before the kill, memory at 99 % of the limit` */
  readonly currentCaption: string;
}

export interface Comparing {
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  readonly signal: AbortSignal;
}

export interface ComparisonOf {
  readonly pod: PodMemory;
  /** Names the pod's process goes by. */
  readonly instances: readonly string[];
  readonly range: TimeRange;
  readonly wanted: ComparisonWanted;
}

/** Finds, reads and compares the two snapshots that tell most; what prevents it is a gap, not an error. */
export async function compareSnapshots(
  { profiles, comparer, signal }: Comparing,
  { pod, instances, range, wanted }: ComparisonOf,
): Promise<Compared | Gap> {
  try {
    const snapshots = await profiles.snapshots({ kind: wanted.profile, instances, range }, signal);
    const pair = comparisonPair(pod.lifetimes, snapshots);
    if (pair === undefined) return missingProfiles(wanted, pod, snapshots.length);
    const [base, current] = await Promise.all([profiles.read(pair.base, signal), profiles.read(pair.current, signal)]);
    const sides = {
      base: { time: pair.base.time, profile: base },
      current: { time: pair.current.time, profile: current },
    };
    const comparison = await comparer.compare({ sampleType: wanted.sampleType, ...sides }, signal);
    return { pod: pod.pod, pair, comparison, ...captions(pair, pod) };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      missing: `The ${wanted.profile} profiles of ${pod.pod} could not be compared: ${explain(error)}.`,
      fix: `Check that ${profiles.name} answers, then choose “Look further”.`,
    };
  }
}

function missingProfiles(wanted: ComparisonWanted, pod: PodMemory, found: number): Gap {
  const what = wanted.profile === 'heap' ? 'heap' : 'goroutine';
  const missing =
    found === 0
      ? `No ${what} profile of ${pod.pod} in this window.`
      : `Only ${found === 1 ? 'one' : `${found}`} ${what} profile of ${pod.pod}, and no two from the same container life.`;
  return {
    about: 'profiles',
    missing,
    fix: `List the service’s pprof address under services[].targets in leakbot.yaml: Leakbot then keeps ${what} profiles through every life, densest before a kill.`,
  };
}

/** A snapshot this close to the end of a life is called the last before it. */
const AT_THE_END = 15 * MINUTE;

function captions({ lifetime, base, current }: ComparisonPair, pod: PodMemory) {
  const ended = lifetime.end !== 'running';
  const before = lifetime.to - current.time;
  const event = lifetime.end === 'oom-killed' ? 'the kill' : 'the restart';
  const when =
    ended && before <= AT_THE_END
      ? `${formatDuration(before)} before ${event}`
      : `${formatDuration(current.time - lifetime.from)} after start`;
  return {
    baseCaption: `${formatDuration(Math.max(0, base.time - lifetime.from))} after start${level(pod, base.time)}`,
    currentCaption: `${when}${level(pod, current.time)}`,
  };
}

/** `, RSS 498 MiB (97 % of the limit)` at the sample nearest to a time. */
function level(pod: PodMemory, time: number): string {
  const { times, values } = pod.rss;
  let nearest: number | undefined;
  for (const [index, at] of times.entries()) {
    if (nearest === undefined || Math.abs(at - time) < Math.abs((times[nearest] ?? 0) - time)) nearest = index;
  }
  const rss = nearest === undefined ? undefined : values[nearest];
  if (rss === undefined) return '';
  return pod.limit === undefined
    ? `, RSS ${formatBytes(rss)}`
    : `, memory at ${formatShare(rss / pod.limit)} of the limit`;
}
