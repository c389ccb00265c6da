import { heapBound, NEARLY_FULL } from '../attribution/full-heap.ts';
import { type Bytes, formatBytes, MiB } from '../measurement/bytes.ts';
import { formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { CaseFile } from './case-file.ts';
import { explanationOf } from './explanation.ts';
import { AT_MOST } from './matter.ts';
import { chosenPod, type Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';

/** Buffers outside the heap that rose to as much as they may take, and stand there: they are level because they are full. */
interface BuffersStandFull {
  readonly size: Bytes;
  /** How long they have stood there. */
  readonly since: Milliseconds;
  /** The option that bounds them. */
  readonly option: string;
}

/** Bytes. What rose by less is the pool of a library. */
const LEAST_GAINED: Bytes = 32 * MiB;
/** Times what there was at first. */
const MULTIPLIED = 2;
/** Share of the size. What moves by more does not stand at a bound. */
const STANDS = 0.01;
/** Samples that stand show that something does. */
const SAMPLES = 4;
/** Times the maximum of the heap, which bounds buffers where no option does. What is more has a bound of its own. */
const BEYOND = 1.02;

/** Of the chosen pod as it runs; undefined where its runtime sets buffers no such bound. */
export function buffersStandFull(observation: Observation): BuffersStandFull | undefined {
  const pod = chosenPod(observation);
  const run = observation.runs?.pod === pod?.pod ? observation.runs?.runs.at(-1) : undefined;
  const option = guideTo(observation.runtime).collector.buffersOption;
  const [max, track] = [run && heapBound(run), run?.tracks.buffers?.track];
  if (option === undefined || run?.end !== 'running' || max === undefined || track === undefined) return undefined;
  const { times, values } = track;
  const size = values.at(-1) ?? 0;
  if (size < NEARLY_FULL * max || size > BEYOND * max) return undefined;
  const low = Math.min(...values);
  if (size - low < LEAST_GAINED || size < MULTIPLIED * low) return undefined;
  const first = values.findLastIndex((value) => Math.abs(value - size) > STANDS * size) + 1;
  if (values.length - first < SAMPLES) return undefined;
  return { size, since: (times.at(-1) ?? 0) - (times[first] ?? 0), option };
}

/** `They stand at 71.4 MiB for 52 s, about as much as the heap may take: without …` */
export function buffersFullSaid({ size, since, option }: BuffersStandFull): string {
  return `They stand at ${formatBytes(size)} for ${formatDuration(since)}, about as much as the heap may take: without ${option} that bounds them too, and what needs another one fails with an OutOfMemoryError.`;
}

/** Buffers that filled what they may take leaked as those that climb, although memory is level since. */
export function fullBuffersVerdict(
  { observation, steps }: Pick<CaseFile, 'observation' | 'steps'>,
  contradicted: Verdict['contradicted'],
): Verdict | undefined {
  const denied = steps.some(({ step, answer }) => step === 'outside-heap-growing' && answer === 'no');
  const attribution = explanationOf(observation);
  const cause = attribution?.causes.find((each) => each.cause === 'buffers' && each.bytes > 0);
  if (denied || cause === undefined || buffersStandFull(observation) === undefined) return undefined;
  const confidence = contradicted.length > 0 ? AT_MOST.againstData : AT_MOST.leftOpen;
  return { kind: 'native-growth', confidence, also: [], contradicted, attribution, cause };
}
