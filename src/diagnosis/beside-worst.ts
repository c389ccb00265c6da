import { HOUR, type Milliseconds } from '../measurement/duration.ts';
import { floorGain } from '../metrics/gain.ts';
import type { Lifetime, PodMemory } from '../metrics/lifetime.ts';
import { isPresent } from '../metrics/standing.ts';
import { sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Growth, GrowthKind } from './growth.ts';
import { lateRate } from './late-rate.ts';
import type { Observation } from './observation.ts';
import type { RankedPod } from './ranked-pod.ts';
import { ageOf } from './run-pace.ts';

/** When a pod is shown to be level beside one that grows. Set by hand. */
const SHOWN = {
  /** Shares of its run where a stretch begins that goes on to its end: any of them may show it. */
  from: [0.4, 0.6, 0.75],
  /** Of the rate of the one that grows. What may still rise by more, within its error, is not shown to be level. */
  small: 0.25,
  /** Of the same rate. What surely rises, and by so much, rises as that one does. */
  alike: 0.5,
  /** Standard errors that count. */
  errors: 2,
  /** Share of the longest run of the one that grows: a run that is younger, and younger than `old`, may be in its start. */
  asOld: 0.5,
  old: 2 * HOUR,
} as const;

/** What is said of a line that rose and is level since; a line that never rose is level whatever its error is, unless it surely rises. */
const FILLED: ReadonlySet<GrowthKind> = new Set(['warm-up', 'stopped', 'step']);

/**
 * That one pod surely grows shows what the others may do: one that was judged level by itself and climbs beside it, or is
 * too young to show that it does not, is not level.
 */
export function besideWorst(observation: Observation, ranked: readonly RankedPod[]): readonly RankedPod[] {
  const worst = ranked.find(({ growth, rate }) => growth.answer === 'yes' && rate.pace?.stands === undefined);
  if (worst === undefined) return ranked;
  const perHour = worst.rate.perHour > 0 ? worst.rate.perHour : worst.growth.perHour;
  if (perHour <= 0) return ranked;
  return ranked.map((one) => {
    if (one !== worst && risesAlike(observation, one, worst))
      return { ...one, growth: { ...one.growth, beside: 'rises' as const } };
    const open = one === worst ? undefined : openBeside(observation, one, { memory: worst.memory, perHour });
    return open === undefined ? one : { ...one, growth: { ...one.growth, ...UNSHOWN, beside: open } };
  });
}

/** How likely a growth is that its own figures do not show, and those of another pod do. */
const UNSHOWN = { answer: 'unclear', probability: 0.5, kind: 'growing', onset: undefined } as const;

/** Whether a pod that is not sure to grow has gained as the one has that surely does, in as long a run: its curve is the same. */
function risesAlike(observation: Observation, { memory, growth }: RankedPod, worst: RankedPod): boolean {
  const { answer, falls, returned, rises, below } = growth;
  const other = [falls, returned, rises, below].some((each) => each !== undefined);
  if (answer !== 'unclear' || other || !isPresent(memory) || isYoung(memory, { memory: worst.memory, perHour: 0 }))
    return false;
  const [own, most] = [memory, worst.memory].map((each) => {
    const life = each.lifetimes.at(-1);
    return life === undefined ? 0 : floorGain(memoryOf(observation, each), life.from, life.to).gained;
  });
  return (own ?? 0) > 0 && (own ?? 0) >= SHOWN.alike * (most ?? 0);
}

/** Whether nothing but its own figures speaks for a level: no traffic, no earlier run, no kill. */
function mayBeOpen({ memory, growth }: Judged): boolean {
  const { answer, withLoad, returned, predecessors, below } = growth;
  const own = withLoad === undefined && returned === undefined && predecessors === undefined && below === undefined;
  return answer === 'no' && own && isPresent(memory) && memory.kills.length === 0;
}

/** A pod as it was judged. */
type Judged = Pick<RankedPod, 'memory' | 'growth'>;

/** The pod that grows, and by how many bytes an hour. */
interface Worst {
  readonly memory: PodMemory;
  readonly perHour: number;
}

/** What a pod that was judged level by itself may do beside one that grows; undefined where it is level. */
export function openBeside(observation: Observation, one: Judged, worst: Worst): Growth['beside'] {
  if (!mayBeOpen(one)) return undefined;
  const { memory, growth } = one;
  const rates = lateRates(observation, memory);
  const filled = FILLED.has(growth.kind);
  const young = isYoung(memory, worst);
  const [all] = rates;
  if (all === undefined) return filled && young ? 'young' : undefined;
  const { perHour } = worst;
  // What happens to fall shows no more than its error.
  if (rates.some((own) => Math.max(0, own.perHour) + SHOWN.errors * own.error < SHOWN.small * perHour))
    return undefined;
  const rises = all.perHour - SHOWN.errors * all.error > 0 && all.perHour >= SHOWN.alike * perHour;
  // What rises soon after its start may be no more than that start.
  if (rises && !young) return 'rises';
  return filled || rises ? (young ? 'young' : 'open') : undefined;
}

/** Whether a run began lately beside that of the pod that grows. */
function isYoung({ lifetimes }: PodMemory, { memory }: Worst): boolean {
  const age = ageOfLast(lifetimes);
  return age < SHOWN.old && age < SHOWN.asOld * Math.max(0, ...memory.lifetimes.map(ageOf));
}

function ageOfLast(lifetimes: readonly Lifetime[]): Milliseconds {
  const last = lifetimes.at(-1);
  return last === undefined ? 0 : ageOf(last);
}

/** How fast the run that goes on rose from each share of it to its end; empty where it has too few samples. */
function lateRates(observation: Observation, memory: PodMemory) {
  const life = memory.lifetimes.at(-1);
  if (life === undefined) return [];
  const own = sliceOf(memoryOf(observation, memory), life.from, life.to);
  return SHOWN.from.flatMap(
    (share) => lateRate(sliceOf(own, life.from + share * (life.to - life.from), life.to)) ?? [],
  );
}
