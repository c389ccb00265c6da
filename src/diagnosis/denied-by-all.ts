import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { lengthOf } from '../measurement/time.ts';
import type { QuestionId } from '../runtime/question-plan.ts';
import { fitsAtLargest } from './heap-reach.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod } from './observation.ts';
import { ownEndOf } from './own-end.ts';
import type { Verdict } from './verdict.ts';

/** A span. What leaks by as much as memory rose after a start shows in its own question by then. Set by hand. */
const WATCHED: Milliseconds = 8 * MINUTE;
/** How sure each No must be. */
const SURE = 0.7;
/** What must have been asked: together they hold all that a process with a bounded heap has. */
const HOLD_ALL: readonly QuestionId[] = ['live-heap-growing', 'outside-heap-growing', 'heap-past-limit'];

/**
 * A run that still rises after its start, where every part of it was asked about and does not grow: what rises is the room of
 * a heap that fits into the limit, and no other look would show more. Undefined where anything is open.
 */
export function deniedByAll({
  file: { observation, steps },
  memory,
  attribution,
  contradicted,
}: Matter): Verdict | undefined {
  const pod = chosenPod(observation);
  const run = pod?.lifetimes.at(-1);
  if (pod === undefined || run === undefined || lengthOf(run) < WATCHED || pod.kills.length > 0) return undefined;
  if ((ownEndOf(observation)?.ended ?? 0) > 0 || memory?.answer !== 'unclear' || memory.judgement.answer !== 'unclear')
    return undefined;
  const { narrow } = memoryGrowth(observation, pod);
  // What slows down for a reason of its own has shown no end.
  if (narrow?.afterStart !== true || narrow.despite !== undefined || !fitsAtLargest(observation)) return undefined;
  const parts = steps.filter((step) => step !== memory);
  const denied = parts.every(
    ({ answer, judgement }) => answer === 'no' && judgement.answer === 'no' && judgement.confidence >= SURE,
  );
  if (!denied || !HOLD_ALL.every((id) => parts.some(({ step }) => step === id))) return undefined;
  return {
    kind: 'warm-up',
    confidence: Math.min(AT_MOST.roomAlone, ...parts.map(({ judgement }) => judgement.confidence)),
    roomAlone: true,
    also: [],
    contradicted,
    attribution,
  };
}
