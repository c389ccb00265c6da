import { type Bytes, formatBytes, formatGrowth } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { trendTest } from '../metrics/mann-kendall.ts';
import { slopePerHour } from '../metrics/theil-sen.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { overRuns } from './job-runs.ts';
import { limitOf, type Observation } from './observation.ts';

/** Which runs of a job show that it takes more from one to the next. Set by hand. */
const SHOWN = {
  /** Runs that are over. Fewer may rise by chance. */
  fewest: 5,
  /** Kendall's tau of what they reached. */
  tau: 0.7,
  /** Share of the limit by which the last lies above the first. */
  ofLimit: 0.1,
  /** The same as a share of the first, where there is no limit. */
  ofFirst: 0.2,
} as const;

/** A share of the limit. What takes more of it has no room for another step. */
const TIGHT = 0.85;
/** Runs. A limit that is met sooner is too small for what comes. */
const SOON = 7;

/** Runs of a job of which each takes more than those before: it is their work that grows, or what they keep of it. */
export interface RisingRuns {
  /** What each reached, oldest first. */
  readonly reached: readonly Bytes[];
  readonly first: Bytes;
  readonly last: Bytes;
  readonly perRun: Bytes;
  readonly limit: Bytes | undefined;
  /** Runs until one meets the limit at this pace; undefined without a limit. */
  readonly left: number | undefined;
}

/** Undefined where the chosen pod is no run of a job, or its runs do not reach more from one to the next. */
export function risingRuns(observation: Observation, chosen: PodMemory): RisingRuns | undefined {
  const reached = overRuns(observation, chosen).map((run) => run.reached);
  const [first = 0] = reached;
  const last = reached.at(-1) ?? 0;
  const limit = limitOf(observation, chosen);
  const least = limit === undefined ? SHOWN.ofFirst * first : SHOWN.ofLimit * limit;
  // One run a unit: what counts is the next run, whenever it begins.
  const byRun = { times: Float64Array.from(reached, (_, i) => i * HOUR), values: Float64Array.from(reached) };
  if (reached.length < SHOWN.fewest || trendTest(byRun).tau < SHOWN.tau || last - first < least) return undefined;
  const perRun = slopePerHour(byRun);
  const left = limit === undefined ? undefined : Math.max(0, Math.ceil((limit - last) / perRun));
  return { reached, first, last, perRun, limit, left };
}

/** Whether a run meets the limit soon, or has met it. */
function isTight({ limit, last, left = SOON }: RisingRuns): boolean {
  return limit !== undefined && (last >= TIGHT * limit || left < SOON);
}

/** What the rise says about the limit. */
export function risingKind(rising: RisingRuns): 'limit-too-small' | 'no-growth' {
  return isTight(rising) ? 'limit-too-small' : 'no-growth';
}

/** `This job takes more from run to run: 866 MiB → 1.84 GiB in 10 runs` */
export function risingTitle(rising: RisingRuns): string {
  const { first, last, reached } = rising;
  const said = `This job takes more from run to run: ${formatGrowth(first, last)} in ${countOf(reached.length, 'run')}`;
  return isTight(rising) ? `${said}, and its limit is too small` : said;
}

export function risingSaid({ first, last, reached, perRun, limit, left }: RisingRuns): string {
  const of =
    limit === undefined
      ? ''
      : `, ${formatShare(last / limit)} of the limit of ${formatBytes(limit)}${meets(left, last / limit)}`;
  return `The runs of this job reached ${formatGrowth(first, last)} from the first to the last of ${countOf(reached.length, 'run')}, about ${formatBytes(perRun)} more each${of}.`;
}

/** A share of the limit. What reached more of it was at it: samples miss the last of a rise. */
const FULL = 0.95;

function meets(left: number | undefined, share: number): string {
  if (left === undefined) return '';
  if (left === 0 || share >= FULL) return ', and met it';
  return left <= 1 ? ': the next may meet it' : `, which one meets after about ${left} more`;
}

/** More figures are no sentence. */
const MOST_SAID = 12;

/** `What the last 3 reached: 866 MiB, 978 MiB, 1.07 GiB.` */
export function peaksSaid({ reached }: RisingRuns): string {
  const latest = reached.slice(-MOST_SAID);
  return `What the last ${latest.length} reached: ${latest.map((peak) => formatBytes(peak)).join(', ')}. A run returns its memory when it ends.`;
}

/** `holding` is a limit that has room for the runs that come soon. */
export function risingRemedy(rising: RisingRuns, limitFor: (peak: Bytes) => Bytes): Remedy {
  const { last, perRun, limit, left } = rising;
  const holding = limitFor(last + SOON * perRun);
  const far =
    limit === undefined || left === undefined
      ? ''
      : `, and at this pace one meets the limit of ${formatBytes(limit)} after about ${left} more`;
  return {
    steps: [
      isTight(rising)
        ? `Now: set the limit to ${formatBytes(holding)} before the next run: at this pace it holds for about ${countOf(SOON, 'run')}.`
        : `Now: nothing is urgent: a run returns its memory when it ends${far}.`,
      'Fix: compare the input of the first run with that of the last. Where it grew as memory did, read it in parts (pages, a stream) in place of all at once; else find what a run keeps from those before.',
    ],
    proof: 'The next runs reach no more than the last, whatever their input.',
  };
}
