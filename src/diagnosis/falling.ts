import { formatBytes } from '../measurement/bytes.ts';
import { formatInstant } from '../measurement/time.ts';
import type { FallNow } from '../metrics/fall-now.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import type { FindingKind } from './finding.ts';
import { AT_MOST, type Matter } from './matter.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** How the memory of the chosen pod falls; undefined where it does not. */
export function fallingNow(observation: Observation): FallNow | undefined {
  const pod = chosenPod(observation);
  return pod && memoryGrowth(observation, pod).falls;
}

/**
 * Of memory that falls, and of which most is still there, no part is the cause of a growth. Undefined where a person says
 * that it grows.
 */
export function fallingVerdict({ file, memory, attribution, contradicted }: Matter): Verdict | undefined {
  const said = memory?.answer === 'yes' || contradicted.length > 0;
  if (said || memory?.judgement.answer !== 'unclear' || fallingNow(file.observation) === undefined) return undefined;
  return { kind: 'not-enough-data', confidence: AT_MOST.unexplained, also: [], contradicted, attribution };
}

/** Findings that a fall is the matter of. */
const OF_FALL: ReadonlySet<FindingKind> = new Set(['not-enough-data', 'no-growth']);

/** What title and advice say of a fall, where the finding is about it. */
export function fallOfFinding({ kind }: Verdict, observation: Observation): FallNow | undefined {
  return OF_FALL.has(kind) ? fallingNow(observation) : undefined;
}

/** The title of what falls: how much of it stays is open until it stands. */
export function fallingTitle({ at }: FallNow): string {
  return `No leak seen so far: memory rose until ${formatInstant(at)} UTC and falls now`;
}

/** What began and ended with the rise is the cause of it; nothing is gained by a restart of what gives its memory back. */
export function fallingRemedy({ from, at, low }: FallNow, again: string | undefined): Remedy {
  const began = from === undefined ? '' : `began about ${formatInstant(from)} and `;
  return {
    steps: [
      `Now: nothing has to be restarted: memory falls. Look for what ${began}ended about ${formatInstant(at)} UTC (a backlog, a job, a client, something it depends on that was down).`,
      `Fix: bound what is kept while that lasts (length of the queue, size of a batch).${again === undefined ? '' : ` ${again}`}`,
    ],
    proof: `It goes on falling, to about the ${formatBytes(low)} that it rose from; what stands above that is what was kept.`,
  };
}
