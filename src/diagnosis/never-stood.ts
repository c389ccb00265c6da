import { formatGrowth } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { sliceOf } from '../metrics/track.ts';
import { memoryOf } from './charged-memory.ts';
import type { Judgement } from './judgement.ts';
import { killsSaid } from './kill-count.ts';
import { limitReason } from './limit-reason.ts';
import { limitOf, type Observation } from './observation.ts';

/** Of runs that rose for the few minutes from their start to their kill: what they would have stood at no one saw. */
export function neverStoodWording(
  observation: Observation,
  name: string,
  memory: PodMemory,
): Pick<Judgement, 'headline' | 'reasons'> {
  const { from = 0, to = 0 } = memory.lifetimes.findLast(({ end }) => end === 'oom-killed') ?? {};
  const { values } = sliceOf(memoryOf(observation, memory), from, to);
  const limit = limitOf(observation, memory);
  const kills = memory.kills.length;
  const killed = kills === 1 ? 'and was killed' : `and was killed, ${countOf(kills, 'kill')} in all`;
  return {
    headline: `${name} rose ${formatGrowth(values[0] ?? 0, values.at(-1) ?? 0)} in ${formatDuration(to - from)} ${killed}: a quick leak, or a start that needs more.`,
    reasons: [
      'No run lived long enough to show where its memory would have stood.',
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
      killsSaid(observation, memory),
    ],
  };
}
