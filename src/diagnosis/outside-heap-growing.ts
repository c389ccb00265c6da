import type { Attribution } from '../attribution/attribution.ts';
import type { RunLedger } from '../attribution/run-ledger.ts';
import type { CauseShare } from '../attribution/shares.ts';
import { type Bytes, formatBytes, formatBytesDelta, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { type Ledger, ledgerGains, ledgerModelOf, type PartGain } from '../metrics/ledger.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { trackOf } from '../metrics/series.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { causeName } from './cause-names.ts';
import { partOfGrowth } from './climb.ts';
import { explanationOf, kindOf as kindOfCause, MENTIONED_BELOW, shareOfQuestion } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { gcFault } from './gc-setting.ts';
import { type Growth, growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { partLines } from './ledger-lines.ts';
import { ledgerOfPod } from './ledger-of-pod.ts';
import { liveHeapOf } from './live-heap.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** Part of the growth that a part of the ledger must carry to be named as what grew. */
const TELLING_SHARE = 0.4;

/** How sure a No is that rests on the gain being small. */
const SMALL_IS_NO = 0.9;
/** How sure a Yes is at most while what grew in the heap may still turn out to be live. */
const MAY_BE_LIVE = 0.85;
/** A container below this share of its limit is in no danger of what its collector keeps. */
const HALF = 0.5;
/** A gain below this share of the highest RSS is not what fills a container. */
const MATERIAL = 0.05;

/** "Does memory outside the live heap grow?", from the ledger of the chosen pod. */
export function judgeOutsideHeapGrowing(observation: Observation): Judgement {
  const attribution = explanationOf(observation);
  if (attribution !== undefined) return judgeByLedger(observation, attribution);
  const pod = chosenPod(observation);
  const ledger = ledgerOfPod(observation);
  if (pod === undefined || ledger === undefined) return missingJudgement(observation, lacking(observation), pod?.pod);
  const growth = growthOf(outsideTrack(ledger), pod.lifetimes);
  const memory = growthOf(pod.rss, pod.lifetimes);
  const stretch = memory.stretch ?? growth.stretch;
  const from = stretch?.from ?? observation.range.from;
  const to = stretch?.to ?? observation.range.to;
  return judgeGains(observation, { pod, ledger, growth, gains: ledgerGains(ledger, from, to), span: to - from });
}

interface OutsideSeen {
  readonly pod: PodMemory;
  readonly ledger: Ledger;
  readonly growth: Growth;
  readonly gains: ReturnType<typeof ledgerGains>;
  /** Of the stretch in which it was gained. */
  readonly span: Milliseconds;
}

/** Where no runs are known: what the parts gained over the stretch that the growth was seen in. */
function judgeGains(observation: Observation, { pod, ledger, growth, gains, ...seen }: OutsideSeen): Judgement {
  const { live } = guideTo(observation.runtime).words;
  const outside = gains.parts.filter(({ part }) => part !== 'live-heap');
  const gained = outside.reduce((sum, part) => sum + part.gained, 0);
  const grew = outside[0];
  const span = formatDuration(seen.span);
  const limit = limitOf(observation, pod);
  const fault = gcFault(observation, limit);
  const reasons = [
    ...gains.parts.map(partReason),
    ...overshootReason(ledger),
    ...(fault === undefined ? [] : [fault.said]),
  ];
  const share = gains.rss > 0 ? gained / gains.rss : 0;
  const material = gained >= MATERIAL * Math.max(...ledger.rss);
  // What a collector takes far below the limit is room, not a fault.
  const harmless =
    grew !== undefined &&
    kindOf(grew) === 'gc-misconfigured' &&
    limit !== undefined &&
    Math.max(...ledger.rss) < HALF * limit;
  const isYes = growth.answer === 'yes' && share >= TELLING_SHARE && material && !harmless;
  if (isYes && grew !== undefined) {
    return {
      answer: 'yes',
      confidence: uncollected(observation) ? Math.min(growth.probability, MAY_BE_LIVE) : growth.probability,
      headline: `${capital(grew.name)} grew ${formatBytesPair(grew.from, grew.to)} in ${span}: ${formatShare(Math.min(1, grew.gained / gains.rss))} of what RSS gained.`,
      reasons,
      suggests: suggestionOf(grew, { observation, highest: Math.max(...ledger.rss), limit }),
      gained,
    };
  }
  if (growth.answer === 'unclear') {
    return {
      answer: 'unclear',
      confidence: Math.max(growth.probability, 1 - growth.probability),
      headline: `Outside ${live} ${formatBytesDelta(gained)} in ${span}, not clearly a trend.`,
      reasons,
    };
  }
  return {
    answer: 'no',
    confidence: growth.answer === 'no' ? 1 - growth.probability : material ? 1 - Math.max(0, share) : SMALL_IS_NO,
    headline: `Outside ${live} ${formatBytesDelta(gained)} in ${span}; RSS gained ${formatBytes(Math.max(0, gains.rss))}.`,
    reasons,
  };
}

/** How sure a No is that rests on a share of the growth, and a Yes. */
const BY_SHARE = 0.95;
/** How sure it is at most where the runs are not stable, or the share is near the least that counts. */
const BY_SMALL_SHARE = 0.8;
/** A share this far from the least that counts is clear. */
const CLEAR = 0.25;

/** By the ledger of the runs: what grew beside what the other questions ask about. */
function judgeByLedger(observation: Observation, attribution: Attribution): Judgement {
  const { ledger, whole, unstable } = attribution;
  const asked = new Set<QuestionId>(guideTo(observation.runtime).plan.questions.map(({ asks }) => asks));
  const { share, bytes, causes } = shareOfQuestion(attribution, 'outside-heap-growing', asked);
  const pod = chosenPod(observation);
  const [grew] = causes;
  const missing = lacking(observation);
  if (grew?.cause === 'anonymous' || ledger.end.parts.unexplained === undefined || missing.length > 0)
    return missingJudgement(observation, missing, pod?.pod);
  const span = formatDuration(ledger.end.at.to - ledger.base.at.from);
  const fault = pod && gcFault(observation, limitOf(observation, pod));
  const reasons = [
    ...partLines(ledger, whole),
    ...withinPart(grew, ledger),
    ...(fault === undefined ? [] : [fault.said]),
  ];
  const killed = (pod?.kills.length ?? 0) > 0;
  if (grew !== undefined && share >= MENTIONED_BELOW && bytes >= ledger.tolerance) {
    const sure = share >= CLEAR && unstable.length === 0 ? BY_SHARE : BY_SMALL_SHARE;
    return {
      answer: 'yes',
      confidence: Math.min(sure, grew.sureAtMost ?? 1),
      headline: `${capital(causeName(grew.cause, ledger))} grew in ${span}: ${partOfGrowth(grew, attribution)}.`,
      reasons,
      suggests: kindOfCause(grew.cause, killed),
      gained: bytes,
    };
  }
  return {
    answer: 'no',
    confidence: unstable.length === 0 ? BY_SHARE : BY_SMALL_SHARE,
    headline: `Memory outside ${guideTo(observation.runtime).words.live} grew little in ${span}: ${whole < ledger.tolerance ? formatBytes(Math.max(0, bytes)) : partOfGrowth({ bytes }, attribution)}.`,
    reasons,
  };
}

/** A cause that has no part of its own lies within what the runtime does not explain. */
function withinPart(grew: CauseShare | undefined, { nameOf }: RunLedger): readonly string[] {
  return grew?.cause === 'kept' || grew?.cause === 'threads'
    ? [`Of ${nameOf('unexplained')}, ${formatBytes(grew.bytes)} is ${causeName(grew.cause, { nameOf })}.`]
    : [];
}

/** Whether nothing has shown yet what of the heap is garbage. */
function uncollected(observation: Observation): boolean {
  const collected = liveHeapOf(observation)?.collected;
  return collected === 'never' || collected === 'unknown';
}

/** What keeps the memory of the chosen pod from being split. */
function lacking({ runtime, measured }: Observation): readonly Quantity[] {
  const needs = ledgerModelOf(runtime ?? 'unknown')?.needs ?? ['live-heap'];
  return needs.filter((quantity) => measured[quantity] === undefined);
}

/** RSS without the live heap, as a track. */
function outsideTrack(ledger: Ledger) {
  const live = ledger.columns.find(({ part }) => part === 'live-heap')?.values;
  return trackOf([...ledger.times].map((time, i) => [time, (ledger.rss[i] ?? 0) - (live?.[i] ?? 0)] as const));
}

/** What its collector leaves and keeps is a matter of its settings; stacks come with goroutines; the rest is native. */
function kindOf(grew: PartGain): FindingKind {
  if (grew.part === 'garbage' || grew.part === 'idle') return 'gc-misconfigured';
  return grew.part === 'stacks' ? 'goroutine-leak' : 'native-growth';
}

/** A container that reached this share of its limit is full. */
const FULL = 0.85;

/** Room that a rightly set collector takes, until the limit is full, is room that the limit does not give. */
function suggestionOf(grew: PartGain, { observation, highest, limit }: Fullness): FindingKind {
  const kind = kindOf(grew);
  const { gomemlimit, 'heap-max': max, 'live-heap': live } = observation.measured;
  const reported = (gomemlimit ?? max) !== undefined && live !== undefined;
  const right = reported && gcFault(observation, limit) === undefined;
  const full = limit !== undefined && highest >= FULL * limit;
  return kind === 'gc-misconfigured' && right && full ? 'limit-too-small' : kind;
}

interface Fullness {
  readonly observation: Observation;
  /** The most that was resident. */
  readonly highest: Bytes;
  readonly limit: Bytes | undefined;
}

function partReason({ name, from, to, gained }: PartGain): string {
  return `${capital(name)}: ${formatBytesPair(Math.max(0, from), Math.max(0, to))} (${formatBytesDelta(gained)}).`;
}

function overshootReason({
  overshoot,
  counter,
}: {
  readonly overshoot: Bytes;
  readonly counter: string;
}): readonly string[] {
  return overshoot <= 0
    ? []
    : [
        `${counter} counts up to ${formatBytes(overshoot)} more than is resident (reserved pages): the remainder is shown as zero there.`,
      ];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
