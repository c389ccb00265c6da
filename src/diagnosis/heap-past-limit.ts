import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { floorGain } from '../metrics/gain.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { gcFault } from './gc-setting.ts';
import { growthOf } from './growth.ts';
import { heapReach, outsideAtEnd } from './heap-reach.ts';
import type { Judgement } from './judgement.ts';
import { liveHeapOf } from './live-heap.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** How sure the answer is. Set by hand. */
const CONFIDENCE = {
  /** The bound of the heap is a setting: it is read, not estimated. */
  asSet: 0.9,
  /** What follows from the bound is less sure where it is not known that the live heap is small. */
  liveUnknown: 0.75,
} as const;

/** "May the heap grow past the limit?", from the bound of the chosen pod's heap. */
export function judgeHeapPastLimit(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const limit = pod && limitOf(observation, pod);
  const reach = heapReach(observation);
  if (pod === undefined || limit === undefined || reach === undefined) {
    return missingJudgement(
      observation,
      [
        ...(limit === undefined ? (['memory-limit'] as const) : []),
        ...(reach === undefined ? (['heap-max'] as const) : []),
      ],
      pod?.pod,
    );
  }
  const together = `${formatBytes(reach.max)} of heap${reach.outside > 0 ? ` and ${formatBytes(reach.outside)} beside it` : ''}`;
  if (reach.max + reach.outside <= limit) return withinLimit(observation, { pod, limit, together });
  return pastLimit(observation, { pod, limit, together });
}

/** What lies beside the heap usually decides; where the process is larger than that together, that is said. */
function withinLimit(observation: Observation, { pod, limit, together }: PastLimit): Judgement {
  const reach = heapReach(observation) ?? { max: 0, outside: 0 };
  const level = pod.rss.values.at(-1) ?? 0;
  const beside = outsideAtEnd(observation);
  const judged = { answer: 'no', confidence: CONFIDENCE.asSet } as const;
  if (level <= reach.max + reach.outside || beside === undefined) {
    return {
      ...judged,
      headline: `At most ${together}: that fits into the limit of ${formatBytes(limit)}.`,
      reasons: withinReasons(observation, reach.max),
    };
  }
  const heap = `The heap may take ${formatBytes(reach.max)}`;
  const now = `memory outside it is at ${formatBytes(beside)} (usually ${formatBytes(reach.outside)})`;
  return reach.max + beside <= limit
    ? {
        ...judged,
        headline: `${heap}, and ${now}: together that fits into the limit of ${formatBytes(limit)}.`,
        reasons: withinReasons(observation, reach.max),
      }
    : {
        ...judged,
        headline: `${heap}, which fits into the limit of ${formatBytes(limit)} by itself; but ${now}, and together that is more than the limit.`,
        reasons: ['What may pass the limit is not the heap: it is what lies beside it.'],
      };
}

/** That the kernel has no reason to kill is no good news for a heap that leaks: its runtime ends the process itself. */
function withinReasons({ runtime }: Observation, max: Bytes): readonly string[] {
  const { outOfMemory } = guideTo(runtime).collector;
  const works = 'The collector has to work before the limit is met.';
  if (outOfMemory === undefined) return [works];
  return [
    works,
    `Should live objects fill the ${formatBytes(max)}, ${outOfMemory.by} ends the process, however large the limit is.`,
  ];
}

interface PastLimit {
  readonly pod: PodMemory;
  readonly limit: Bytes;
  /** What the heap may take, in words. */
  readonly together: string;
}

function pastLimit(observation: Observation, { pod, limit, together }: PastLimit): Judgement {
  const fault = gcFault(observation, limit);
  const collected = liveHeapOf(observation)?.collected;
  const sure = collected === 'sure';
  if (collected === undefined || collected === 'unknown') {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `The heap may take ${together}, more than the limit of ${formatBytes(limit)}; whether live data or garbage fills it no metric shows.`,
      reasons: fault === undefined ? [] : [fault.said],
      unmeasured: true,
    };
  }
  const stretch = growthOf(pod.rss, pod.lifetimes).stretch;
  const committed = observation.measured['heap-committed'] ?? observation.measured['heap-used'];
  const gained = stretch && committed && Math.max(0, floorGain(committed.track, stretch.from, stretch.to).gained);
  return {
    answer: 'yes',
    confidence: sure ? CONFIDENCE.asSet : CONFIDENCE.liveUnknown,
    headline: `The heap may take ${together}, more than the limit of ${formatBytes(limit)}: the kernel kills before the collector has to work.`,
    reasons: [
      ...(fault === undefined ? [] : [fault.said]),
      ...(sure
        ? []
        : ['No full collection was seen, so how much of the heap is live is not known: it may leak as well.']),
    ],
    suggests: 'gc-misconfigured',
    gained,
  };
}
