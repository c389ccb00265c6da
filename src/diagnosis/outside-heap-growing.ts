import type { Attribution } from '../attribution/attribution.ts';
import type { PartId } from '../attribution/parts.ts';
import type { CauseShare } from '../attribution/shares.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import { definitionOf, guideTo } from '../runtime/runtimes.ts';
import { buffersFullSaid, buffersStandFull } from './buffers-stand-full.ts';
import { causeName } from './cause-names.ts';
import { partAlone, partOfGrowth, roomSaid } from './climb.ts';
import { explanationOf, kindOf as kindOfCause, MENTIONED_BELOW, shareOfQuestion } from './explanation.ts';
import { fallingNow } from './falling.ts';
import { gcFault } from './gc-setting.ts';
import type { Judgement } from './judgement.ts';
import { partLines } from './ledger-lines.ts';
import { missingJudgement } from './missing.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';
import { holdMoreThanStacks, threadsProven } from './thread-share.ts';
import { isStartingUp } from './young-level.ts';

/** "Does memory outside the live heap grow?", from the ledger of the chosen pod. */
export function judgeOutsideHeapGrowing(observation: Observation): Judgement {
  const attribution = explanationOf(observation);
  return attribution === undefined
    ? missingJudgement(observation, lacking(observation), chosenPod(observation)?.pod)
    : judgeByLedger(observation, attribution);
}

/** How sure a No is that rests on a share of the growth, and a Yes. */
const BY_SHARE = 0.95;
/** How sure it is at most where the runs are not stable, or the share is near the least that counts. */
const BY_SMALL_SHARE = 0.79;
/** How sure a Yes is at most of a part that grew by less than a growth must to be asked about: it may be what a start takes. */
const BY_LITTLE = 0.75;
/** How sure a Yes is at most, and a No, in the first minutes of a JVM: code is loaded, and a heap takes its room. */
const AT_START = { yes: 0.65, no: 0.79 } as const;
/** Share of the limit that a part must have gained to be surely what grows, and of the base where there is no limit. */
const LEAST_SURE = { ofLimit: 0.1, ofBase: 0.2 } as const;
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
  const isSplit = definitionOf(observation.runtime ?? 'unknown') !== undefined;
  if (!isSplit && (grew === undefined || share < MENTIONED_BELOW)) return judgeUnsplit(attribution);
  const unsplit =
    isSplit && (grew?.cause === 'anonymous' || ledger.end.parts.unexplained === undefined || missing.length > 0);
  if (unsplit && !showsByItself(grew, attribution)) return missingJudgement(observation, missing, pod?.pod);
  const span = formatDuration(ledger.end.at.to - ledger.base.at.from);
  const fault = pod && gcFault(observation, limitOf(observation, pod));
  const full = grew?.cause === 'buffers' ? buffersStandFull(observation) : undefined;
  const reasons = [
    ...partLines(ledger, whole),
    ...withinPart(grew, attribution, guideTo(observation.runtime).words.threadHolds),
    ...usedPages(attribution),
    ...(fault === undefined ? [] : [fault.said]),
  ];
  const killed = (pod?.kills.length ?? 0) > 0;
  if (grew !== undefined && share >= MENTIONED_BELOW && bytes >= ledger.tolerance) {
    if (fallingNow(observation) !== undefined)
      return { answer: 'unclear', confidence: 0.5, headline: WHILE_FALLING, reasons };
    const sure = share >= CLEAR && unstable.length === 0 ? BY_SHARE : BY_SMALL_SHARE;
    return {
      answer: 'yes',
      confidence: Math.min(
        sure,
        grew.sureAtMost ?? 1,
        bytes < leastSure(attribution) ? BY_LITTLE : 1,
        isStartingUp(observation) ? AT_START.yes : 1,
      ),
      headline: `${capital(causeName(grew.cause, ledger))} grew in ${span}: ${partOfGrowth(grew, attribution)}.${full === undefined ? '' : ` ${buffersFullSaid(full)}`}`,
      reasons,
      suggests: kindOfCause(grew.cause, killed),
      gained: bytes,
    };
  }
  return {
    answer: 'no',
    confidence: Math.min(
      unstable.length === 0 ? BY_SHARE : BY_SMALL_SHARE,
      isStartingUp(observation) ? AT_START.no : 1,
    ),
    headline: `Memory outside ${guideTo(observation.runtime).words.live}${besideRoom(attribution, guideTo(observation.runtime).words.heapOwns)}${threadsIn(attribution) === undefined ? '' : ', other than that of threads,'} grew little in ${span}: ${whole < ledger.tolerance ? formatBytes(Math.max(0, bytes)) : partAlone({ bytes }, attribution)}.`,
    reasons: [...reasons, ...roomSaid(attribution)],
  };
}

/** Pages that a runtime has released go back minutes later: until memory stands, none of them are known to stay. */
const WHILE_FALLING = 'Memory falls: what stays of its parts shows when it stands.';

function leastSure({ ledger: { run, base } }: Attribution): Bytes {
  return run.limit === undefined ? LEAST_SURE.ofBase * base.total : LEAST_SURE.ofLimit * run.limit;
}

/** The list below the headline has garbage and free heap as parts: where they grew, the headline leaves them out by name. */
function besideRoom({ ledger: { base, end, tolerance } }: Attribution, heapOwns: string): string {
  const room = (['garbage', 'idle'] as const).map((part) => (end.parts[part] ?? 0) - (base.parts[part] ?? 0));
  return room.some((gained) => gained >= tolerance) ? ` and ${heapOwns}` : '';
}

/** How sure an answer is that follows from another answer, and not from a figure. */
const BY_ANSWER = 0.6;

/** Where nothing reports a heap, the question follows the answer that the heap does not grow: what else grew lies outside it. */
function judgeUnsplit(attribution: Attribution): Judgement {
  const { causes, ledger } = attribution;
  const span = formatDuration(ledger.end.at.to - ledger.base.at.from);
  const grew = causes.find(({ cause, bytes }) => cause === 'anonymous' && bytes >= ledger.tolerance);
  if (grew === undefined)
    return {
      answer: 'no',
      confidence: BY_SMALL_SHARE,
      headline: `No part of the memory that the container shows grew in ${span}.`,
      reasons: partLines(ledger, attribution.whole),
    };
  return {
    answer: 'yes',
    confidence: BY_ANSWER,
    headline: `${capital(causeName(grew.cause, ledger))} grew in ${span}: ${partOfGrowth(grew, attribution)}.`,
    reasons: [
      ...partLines(ledger, attribution.whole),
      'No metric shows how much of it is a heap: what grows of it lies outside, if the heap does not grow.',
    ],
    suggests: 'native-growth',
    gained: grew.bytes,
  };
}

/** What a count of the container or the memory of its main process shows needs no split of that process. */
function showsByItself(grew: CauseShare | undefined, attribution: Attribution): boolean {
  return grew?.cause === 'processes' || (grew?.cause === 'threads' && threadsProven(attribution));
}

/** A share of what a cause grew by. Less of it in a part is not in that part. */
const WITHIN = 0.5;

/** A cause that has no part of its own lies within what the runtime does not explain. */
function withinPart(
  grew: CauseShare | undefined,
  attribution: Attribution,
  threadHolds: string | undefined,
): readonly string[] {
  const { base, end, nameOf } = attribution.ledger;
  const unexplained = (end.parts.unexplained ?? 0) - (base.parts.unexplained ?? 0);
  const threads = threadsIn(attribution);
  if (threads !== undefined && threadHolds !== undefined && holdMoreThanStacks(attribution))
    return [`Threads own ${formatBytes(threads.bytes)} of these parts. ${threadHolds}`];
  if (threads !== undefined)
    return [
      `Threads own ${formatBytes(threads.bytes)} of these parts: their stacks, and what the kernel keeps for them.`,
    ];
  // Where an allocator says what it keeps, that is a part of its own.
  return grew?.cause === 'kept' && unexplained >= WITHIN * grew.bytes
    ? [`Of ${nameOf('unexplained')}, ${formatBytes(grew.bytes)} is ${causeName(grew.cause, { nameOf })}.`]
    : [];
}

/** What threads own of the growth, where that is more than noise. */
function threadsIn({ causes, ledger }: Attribution): CauseShare | undefined {
  return causes.find(({ cause, candidate, bytes }) => cause === 'threads' && candidate && bytes >= ledger.tolerance);
}

/**
 * A heap that was taken and not yet used hides what lies beside it: as its pages are used, what nothing explains seems to
 * grow, and is the heap’s. Without this line the parts contradict the answer.
 */
function usedPages({ causes, ledger }: Attribution): readonly string[] {
  const { base, end, nameOf, tolerance } = ledger;
  const gained = (part: PartId) => (end.parts[part] ?? 0) - (base.parts[part] ?? 0);
  const room = causes.find(({ cause, candidate }) => cause === 'room' && !candidate)?.bytes ?? 0;
  const used = Math.min(gained('unexplained'), room - gained('garbage') - gained('idle'));
  return used < tolerance
    ? []
    : [
        `Of ${nameOf('unexplained')}, ${formatBytes(used)} are pages of the heap that it took before and used only now: they count as its free space.`,
      ];
}

/** What keeps the memory of the chosen pod from being split. */
function lacking({ runtime, measured }: Observation): readonly Quantity[] {
  const needs = definitionOf(runtime ?? 'unknown')?.memory.complete ?? ['live-heap'];
  return needs.filter((quantity) => measured[quantity] === undefined);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
