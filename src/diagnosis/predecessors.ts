import type { Milliseconds } from '../measurement/duration.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { highest, median, sliceOf } from '../metrics/track.ts';
import { chargedOf } from './charged-memory.ts';
import { type Growth, growthOf, type Predecessors } from './growth.ts';

/** Fewer runs before it do not show what a run will do. */
const FEWEST = 2;
/** So many show it well. */
const SEVERAL = 3;
/** A run that lasted this many times as long as the young one shows what comes next. */
const LONGER = 1.2;
/** A young run that is above this share of what the others reached goes a way of its own. */
const WITHIN = 1.1;
/** Of the runs before, this share must have levelled off. */
const MOSTLY = 2 / 3;
/** How likely a growth is at least although several runs before it ended level. */
const STILL_POSSIBLE = 0.15;
/** How likely a growth is at least although two runs before it ended level. */
const LESS_KNOWN = 0.25;

/** `<workload>-<minutes>-<suffix>`: the pod of a CronJob, whose runs end by themselves. */
const OF_CRON_JOB = /-\d{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

interface Run {
  readonly life: Lifetime;
  readonly own: Track;
  readonly ofJob: boolean;
}

/**
 * Judges the only run of a young pod by those of its predecessors: where they lasted longer and levelled off, or ended by
 * themselves as the runs of a job do, and this one is no higher than they were, its climb is its start.
 */
export function judgedByPredecessors(memory: PodMemory, growth: Growth, pods: readonly PodMemory[]): Growth {
  const open = growth.answer === 'yes' || (growth.answer === 'unclear' && growth.kind !== 'too-little');
  const predecessors = open ? predecessorsOf(memory, pods) : undefined;
  if (predecessors === undefined) return growth;
  const probability = predecessors.runs >= SEVERAL ? STILL_POSSIBLE : LESS_KNOWN;
  return { ...growth, answer: 'no', kind: 'warm-up', probability, predecessors };
}

/** The runs that show how a young one goes on; undefined where they do not, or it is not young beside them. */
export function predecessorsOf(memory: PodMemory, pods: readonly PodMemory[]): Predecessors | undefined {
  const [life] = memory.lifetimes;
  if (life?.end !== 'running' || memory.lifetimes.length > 1) return undefined;
  const age = ageOf(life);
  const before = pods.flatMap((pod) => (pod.pod === memory.pod ? [] : endedRuns(pod, life, age)));
  if (before.length < FEWEST || before.some((run) => run.life.end === 'oom-killed')) return undefined;
  const settled = before.filter(({ ofJob, own, life: ended }) => ofJob || growthOf(own, [ended]).answer === 'no');
  const peak = median(before.map(({ own }) => highest(own.values)));
  const high = highest(sliceOf(chargedOf(memory), life.from, life.to).values);
  if (settled.length < MOSTLY * before.length || high > WITHIN * peak) return undefined;
  return { runs: before.length, peak };
}

/** Ended runs of the same revision and limit that lasted longer than the young one has. */
function endedRuns(memory: PodMemory, young: Lifetime, age: Milliseconds): readonly Run[] {
  const { pod, lifetimes } = memory;
  const charged = chargedOf(memory);
  return lifetimes.flatMap((life) => {
    const alike = life.revision === young.revision && life.limit === young.limit;
    if (!alike || life.end === 'running' || life.from >= young.from) return [];
    const long = life.end === 'oom-killed' || life.to - life.from >= LONGER * age;
    return long ? [{ life, own: sliceOf(charged, life.from, life.to), ofJob: OF_CRON_JOB.test(pod) }] : [];
  });
}

function ageOf({ from, to, startedAt }: Lifetime): Milliseconds {
  return to - Math.min(from, startedAt ?? from);
}
