import { type Bytes, formatBytes, formatBytesDelta, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { type Ledger, ledgerGains, ledgerOf, PART_NAMES, type PartGain } from '../metrics/ledger.ts';
import { trackOf } from '../metrics/series.ts';
import type { FindingKind } from './finding.ts';
import { gcFault } from './gc-setting.ts';
import { growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Part of the growth that a part of the ledger must carry to be named as what grew. */
const TELLING_SHARE = 0.4;

/** How sure a No is that rests on the gain being small. */
const SMALL_IS_NO = 0.9;
/** A gain below this share of the highest RSS is not what fills a container. */
const MATERIAL = 0.05;

/** "Does memory outside the live heap grow?", from the ledger of the chosen pod. */
export function judgeOutsideHeapGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const ledger = pod === undefined ? undefined : ledgerOf(pod.rss, observation.measured);
  if (pod === undefined || ledger === undefined) return missingJudgement('heap-inuse', pod?.pod);
  const growth = growthOf(outsideTrack(ledger), pod.lifetimes);
  const memory = growthOf(pod.rss, pod.lifetimes);
  const stretch = memory.stretch ?? growth.stretch;
  const from = stretch?.from ?? observation.range.from;
  const to = stretch?.to ?? observation.range.to;
  const gains = ledgerGains(ledger, from, to);
  const outside = gains.parts.filter(({ part }) => part !== 'live-heap');
  const gained = outside.reduce((sum, part) => sum + part.gained, 0);
  const grew = outside[0];
  const span = formatDuration(to - from);
  const fault = gcFault(observation, limitOf(observation, pod));
  const reasons = [...gains.parts.map(partReason), ...overshootReason(ledger), ...(fault === undefined ? [] : [fault])];
  const share = gains.rss > 0 ? gained / gains.rss : 0;
  const material = gained >= MATERIAL * Math.max(...ledger.rss);
  if (growth.answer === 'yes' && grew !== undefined && share >= TELLING_SHARE && material) {
    return {
      answer: 'yes',
      confidence: growth.probability,
      headline: `${capital(PART_NAMES[grew.part])} grew ${formatBytesPair(grew.from, grew.to)} in ${span}: ${formatShare(Math.min(1, grew.gained / gains.rss))} of what RSS gained.`,
      reasons,
      suggests: kindOf(grew),
      gained,
    };
  }
  if (growth.answer === 'unclear') {
    return {
      answer: 'unclear',
      confidence: Math.max(growth.probability, 1 - growth.probability),
      headline: `Outside the live heap ${formatBytesDelta(gained)} in ${span}, not clearly a trend.`,
      reasons,
    };
  }
  return {
    answer: 'no',
    confidence: growth.answer === 'no' ? 1 - growth.probability : material ? 1 - Math.max(0, share) : SMALL_IS_NO,
    headline: `Outside the live heap ${formatBytesDelta(gained)} in ${span}; RSS gained ${formatBytes(Math.max(0, gains.rss))}.`,
    reasons,
  };
}

/** RSS without the live heap, as a track. */
function outsideTrack(ledger: Ledger) {
  const live = ledger.parts['live-heap'];
  return trackOf([...ledger.times].map((time, i) => [time, (ledger.rss[i] ?? 0) - (live[i] ?? 0)] as const));
}

/** A leak outside Go is native; stacks come with goroutines; the rest is the collector's room, by its settings. */
function kindOf(grew: PartGain): FindingKind {
  if (grew.part === 'unexplained' || grew.part === 'runtime') return 'native-growth';
  return grew.part === 'stacks' ? 'goroutine-leak' : 'gc-misconfigured';
}

function partReason({ part, from, to, gained }: PartGain): string {
  return `${capital(PART_NAMES[part])}: ${formatBytesPair(Math.max(0, from), Math.max(0, to))} (${formatBytesDelta(gained)}).`;
}

function overshootReason({ overshoot }: { readonly overshoot: Bytes }): readonly string[] {
  return overshoot <= 0
    ? []
    : [
        `Go counts up to ${formatBytes(overshoot)} more than is resident (reserved pages): the remainder is shown as zero there.`,
      ];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
