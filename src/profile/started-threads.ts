import { THREADS } from '../runtime/question-plan.ts';
import { textOf } from './label-text.ts';
import type { Profile } from './profile.ts';
import { sameProcess } from './same-process.ts';

/** The label of a thread whose start was recorded: its number in the process. */
export const STARTED_THREAD = 'thread';

interface Pair {
  readonly base: Profile;
  readonly current: Profile;
}

/**
 * Two recordings of the threads that were started, made comparable; undefined for others. A recording has the starts since it
 * began, or since an earlier dump: what both have is no growth, and what only the earlier has may live all the same.
 */
export function startedThreads(
  { base, current }: Pair,
  sampleType: string | readonly string[] | undefined,
): Pair | undefined {
  const column = base.sampleTypes.findIndex(({ type }) => type === THREADS);
  const wanted = sampleType ?? current.defaultSampleType;
  const ofThreads = typeof wanted === 'string' ? wanted === THREADS : wanted?.join() === THREADS;
  if (!ofThreads || column < 0) return undefined;
  const [before, after] = [textOf(base, STARTED_THREAD), textOf(current, STARTED_THREAD)];
  if (before === undefined || after === undefined) return undefined;
  const still = new Set(sameProcess(base, current) === false ? [] : after);
  const values = Float64Array.from(base.samples.values, Number);
  before.forEach((thread, sample) => {
    if (!still.has(thread)) values[sample * base.sampleTypes.length + column] = 0;
  });
  return { base: { ...base, samples: { ...base.samples, values } }, current };
}
