import type { Instant } from '../foundation/clock.ts';
import { SECOND } from '../measurement/duration.ts';
import { within } from '../measurement/time.ts';
import { isLost } from '../metrics/end-reason.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Question } from './asked-about.ts';
import { isOfNode } from './node-series.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

/** node_exporter's: the kernel's own moment of its start. */
const METRIC = 'node_boot_time_seconds';

/** When the nodes of pods booted whose containers ended unseen, by pod; nothing is asked for where none did. */
export async function nodeBoots(
  readings: Readings,
  { range, signal }: Pick<Question, 'range' | 'signal'>,
  pods: readonly PodMemory[],
): Promise<ReadonlyMap<string, readonly Instant[]>> {
  const lost = pods.filter(({ node, lifetimes }) => node !== undefined && lifetimes.some(isLost));
  if (lost.length === 0) return new Map();
  const query = { metrics: [METRIC], matchers: [], range, step: stepFor(range), aggregate: 'last' } as const;
  const series = await readings.several(query, signal);
  const bootsOf = (node: string | undefined) => {
    const moments = series.filter((one) => isOfNode(one, node)).flatMap(({ values }) => [...values]);
    const distinct = [...new Set(moments)].map((seconds) => seconds * SECOND);
    return distinct.filter((at) => within(range, at)).sort((a, b) => a - b);
  };
  return new Map(lost.map(({ pod, node }) => [pod, bootsOf(node)]));
}
