import type { Attribution } from '../attribution/attribution.ts';
import { type Bytes, formatByteRate, formatBytes, formatBytesPair, formatGrowth, MiB } from '../measurement/bytes.ts';
import { formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { capitalised } from '../measurement/sentence.ts';
import { formatShare } from '../measurement/share.ts';
import { lengthOf } from '../measurement/time.ts';
import { floorGain } from '../metrics/gain.ts';
import { type PodMemory, residentName } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf, usualRange } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { partAlone, partOfGrowth, roomSaid, tookThePlace } from './climb.ts';
import { explanationOf } from './explanation.ts';
import { partFalls } from './falls-now.ts';
import { youngLives } from './filled-otherwise.ts';
import { heapEndedFull } from './full-end.ts';
import type { Growth } from './growth.ts';
import { earlyIn, tooEarly } from './heap-early.ts';
import { emptiedLine } from './heap-emptied.ts';
import { risesOn } from './heap-rises-on.ts';
import { judgeStandsFull } from './heap-stands-full.ts';
import type { Judgement } from './judgement.ts';
import { withoutTraffic } from './kept-without-traffic.ts';
import { type LiveHeap, liveHeapOf } from './live-heap.ts';
import { sourceReasons } from './live-heap-source.ts';
import { movesWithLoad } from './load.ts';
import { lookAgain } from './look-again.ts';
import { growthBesideLoad, memoryGrowth } from './memory-growth.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';
import { withRiseByRequest } from './rises-by-request.ts';
import { heapRises } from './rises-now.ts';
import type { Stretch } from './stretch.ts';
import { tooSmall } from './too-small.ts';

/** How sure a Yes is at most that rests on a floor which may hold garbage. */
const MAY_BE_GARBAGE = 0.8;

/** How sure it is at most of what rose with the traffic alone: what the requests need, they give back. */
const MAY_BE_TRAFFIC = 0.65;

/** "Does the live heap grow, after garbage collection?", of the chosen pod. */
export function judgeLiveHeapGrowing(observation: Observation): Judgement {
  const pod = chosenPod(observation);
  const heapRead = liveHeapOf(observation);
  if (pod === undefined || heapRead === undefined) return missingJudgement(observation, ['live-heap'], pod?.pod);
  const { measured } = heapRead;
  const growth = heapGrowth(observation, pod, measured.track);
  const { stretch } = growth;
  const full = growth.answer === 'yes' ? undefined : (heapEndedFull(observation) ?? judgeStandsFull(observation));
  if (full !== undefined) return full;
  const early = growth.answer === 'yes' || isSettled(growth) ? undefined : earlyIn(observation, pod, growth, heapRead);
  if (early !== undefined) return early;
  if (growth.kind === 'too-little' || stretch === undefined) return tooEarly(observation, pod, measured);
  const { live } = guideTo(observation.runtime).words;
  const falls = partFalls(observation, pod, { track: heapRead.track, noun: live });
  if (falls !== undefined) return { ...falls, reasons: sourceReasons(heapRead, observation) };
  const fell = fellInLedger(growth, observation);
  if (fell !== undefined)
    return { answer: 'unclear', confidence: 0.5, headline: fell, reasons: sourceReasons(heapRead, observation) };
  const rises = growth.answer === 'no' ? heapRises(observation, pod, { track: heapRead.track, noun: live }) : undefined;
  return rises ?? judgeSeen(observation, growth, { heapRead, pod, stretch });
}

function judgeSeen(observation: Observation, growth: Growth, read: Read): Judgement {
  const { heapRead, pod, stretch } = read;
  const { collected } = heapRead;
  const { live } = guideTo(observation.runtime).words;
  const gain = gainOf(observation, read);
  const { heap } = gain;
  const span = formatDuration(gain.span);
  const sources = sourceReasons(heapRead, observation);
  if (growth.answer === 'yes' && (collected === 'never' || collected === 'unknown')) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `Heap in use grew ${formatGrowth(heap.from, heap.to, heap.gained)} in ${span}, ${collected === 'never' ? 'but no full collection shows' : 'and no metric shows'} how much of it is live.`,
      reasons: [...besides(gain, 'heap in use'), ...sources],
      unmeasured: collected === 'unknown' ? true : undefined,
    };
  }
  if (growth.answer === 'yes' && tooSmall(observation, heap.gained))
    return {
      answer: 'no',
      confidence: Math.min(growth.probability, TOO_SMALL_SURE),
      headline: `${capitalised(live)} hardly grew: ${formatGrowth(heap.from, heap.to, heap.gained)} in ${span}, too little to matter.`,
      reasons: [...besides(gain, live), ...sources],
    };
  const open = roseEarly(growth, gain, pod) || (rose(gain) && risesOn(growth, heapRead.track, stretch));
  switch (open ? 'unclear' : growth.answer) {
    case 'no':
      return {
        answer: 'no',
        confidence: 1 - growth.probability,
        headline: rose(gain)
          ? `${capitalised(live)} went ${formatGrowth(heap.from, heap.to, heap.gained)} in ${span}, ${roseHow(growth)}.`
          : `${capitalised(live)} does not grow: ${levelText(heapRead.track, stretch)} for ${formatDuration(stretch.to - stretch.from)}.`,
        reasons: [...emptiedLine(heapRead.track, stretch), ...besides(gain, live), ...sources],
      };
    case 'unclear':
      return {
        answer: 'unclear',
        confidence: growth.answer === 'no' ? 0.5 : Math.max(growth.probability, 1 - growth.probability),
        headline: `${capitalised(live)} went ${formatGrowth(heap.from, heap.to, heap.gained)} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
        reasons: [...besides(gain, live), ...sources],
        unmeasured: collected === 'unknown' ? true : undefined,
      };
    case 'yes':
      return grew(observation, growth, read, gain);
  }
}

function grew(observation: Observation, growth: Growth, { heapRead, pod, stretch }: Read, gain: Gain): Judgement {
  const { measured, collected } = heapRead;
  const { live } = guideTo(observation.runtime).words;
  const { heap } = gain;
  const load =
    growth.together === true &&
    movesWithLoad(observation, heapRead.track) &&
    withoutTraffic(observation, pod, measured.track, observation.before?.liveHeap) !== 'kept';
  // What leaked in an old process would have done so before this window as well, and memory would be higher for it.
  if (load && isOld(observation, pod) && memoryGrowth(observation, pod).answer === 'no')
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: `${capitalised(live)} went ${formatGrowth(heap.from, heap.to, heap.gained)} in ${formatDuration(gain.span)}, as the requests did, and memory is level. ${lookAgain(observation, pod)}`,
      reasons: [ROSE_WITH_REQUESTS, ...sourceReasons(heapRead, observation)],
    };
  return {
    answer: 'yes',
    confidence: sureAtMost(growth, { late: collected === 'late', load }),
    headline: `${capitalised(live)} grew ${formatGrowth(heap.from, heap.to, heap.gained)} in ${formatDuration(gain.span)}${gain.share}.`,
    reasons: [
      ...(load ? [ROSE_WITH_REQUESTS] : []),
      `${formatByteRate(growth.perHour, stretch.to - stretch.from)} in ${lifeText(growth.growingLives, growth.lives)}.`,
      ...besides(gain, live),
      ...sourceReasons(heapRead, observation),
    ],
    suggests: 'heap-leak',
    gained: floorGain(measured.track, stretch.from, stretch.to).gained,
  };
}

/** Whether the process ran for longer before the window than in it. */
function isOld({ range }: Observation, { lifetimes }: PodMemory): boolean {
  const last = lifetimes.at(-1);
  return last?.startedAt !== undefined && range.from - last.startedAt > lengthOf(range);
}

/** Why a heap that grew is no more than likely to leak; the evidence says it too. */
export const ROSE_WITH_REQUESTS =
  'The live heap rose as the requests did, which did not fall meanwhile: a look after they fell shows whether it is what they need.';

/** How sure it is at most that so small a growth is none: it may be the beginning of one. */
const TOO_SMALL_SURE = 0.79;

/** Traffic only weakens a growth, and shows of one that stands whether it went on: what levelled off grows by no model of what the requests took. */
function heapGrowth(observation: Observation, pod: PodMemory, track: Track): Growth {
  const { requests: _, ...unloaded } = observation.measured;
  const plain = growthBesideLoad({ ...observation, measured: unloaded }, pod, track);
  if (plain.answer === 'yes' || plain.stands !== undefined) return growthBesideLoad(observation, pod, track);
  return withRiseByRequest(observation, pod, track, plain);
}

function sureAtMost(
  { probability }: Growth,
  { late, load }: { readonly late: boolean; readonly load: boolean },
): number {
  return Math.min(probability, late ? MAY_BE_GARBAGE : 1, load ? MAY_BE_TRAFFIC : 1);
}

function roseHow({ kind, withLoad }: Growth): string {
  if (withLoad === true) return 'as the traffic did';
  return kind === 'warm-up' || kind === 'stopped' ? 'and levelled off' : 'not as a trend';
}

function lifeText(growing: number, lives: number): string {
  return lives === 1 ? 'this container run' : `${growing} of ${lives} container runs`;
}

interface Gain {
  readonly heap: { readonly from: Bytes; readonly to: Bytes; readonly gained: Bytes };
  readonly span: Milliseconds;
  /** What it is of the growth of memory, as a clause. */
  readonly share: string;
  /** What was gained besides, as sentences that the headline has no room for. */
  readonly besides?: readonly string[];
  /** What RSS gained meanwhile; absent where the ledger says it. */
  readonly rss?: Bytes | undefined;
  /** What that is called. */
  readonly memory?: string | undefined;
}

interface Read {
  readonly heapRead: LiveHeap;
  readonly pod: PodMemory;
  readonly stretch: Stretch;
}

/** A rise of less than this is none that a reader would see. */
const SEEN: Bytes = 16 * MiB;
/** The same as a share of where it began. */
const SEEN_SHARE = 0.25;

/** Whether the ledger of the same report says that it rose: then no headline says that it does not grow. */
function rose({ heap: { from, gained } }: Gain): boolean {
  return gained >= Math.max(SEEN, SEEN_SHARE * from);
}

/** A rise of less than this in the first minutes is none: classes are loaded, pools open. */
const SEEN_EARLY: Bytes = 4 * MiB;

/**
 * Whether it rose in runs that are all too young to be judged and has not levelled off: a collector that works seldom
 * shows a few steps in them, which are no trend to a test and no proof against one.
 */
function roseEarly(growth: Growth, { heap }: Gain, { lifetimes }: PodMemory): boolean {
  const rises = heap.gained >= Math.max(SEEN_EARLY, SEEN_SHARE * heap.from);
  return growth.answer === 'no' && !isSettled(growth) && rises && youngLives(lifetimes).size === lifetimes.length;
}

/** Whether it levelled off, or came down, or went with the traffic. */
function isSettled({ kind, withLoad }: Growth): boolean {
  return kind === 'warm-up' || kind === 'stopped' || kind === 'falling' || withLoad === true;
}

/** A fall of less than this is none. */
const FELL: Bytes = MiB;

/** Where the ledger of the same report says that it fell after the warm-up: a full collection may have come late. */
function fellInLedger({ answer }: Growth, observation: Observation): string | undefined {
  const ledger = observation.runs?.pod === chosenPod(observation)?.pod ? explanationOf(observation)?.ledger : undefined;
  if (answer !== 'yes' || ledger === undefined) return undefined;
  const { base, end } = ledger;
  const [from, to] = [base.parts['live-heap'], end.parts['live-heap']];
  if (from === undefined || to === undefined || to >= from - FELL) return undefined;
  const { live } = guideTo(observation.runtime).words;
  return `${capitalised(live)} rose at first, and then went ${formatBytesPair(from, to)} in ${formatDuration(end.at.to - base.at.from)}.`;
}

/** From the ledger of the run, which the report and the other questions quote too; without one, over the stretch. */
function gainOf(observation: Observation, { heapRead, pod, stretch }: Read): Gain {
  const attribution = observation.runs?.pod === pod.pod ? explanationOf(observation) : undefined;
  const from = attribution?.ledger.base.parts['live-heap'];
  const to = attribution?.ledger.end.parts['live-heap'];
  if (attribution !== undefined && from !== undefined && to !== undefined && to > from)
    return {
      heap: { from, to, gained: to - from },
      span: attribution.ledger.end.at.to - attribution.ledger.base.at.from,
      ...shareOf(attribution, to - from, guideTo(observation.runtime).words.heapOwns),
    };
  const heap = floorGain(heapRead.measured.track, stretch.from, stretch.to);
  const memory = residentName(pod) === 'RSS' ? 'RSS' : 'memory';
  const rss = floorGain(pod.rss, stretch.from, stretch.to).gained;
  const share = rss > 0 ? `; it is ${formatShare(Math.min(1, heap.gained / rss))} of what ${memory} gained` : '';
  // Where the run is accounted for, the report has one growth of memory: that of its ledger.
  return { heap, span: stretch.to - stretch.from, share, memory, ...(attribution === undefined ? { rss } : {}) };
}

/** A cause that owns more than this beyond the live heap itself owns room of its collector. */
const WITH_ROOM = 1.01;

function shareOf(attribution: Attribution, gained: Bytes, owned: string): Pick<Gain, 'share' | 'besides'> {
  const heap = attribution.causes.find(({ cause, bytes }) => cause === 'heap' && bytes > 0);
  if (heap === undefined) return { share: '' };
  if (tookThePlace(attribution)) return { share: ' in the place of other memory, which fell' };
  if (heap.bytes <= WITH_ROOM * gained) return { share: `: ${partOfGrowth(heap, attribution)}` };
  return { share: `: with ${owned}, ${partAlone(heap, attribution)}`, besides: roomSaid(attribution) };
}

function besides({ rss, heap, memory, besides: more = [] }: Gain, live: string): readonly string[] {
  return rss === undefined
    ? more
    : [
        `In the same time ${memory ?? 'RSS'} gained ${formatBytes(Math.max(0, rss))}, ${live} ${formatBytes(Math.max(0, heap.gained))}.`,
      ];
}

/** Peaks that stand this much above the usual level are said. */
const PEAKS = 1.3;

/** Where it usually lies: the first minute of a process is not the level of its heap. */
function levelText(track: Track, { from, to }: Stretch): string {
  const slice = sliceOf(track, from, to);
  const { low, high } = usualRange(slice);
  const highest = slice.values.reduce((most, value) => Math.max(most, value), 0);
  const level = formatBytes(low) === formatBytes(high) ? formatBytes(low) : formatBytesPair(low, high, '–');
  return highest > PEAKS * high ? `${level}, with peaks of ${formatBytes(highest)},` : level;
}
