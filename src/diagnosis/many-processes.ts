import { valueNear } from '../attribution/near.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { correlation } from '../metrics/correlation.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { median, typicalStep } from '../metrics/track.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { memoryOf } from './charged-memory.ts';
import { explanationOf } from './explanation.ts';
import type { Observation } from './observation.ts';

/** Processes of a container that multiplied, and its memory with them. */
export interface ManyProcesses {
  readonly from: number;
  readonly to: number;
  /** What memory gained for each that was added. */
  readonly each: Bytes;
}

/** When the number of processes explains memory. Set by hand. */
const MANY = {
  /** Times as many as at first. */
  multiplied: 2,
  /** Processes that were added. Fewer may be a shell, or a probe. */
  added: 4,
  /** Correlation of their number and memory: each of them takes as much as the others, early and late. */
  correlation: 0.97,
  /** Share of a number within which it stands, and of what so many take that memory may gain meanwhile. */
  near: 0.1,
  alone: 0.15,
  /** Samples that both have. */
  fewest: 24,
} as const;

/** Whether memory of a container rose with the number of its processes; undefined where no metric counts them, or it did not. */
export function manyProcesses(observation: Observation, pod: PodMemory): ManyProcesses | undefined {
  const { runs } = observation;
  if (runs?.pod !== pod.pod) return undefined;
  const run = explanationOf(observation)?.ledger.run ?? runs.runs.at(-1);
  const count = run?.tracks.processes?.track;
  if (run === undefined || count === undefined) return undefined;
  const memory = memoryOf(observation, pod);
  const within = 2 * typicalStep(memory);
  const pairs = [...count.times].flatMap((time, i) => {
    const held = time < run.from || time > run.to ? undefined : valueNear(memory, time, within);
    return held === undefined ? [] : [[count.values[i] ?? 0, held] as const];
  });
  if (pairs.length < MANY.fewest || correlation(pairs) < MANY.correlation) return undefined;
  const [from, to] = [pairs[0]?.[0], pairs.at(-1)?.[0]];
  if (from === undefined || to === undefined) return undefined;
  if (to < MANY.multiplied * from || to - from < MANY.added) return undefined;
  const each = slopeOf(pairs);
  return [from, to].some((number) => growsAlone(pairs, number, each)) ? undefined : { from, to, each };
}

type Pair = readonly [number: number, held: Bytes];

/** Whether memory grows while the number of processes stands: then each of them does, and it is not their number alone. */
function growsAlone(pairs: readonly Pair[], number: number, each: Bytes): boolean {
  const near = Math.max(1, MANY.near * number);
  const held = pairs.filter(([own]) => Math.abs(own - number) <= near).map(([own, all]) => all - each * (own - number));
  const third = Math.floor(held.length / 3);
  if (third === 0) return false;
  return median(held.slice(-third)) - median(held.slice(0, third)) > MANY.alone * each * number;
}

/** By how much the second of a pair rises with the first: least squares. */
function slopeOf(pairs: readonly Pair[]): number {
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  const [product, square] = pairs.reduce(
    ([sum, power], [x, y]) => [sum + (x - a) * (y - b), power + (x - a) ** 2] as const,
    [0, 0] as readonly [number, number],
  );
  return square === 0 ? 0 : product / square;
}

/** `8 → 28 processes, about 11.6 MiB for each` */
export function processesSaid({ from, to, each }: ManyProcesses, noun = ' processes'): string {
  return `${formatCount(from)} → ${formatCount(to)}${noun}, about ${formatBytes(each)} for each`;
}

/** What to do where it is their number that grew; `now` is what is urgent, where something is. */
export function boundProcesses({ to, each }: ManyProcesses, now: string | undefined): Remedy {
  const bound = `bound the number of processes (pm.max_children of PHP-FPM, the workers of a server), or give the pod a limit that holds as many as it may start: ${formatCount(to)} of them take about ${formatBytes(to * each)} beside what they share.`;
  return {
    steps: [
      ...(now === undefined ? [`Now: ${bound}`] : [now, `Fix: ${bound}`]),
      'Then: compare the RSS of one process over an hour (ps -o pid,rss,etime): only if it grows by itself is it a leak.',
    ],
    proof: 'While the number of processes stands, memory does.',
  };
}
