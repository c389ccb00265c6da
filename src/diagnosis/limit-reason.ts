import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { type Standing, standingOf } from '../metrics/standing.ts';
import { swappedOf } from './charged.ts';
import { memoryOf } from './charged-memory.ts';
import { leftNow } from './left-in-pod.ts';
import type { Observation } from './observation.ts';

const AT = { running: 'Now at', 'between-runs': 'Its latest run ended at', gone: 'Ended at' } as const satisfies Record<
  Standing,
  string
>;

/** `Now at 498 MiB, 97 % of the limit of 512 MiB.` */
export function limitReason(observation: Observation, memory: PodMemory, limit: Bytes): string {
  const level = memoryOf(observation, memory).values.at(-1) ?? 0;
  const at = AT[standingOf(memory)];
  const swapped = swappedOf(observation, memory);
  const of = `the limit of ${formatBytes(limit)}${formerLimit(memory, limit)}`;
  const left = leftNow(observation, memory);
  if (left > 0 && standingOf(memory) === 'running')
    return `${at} ${formatBytes(level)}; with ${formatBytes(left)} that ended containers left in the pod, ${formatShare(Math.min(1, (level + left) / limit))} of ${of}.`;
  // Swap does not count against the limit: a share of it would pass 100 %.
  return swapped > 0
    ? `${at} ${formatBytes(level)}, ${formatBytes(swapped)} of it in swap, beside ${of}.`
    : `${at} ${formatBytes(level)}, ${formatShare(level / limit)} of ${of}.`;
}

/** What the limit was before it was changed, where it was. */
function formerLimit({ limitSteps = [] }: PodMemory, limit: Bytes): string {
  const known = limitSteps.flatMap((step) => (step.limit === undefined ? [] : [{ ...step, limit: step.limit }]));
  const since = known.findLast((step, i) => step.limit === limit && known[i - 1]?.limit !== limit);
  const before = since === undefined ? undefined : known[known.indexOf(since) - 1];
  if (since === undefined || before === undefined) return '';
  return ` (${formatBytes(before.limit)} until ${formatInstant(since.from)} UTC)`;
}
