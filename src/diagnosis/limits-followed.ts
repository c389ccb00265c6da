import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatInstant } from '../measurement/time.ts';
import type { CaseFile } from './case-file.ts';

/** Raises in a row that show that something follows the growth with the limit. One may be a person's. */
const SEVERAL = 2;

/** Where memory grows, that its limit was raised again and again: each raise moves the end, and none of them ends the growth. */
export function limitsFollowedLines({
  observation,
  steps,
}: Pick<CaseFile, 'observation' | 'steps'>): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const raises = grows ? raisesOf(observation.pods.flatMap(({ lifetimes }) => lifetimes)) : [];
  const [first] = raises;
  const last = raises.at(-1);
  if (first === undefined || last === undefined || raises.length < SEVERAL) return [];
  const levels = [first.before, ...raises.map(({ limit }) => limit)].map((limit) => formatBytes(limit)).join(' → ');
  return [
    `The limit was raised with new containers: ${levels}, last at ${formatInstant(last.at)} UTC. Whatever raises it (an autoscaler such as VPA, or deploys) moves the end of each run, and hides that memory grows.`,
  ];
}

interface Raise {
  readonly at: number;
  readonly before: Bytes;
  readonly limit: Bytes;
}

/** Empty where the limit was lowered in between: then nothing follows the growth. */
function raisesOf(
  lifetimes: readonly { readonly from: number; readonly limit?: Bytes | undefined }[],
): readonly Raise[] {
  const known = lifetimes
    .flatMap(({ from, limit }) => (limit === undefined ? [] : [{ at: from, limit }]))
    .toSorted((a, b) => a.at - b.at);
  const changes = known.flatMap(({ at, limit }, i) => {
    const before = known[i - 1]?.limit ?? limit;
    return before === limit ? [] : [{ at, before, limit }];
  });
  return changes.every(({ before, limit }) => limit > before) ? changes : [];
}
