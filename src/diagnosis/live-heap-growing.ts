import { formatByteRate, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { floorGain } from '../metrics/gain.ts';
import type { Measured } from '../metrics/measured.ts';
import { growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { lookAgain } from './look-again.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';

/** "Does the live heap grow, after garbage collection?", of the chosen pod. */
export function judgeLiveHeapGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const measured = observation.measured['live-heap'];
  if (pod === undefined || measured === undefined) return missingJudgement('live-heap', pod?.pod);
  const growth = growthOf(measured.track, pod.lifetimes);
  const { stretch } = growth;
  if (growth.kind === 'too-little' || stretch === undefined) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Too few samples of the live heap. ${lookAgain(observation, pod)}`,
      reasons: [`${measured.track.times.length} samples of ${measured.metric} in this window.`],
    };
  }
  const heap = floorGain(measured.track, stretch.from, stretch.to);
  const rss = floorGain(pod.rss, stretch.from, stretch.to);
  const span = formatDuration(stretch.to - stretch.from);
  const source = sourceReason(measured);
  switch (growth.answer) {
    case 'no':
      return {
        answer: 'no',
        confidence: 1 - growth.probability,
        headline: `${formatBytesPair(stretch.lowest, stretch.highest, '–')} for ${span}: the live heap does not grow.`,
        reasons: [rssReason(rss.gained, heap.gained), source],
      };
    case 'unclear':
      return {
        answer: 'unclear',
        confidence: Math.max(growth.probability, 1 - growth.probability),
        headline: `${formatBytesPair(heap.from, heap.to)} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
        reasons: [rssReason(rss.gained, heap.gained), source],
      };
    case 'yes':
      return {
        answer: 'yes',
        confidence: growth.probability,
        headline: `${formatBytesPair(heap.from, heap.to)} in ${span}${shareOf(heap.gained, rss.gained)}.`,
        reasons: [
          `${formatByteRate(growth.perHour, stretch.to - stretch.from)} in ${lifeText(growth.growingLives, growth.lives)}.`,
          rssReason(rss.gained, heap.gained),
          source,
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

function rssReason(rss: number, heap: number): string {
  return `In the same time RSS gained ${formatBytes(Math.max(0, rss))}, the live heap ${formatBytes(Math.max(0, heap))}.`;
}

function sourceReason({ metric, reading }: Measured): string {
  return reading === 'floor'
    ? `Read as the floor of ${metric}, because go_gc_heap_live_bytes is not exposed.`
    : `Read from ${metric}.`;
}
