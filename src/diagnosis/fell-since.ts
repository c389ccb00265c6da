import { formatBytes, formatBytesPair, MiB } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { explanationOf } from './explanation.ts';
import type { Judgement } from './judgement.ts';
import { limitReason } from './limit-reason.ts';
import { lookAgain } from './look-again.ts';
import { limitOf, type Observation } from './observation.ts';
import type { RankedPod } from './ranked-pod.ts';

/** Bytes. A fall of less is none. */
const FELL = MiB;

/**
 * Of memory that rose after its start by the trend of all its samples, and is lower by now than at its base: the ledger of
 * the same report says so, and no two readings of one track differ in sign. Undefined where the ledger rose too, or a kill
 * or a run that ended shows what a climb of this service comes to.
 */
export function fellSince(
  observation: Observation,
  { pod, name, memory, growth }: RankedPod,
): Pick<Judgement, 'answer' | 'confidence' | 'headline' | 'reasons' | 'suggests'> | undefined {
  if (growth.answer !== 'yes' || growth.lives > 1 || memory.kills.length > 0) return undefined;
  const ledger = observation.runs?.pod === pod ? explanationOf(observation)?.ledger : undefined;
  if (ledger === undefined || ledger.end.total >= ledger.base.total - FELL) return undefined;
  const span = formatDuration(ledger.end.at.to - ledger.base.at.from);
  const limit = limitOf(observation, memory);
  return {
    answer: 'unclear',
    confidence: 0.5,
    headline: `${name} rose at first, and then went ${formatBytesPair(ledger.base.total, ledger.end.total)} in ${span}. ${lookAgain(observation, memory)}`,
    reasons:
      limit === undefined
        ? [`Now at ${formatBytes(memory.rss.values.at(-1) ?? 0)}; no limit is known.`]
        : [limitReason(observation, memory, limit)],
    suggests: 'not-enough-data',
  };
}
