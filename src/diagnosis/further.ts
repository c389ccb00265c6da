import type { Attribution } from '../attribution/attribution.ts';
import { type CauseShare, steadyShare } from '../attribution/shares.ts';
import { formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { PartId } from '../runtime/memory-parts.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import type { RuntimeWords } from '../runtime/runtime-words.ts';
import { definitionOf, guideTo } from '../runtime/runtimes.ts';
import { causeName } from './cause-names.ts';
import { partOfGrowth } from './climb.ts';
import { explanationOf, MENTIONED_BELOW, questionAbout } from './explanation.ts';
import type { Answer, Further } from './judgement.ts';
import type { Observation } from './observation.ts';
import { startsAsBefore } from './ranked-pods.ts';

/** A question that was answered earlier in the investigation. */
export interface AskedBefore {
  readonly question: QuestionId;
  readonly answer: Answer;
}

interface Asked {
  readonly question: QuestionId;
  readonly before: readonly AskedBefore[];
  /** Every question that the playbook has. */
  readonly plan: readonly QuestionId[];
}

/** The causes that were asked about must explain this share of the growth before a report is offered. */
const EXPLAINED = 0.6;
/** A live heap that takes the place of other memory must explain this much while memory stays level. */
const TAKES_THE_PLACE = 0.5;

/** Which question must follow before a report, and after which answer; undefined where the plan leads on by itself. */
export function furtherAfter(observation: Observation, { question, before, plan }: Asked): Further | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined) return undefined;
  const asked = new Set(plan);
  if (question === 'rss-growing') return pastLevelMemory(observation, attribution, asked);
  // Where a runtime reports nothing, a heap that grows is all that is known of it.
  const splits = definitionOf(observation.runtime ?? 'unknown') !== undefined;
  const answered = new Set([question, ...before.map((each) => each.question)]);
  const confirmed = new Set([
    question,
    ...before.filter(({ answer }) => answer === 'yes').map((each) => each.question),
  ]);
  const grown = attribution.causes.filter(({ candidate, bytes }) => candidate && bytes > 0);
  const aboutOf = ({ cause }: CauseShare) =>
    // What nothing splits is no one's: after the heap, what lies outside it is asked about.
    cause === 'anonymous' && splits && answered.has('live-heap-growing') && asked.has('outside-heap-growing')
      ? 'outside-heap-growing'
      : questionAbout(cause, asked);
  const isIn = (some: ReadonlySet<QuestionId>) => (cause: CauseShare) => {
    const about = aboutOf(cause);
    return about !== undefined && some.has(about);
  };
  const known = grown.filter(isIn(confirmed));
  const open = grown.filter((cause) => !isIn(answered)(cause) && aboutOf(cause) !== undefined);
  const largest = [...open].sort((a, b) => steadyShare(b) - steadyShare(a))[0];
  const explained = known.reduce((sum, { share }) => sum + share, 0);
  const largestKnown = Math.max(0, ...known.map(steadyShare));
  if (largest === undefined || largest.share < MENTIONED_BELOW) return undefined;
  if (explained >= EXPLAINED && steadyShare(largest) <= largestKnown) return undefined;
  const to = aboutOf(largest);
  if (to === undefined) return undefined;
  return { after: 'yes', to, because: goesOn(known, largest, attribution) };
}

/** Why more is asked, with what is known so far, where the ledger gives it a share of the growth. */
function goesOn(known: readonly CauseShare[], largest: CauseShare, attribution: Attribution): string {
  const bytes = known.reduce((sum, each) => sum + each.bytes, 0);
  const name = causeName(largest.cause, attribution.ledger);
  return bytes < attribution.ledger.tolerance
    ? `${capitalised(name)} gained ${partOfGrowth(largest, attribution)} and was not asked about yet, so I go on.`
    : `What was asked about so far explains ${partOfGrowth({ bytes }, attribution)}, so I go on: ${name} gained ${formatBytes(largest.bytes)}.`;
}

/** A runtime that fills what it is given keeps memory level while its live heap takes the place of what is free in it. */
function pastLevelMemory(
  observation: Observation,
  attribution: Attribution,
  asked: ReadonlySet<QuestionId>,
): Further | undefined {
  const { leader, unstable } = attribution;
  const { runtime } = observation;
  if (
    leader === undefined ||
    startsAsBefore(observation) ||
    unstable.includes('growth') ||
    steadyShare(leader) < TAKES_THE_PLACE
  )
    return undefined;
  const to = questionAbout(leader.cause, asked);
  if (to !== 'live-heap-growing') return undefined;
  return {
    after: 'no',
    to,
    because: takesThePlace(attribution, leader, guideTo(runtime).words),
  };
}

/** What gained within memory that was not found to grow, and what the ledger says of the rest. */
function takesThePlace({ ledger }: Attribution, leader: CauseShare, { live, heap }: RuntimeWords): string {
  const { base, end, tolerance } = ledger;
  const gainOf = (part: PartId) => (end.parts[part] ?? 0) - (base.parts[part] ?? 0);
  const levelsOf = (part: PartId) => formatBytesPair(base.parts[part] ?? 0, end.parts[part] ?? 0);
  // Before the first collection of all of it nothing says what of the heap is live.
  const known = (base.parts['live-heap'] ?? 0) > 0;
  const part = known ? 'live-heap' : 'heap';
  const gained = gainOf(part);
  const grew =
    gained > tolerance
      ? `${known ? live : `what is in use of ${heap}`} grew ${levelsOf(part)}`
      : `${causeName(leader.cause, ledger)} gained ${formatBytes(leader.bytes)}`;
  const rest = end.total - base.total - (gained > tolerance ? gained : leader.bytes);
  return rest < -tolerance
    ? `Level memory does not rule out a leak here: ${grew} while other parts of memory shrank.`
    : `The verdict on memory as a whole does not rule out a leak here: ${grew}.`;
}
