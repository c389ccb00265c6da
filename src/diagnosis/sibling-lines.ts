import { amountUnit, formatAmountDelta } from '../measurement/amount.ts';
import type { Comparison } from '../profile/comparison.ts';
import { shortPodNames } from '../service/pod-name.ts';
import type { CaseFile } from './case-file.ts';

/** `Same path on k7p (+12 MiB) and m4t (+9 MiB).`: every pod has it, or only this one, or no one can say. */
export function siblingLines(
  comparison: Comparison,
  { observation, siblings = [], unseenSiblings = [] }: CaseFile,
): readonly string[] {
  const top = comparison.paths[0]?.frames[0];
  if (top === undefined) return [];
  const names = shortPodNames(observation.pods.map(({ pod }) => pod));
  const unseen = unseenSiblings.map((pod) => names.get(pod) ?? pod);
  const growing: string[] = [];
  const still: string[] = [];
  for (const { pod, comparison: other } of siblings) {
    if (other.sampleType !== comparison.sampleType || other.unit !== comparison.unit) continue;
    const name = names.get(pod) ?? pod;
    const same = other.paths.find(({ frames }) => frames[0]?.function === top.function);
    if (same === undefined || same.delta <= 0) still.push(name);
    else growing.push(`${name} (${formatAmountDelta(same.delta, amountUnit(other.unit))})`);
  }
  return [
    ...(growing.length > 0 ? [`Same path on ${growing.join(' and ')}.`] : []),
    // Pods whose profiles were not compared may have it too.
    ...(still.length > 0
      ? [stillLine(still, growing.length > 0 || siblings.length < observation.pods.length - 1)]
      : []),
    ...(unseen.length > 0
      ? [
          `No profiles of ${unseen.join(' and ')} to compare: whether ${unseen.length === 1 ? 'it has' : 'they have'} this path too is open.`,
        ]
      : []),
  ];
}

function stillLine(still: readonly string[], elsewhere: boolean): string {
  const where = still.join(' and ');
  return elsewhere ? `On ${where} this path does not grow.` : `Only on this pod: on ${where} this path does not grow.`;
}
