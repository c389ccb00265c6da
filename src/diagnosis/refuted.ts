import { formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatClocks } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Comparison } from '../profile/comparison.ts';
import { CLASS_BYTES } from '../profile/histogram/class-growth.ts';
import { isOfHeap, showsNoGrowth } from './comparison-of.ts';
import { SPANS } from './growing-verdict.ts';
import type { Matter } from './matter.ts';
import { chosenPod } from './observation.ts';

/**
 * Two profiles of the heap that show no growth over a good part of the time that was seen, where a person says that memory
 * grows and neither its figures nor those of the heap do.
 */
export function refutedBy({ file, memory, attribution }: Matter): Comparison | undefined {
  const { steps, comparisons, observation } = file;
  const heap = steps.find(({ step }) => step === 'live-heap-growing');
  if (memory?.answer !== 'yes' || memory.judgement.answer === 'yes' || heap?.answer === 'yes') return undefined;
  const life = chosenPod(observation)?.lifetimes.at(-1);
  const ledger = attribution?.ledger;
  const span = ledger === undefined ? life && life.to - life.from : ledger.end.at.to - ledger.base.at.from;
  return comparisons.find(
    (comparison) =>
      isOfHeap(comparison) &&
      levelsOf(comparison) !== undefined &&
      showsNoGrowth(comparison) &&
      comparison.current.time - comparison.base.time >= SPANS * (span ?? 0),
  );
}

/** What both profiles say that the heap held, in bytes; undefined where they say nothing of all of it. */
function levelsOf({ unit, base, current, followed }: Comparison): readonly [number, number] | undefined {
  if (unit === 'bytes') return [base.total, current.total];
  const [before, after] = [followed?.base.heap, followed?.current.heap];
  return before === undefined || after === undefined ? undefined : [before, after];
}

export function refutedTitle(comparison: Comparison): string {
  const [before, after] = levelsOf(comparison) ?? [0, 0];
  const [from, to] = formatClocks(comparison.base.time, comparison.current.time);
  return `No heap leak seen: the heap held ${formatBytes(before)} at ${from} and ${formatBytes(after)} at ${to} UTC`;
}

/** Memory fell below this share of its highest level: it came back. */
const BACK = 0.5;

/** What stands against the answer that memory grows, as sentences. */
export function refutedLines(comparison: Comparison, pod: PodMemory): readonly string[] {
  const [before, after] = levelsOf(comparison) ?? [0, 0];
  const [from, to] = formatClocks(comparison.base.time, comparison.current.time);
  const what = comparison.sampleType === CLASS_BYTES ? 'Class histograms' : 'Heap profiles';
  const { values } = pod.rss;
  const [highest, last] = [Math.max(...values), values.at(-1) ?? 0];
  return [
    `The data says otherwise than the answer given: ${what.toLowerCase()} of ${from} and ${to} UTC show that the heap did not grow (${formatBytesPair(before, after)}).`,
    ...(last < BACK * highest
      ? [`Memory came back: it was at ${formatBytes(highest)}, and is at ${formatBytes(last)}.`]
      : []),
  ];
}
