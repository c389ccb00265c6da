import type { Attribution } from '../attribution/attribution.ts';
import type { CauseShare } from '../attribution/shares.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatDuration, HOUR, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Measured } from '../metrics/measured.ts';
import type { Track } from '../metrics/series.ts';
import { sliceOf } from '../metrics/track.ts';
import type { CountedQuantity } from '../runtime/candidate.ts';
import { partAlone, roomSaid } from './climb.ts';
import { rangeOf, rangeSaid } from './count-range.ts';
import { countStopped } from './count-stopped.ts';
import { explanationOf, kindOf, MENTIONED_BELOW } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { type Growth, growthOf } from './growth.ts';
import type { Judgement } from './judgement.ts';
import { movesWithLoad } from './load.ts';
import { lookAgain } from './look-again.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, type Observation } from './observation.ts';
import { countRises } from './rises-now.ts';
import type { Stretch } from './stretch.ts';
import { threadsProven } from './thread-share.ts';

/** Things a process counts, each of which keeps memory. */
export interface Counted {
  readonly quantity: CountedQuantity;
  readonly noun: string;
  readonly kind: FindingKind;
  /** Fewer than this weigh too little to matter, and services vary by as many. */
  readonly fewestLeaked: number;
  /** What one of them keeps, as a sentence. */
  readonly keeps: string;
}

/** "Is the number of … growing?", of the chosen pod. */
export function judgeCountGrowing(observation: Observation, counted: Counted): Judgement {
  const pod = chosenPod(observation);
  const measured = observation.measured[counted.quantity];
  if (pod === undefined || measured === undefined) return missingJudgement(observation, [counted.quantity], pod?.pod);
  const { noun } = counted;
  const growth = growthOf(measured.track, pod.lifetimes);
  const stopped = countStopped(observation, pod, { growth, measured, noun: counted.noun });
  if (stopped !== undefined) return stopped;
  const { stretch } = growth;
  if (growth.kind === 'too-little' || stretch === undefined) {
    const early = provenEarly(observation, counted, measured.track);
    if (early !== undefined) return early;
    return tooEarly(observation, pod, { noun, measured });
  }
  const gained = stretch.end - stretch.start;
  const range = rangeOf(stretch.lowest, stretch.highest);
  const span = formatDuration(stretch.to - stretch.from);
  const few = growth.answer === 'yes' && gained < counted.fewestLeaked;
  const rises = growth.answer === 'no' ? countRises(observation, pod, { track: measured.track, noun }) : undefined;
  if (rises !== undefined) return rises;
  if (growth.answer === 'no' || few) {
    const said = rangeSaid(observation, measured.track, { noun, stretch, few });
    const sure = growth.answer === 'no' ? 1 - growth.probability : growth.probability;
    return {
      answer: said.answer,
      confidence: Math.min(sure, said.atMost),
      headline: said.headline,
      reasons: [`${range} ${noun} over ${span}.`],
    };
  }
  const levels = `${formatCount(stretch.start)} → ${formatCount(stretch.end)}`;
  if (growth.answer === 'unclear') {
    return {
      answer: 'unclear',
      confidence: Math.max(growth.probability, 1 - growth.probability),
      headline: `${levels} ${noun} in ${span}, not clearly a trend. ${lookAgain(observation, pod)}`,
      reasons: [`${range} ${noun} over ${span}.`],
    };
  }
  return growingJudgement(observation, counted, { ...growth, stretch }, measured.track);
}

/** Of so many samples none says that they are too few: it is the time that is too short for a trend. */
const MANY_SAMPLES = 12;

/** What was seen of a count is said, where it is no trend yet. */
function tooEarly(
  observation: Observation,
  pod: PodMemory,
  { noun, measured: { track, metric } }: { readonly noun: string; readonly measured: Measured },
): Judgement {
  const { times, values } = sliceOf(track, pod.lifetimes.at(-1)?.from ?? 0, observation.range.to);
  const [first, last] = [values[0] ?? 0, values.at(-1) ?? 0];
  const seen = formatDuration((times.at(-1) ?? 0) - (times[0] ?? 0));
  const moved = `${formatCount(first)} → ${formatCount(last)} ${noun} in ${seen}, too short a time to show whether that goes on`;
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline: `${values.length >= MANY_SAMPLES ? moved : `Too few samples of the number of ${noun}`}. ${lookAgain(observation, pod)}`,
    reasons: [`${track.times.length} samples of ${metric} in this window.`],
  };
}

/** How sure a count is at most that was seen for too short a time to be called a trend. */
const SEEN_BRIEFLY = 0.65;

/**
 * Threads that multiplied, each at what one costs, and that are most of what memory gained: that is seen long before a
 * number of samples is a trend. Undefined for what is not so, and for what else is counted.
 */
function provenEarly(
  observation: Observation,
  { kind, noun, keeps }: Counted,
  { times }: Track,
): Judgement | undefined {
  const attribution = kind === 'thread-leak' ? explanationOf(observation) : undefined;
  const held = heldOf(observation, kind);
  if (attribution === undefined || held === undefined || held.share < LEADS || !threadsProven(attribution))
    return undefined;
  const { base, end } = attribution.ledger;
  const [before, after] = [base, end].map(({ figures }) =>
    formatCount(figures.threads ?? figures['container-threads'] ?? 0),
  );
  const seen = formatDuration(end.at.to - base.at.from);
  return {
    answer: 'yes',
    confidence: SEEN_BRIEFLY,
    headline: `${before ?? ''} → ${after ?? ''} ${noun} in ${seen}${held.said}.`,
    reasons: [keeps, `${times.length} samples are few for a trend: what each thread costs shows it.`, ...held.beside],
    suggests: kind,
  };
}

function growingJudgement(
  observation: Observation,
  counted: Counted,
  { stretch, probability, growingLives }: Growth & { readonly stretch: Stretch },
  track: Track,
): Judgement {
  const { noun, kind } = counted;
  const gained = stretch.end - stretch.start;
  const watched = stretch.to - stretch.from;
  const held = heldOf(observation, kind);
  // A count that explains little, and rises and falls with the traffic, is that of the requests in flight.
  const follows = held !== undefined && held.share < LEADS && movesWithLoad(observation, track);
  const levels = `${formatCount(stretch.start)} → ${formatCount(stretch.end)}`;
  // The rate is that of the levels beside it.
  const perHour = (gained / Math.max(1, watched)) * HOUR;
  return {
    answer: 'yes',
    confidence: follows ? Math.min(probability, MAY_BE_TRAFFIC) : probability,
    headline: `${levels} ${noun} in ${formatDuration(watched)} (${rateOf(perHour, watched)})${inLives(growingLives)}${follows ? ', as the requests do' : ''}${held?.said ?? ''}.`,
    reasons: [
      counted.keeps,
      `${formatCount(gained)} more ${noun} at the end of the run than after its start.`,
      ...(held?.beside ?? []),
    ],
    suggests: kind,
    gained,
  };
}

function rateOf(perHour: number, seenFor: Milliseconds): string {
  return seenFor < HOUR / 2 ? `${formatCount(perHour / 60)}/min` : `${formatCount(perHour)}/h`;
}

function inLives(lives: number): string {
  return lives > 1 ? `, and so in ${lives} runs` : '';
}

/** A count that explains less of the growth than this is not its cause. */
const LEADS = 0.5;
/** How sure a growth is at most that may be that of the traffic. */
const MAY_BE_TRAFFIC = 0.6;

interface Held {
  readonly share: number;
  /** As a clause of the headline. */
  readonly said: string;
  /** What no one of them holds. */
  readonly beside: readonly string[];
}

/** What they and what they hold are of the growth of memory, where the run could be accounted for. */
function heldOf(observation: Observation, kind: FindingKind): Held | undefined {
  const attribution = explanationOf(observation);
  const own = attribution?.causes.find(({ cause, bytes }) => bytes > 0 && kindOf(cause, false) === kind);
  if (attribution === undefined || own === undefined) return undefined;
  // The growth of the question before is that of all memory. What is left out of this one has a sentence of its own:
  // with it the headline is cut where its picture is seen on a phone.
  const part = partAlone(own, attribution);
  const said = own.share < MENTIONED_BELOW ? `: too few to matter, ${part}` : `; with what they hold, ${part}`;
  return { share: own.share, said, beside: [...roomSaid(attribution), ...stacksAlone(own, attribution)] };
}

/** Of what goroutines are said to hold, how much is their own; the rest may be something else that grew beside them. */
function stacksAlone({ cause, bytes }: CauseShare, { ledger }: Attribution): readonly string[] {
  const { base, end, tolerance, nameOf } = ledger;
  const stacks = Math.max(0, (end.parts.stacks ?? 0) - (base.parts.stacks ?? 0));
  const rest = bytes - stacks;
  const profiled = ledger.live === undefined || end.parts.stacks === undefined;
  if (cause !== 'goroutines' || profiled || rest < tolerance) return [];
  return [
    `Of the ${formatBytes(bytes)}, ${formatBytes(stacks)} are ${nameOf('stacks')}; the other ${formatBytes(rest)} are live heap, and room that the collector leaves beside it and the stacks, that rise with their number: they may hold it, or something that grows beside them does (a cache), which a heap profile shows.`,
  ];
}
