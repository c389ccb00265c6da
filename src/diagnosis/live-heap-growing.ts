import { formatByteRate, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { floorGain } from '../metrics/gain.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { type LiveHeap, liveHeapOf } from './live-heap.ts';
import { lookAgain } from './look-again.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';

/** How sure a Yes is at most that rests on a floor which may hold garbage. */
const MAY_BE_GARBAGE = 0.8;

/** "Does the live heap grow, after garbage collection?", of the chosen pod. */
export function judgeLiveHeapGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const heapRead = liveHeapOf(observation);
  if (pod === undefined || heapRead === undefined) return missingJudgement(observation, ['live-heap'], pod?.pod);
  const { measured, collected } = heapRead;
  const { live } = guideTo(observation.runtime).words;
  const growth = growthOf(measured.track, pod.lifetimes);
  const { stretch } = growth;
  if (growth.kind === 'too-little' || stretch === undefined) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Too few samples of ${live}. ${lookAgain(observation, pod)}`,
      reasons: [`${measured.track.times.length} samples of ${measured.metric} in this window.`],
    };
  }
  const heap = floorGain(measured.track, stretch.from, stretch.to);
  const rss = floorGain(pod.rss, stretch.from, stretch.to);
  const span = formatDuration(stretch.to - stretch.from);
  const sources = sourceReasons(heapRead, observation);
  if (growth.answer === 'yes' && (collected === 'never' || collected === 'unknown')) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Heap in use grew ${formatBytesPair(heap.from, heap.to)} in ${span}, ${collected === 'never' ? 'but no full collection shows' : 'and no metric shows'} how much of it is live.`,
      reasons: [rssReason(rss.gained, heap.gained, live), ...sources],
      unmeasured: collected === 'unknown' ? true : undefined,
    };
  }
  switch (growth.answer) {
    case 'no':
      return {
        answer: 'no',
        confidence: 1 - growth.probability,
        headline: `${formatBytesPair(stretch.lowest, stretch.highest, '–')} for ${span}: ${live} does not grow.`,
        reasons: [rssReason(rss.gained, heap.gained, live), ...sources],
      };
    case 'unclear':
      return {
        answer: 'unclear',
        confidence: Math.max(growth.probability, 1 - growth.probability),
        headline: `${formatBytesPair(heap.from, heap.to)} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
        reasons: [rssReason(rss.gained, heap.gained, live), ...sources],
        unmeasured: collected === 'unknown' ? true : undefined,
      };
    case 'yes':
      return {
        answer: 'yes',
        confidence: collected === 'late' ? Math.min(growth.probability, MAY_BE_GARBAGE) : growth.probability,
        headline: `${formatBytesPair(heap.from, heap.to)} in ${span}${shareOf(heap.gained, rss.gained)}.`,
        reasons: [
          `${formatByteRate(growth.perHour, stretch.to - stretch.from)} in ${lifeText(growth.growingLives, growth.lives)}.`,
          rssReason(rss.gained, heap.gained, live),
          ...sources,
        ],
        suggests: 'heap-leak',
        gained: heap.gained,
      };
  }
}

function lifeText(growing: number, lives: number): string {
  return lives === 1 ? 'this life of the container' : `${growing} of ${lives} lives of the container`;
}

function shareOf(gained: number, rss: number): string {
  return rss > 0 ? `; it is ${formatShare(Math.min(1, gained / rss))} of what RSS gained` : '';
}

function rssReason(rss: number, heap: number, live: string): string {
  return `In the same time RSS gained ${formatBytes(Math.max(0, rss))}, ${live} ${formatBytes(Math.max(0, heap))}.`;
}

function sourceReasons({ measured, collected }: LiveHeap, { runtime }: Observation): readonly string[] {
  const { metric, reading } = measured;
  if (reading !== 'floor') return [`Read from ${metric}.`];
  const { exactHeap } = guideTo(runtime).words;
  const instead =
    exactHeap === undefined
      ? ''
      : `, because ${exactHeap} ${collected === 'sure' ? 'is not exposed' : 'shows nothing yet'}`;
  return [
    `Read as the floor of ${metric}${instead}.`,
    ...(collected === 'sure' ? [] : ['The old generation is collected seldom: even the floor may hold garbage.']),
  ];
}
