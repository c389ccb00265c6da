import { type Bytes, formatByteRate, formatBytes, formatGrowth } from '../measurement/bytes.ts';
import { formatDuration, HOUR } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Track } from '../metrics/series.ts';
import { median, sliceOf, spanOf } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { memoryOf } from './charged-memory.ts';
import { explanationOf } from './explanation.ts';
import { fitsAtLargest, heapReach, outsideAtEnd } from './heap-reach.ts';
import type { Judgement } from './judgement.ts';
import { limitReason } from './limit-reason.ts';
import { lookAgain } from './look-again.ts';
import type { MayFill } from './may-fill.ts';
import { limitOf, type Observation } from './observation.ts';

interface Narrow {
  readonly name: string;
  readonly memory: PodMemory;
  readonly narrow: MayFill;
}

/** Samples at either end whose middle is the level there. */
const AT_END = 3;

/** Share of a rise that falls into its second half: a steady one has half of it there. */
const SLOWS = 0.25;

/** `, 5 MiB of it in the last 11 min`: what was seen of a curve that bends does not get less by looking longer. */
function slowing(own: Track): string {
  const half = spanOf(own) / 2;
  const [start = 0, end = 0] = [own.values.subarray(0, AT_END), own.values.subarray(-AT_END)].map(median);
  const { times } = own;
  const late = sliceOf(own, (times.at(-1) ?? 0) - half, times.at(-1) ?? 0);
  const gained = end - median(late.values.subarray(0, AT_END));
  return end - start > 0 && gained < SLOWS * (end - start)
    ? `, ${formatBytes(Math.max(0, gained))} of it in the last ${formatDuration(half)}`
    : '';
}

/** Why a rise that slows down is no end of it. */
const DESPITE: Readonly<Record<NonNullable<MayFill['despite']>, string>> = {
  requests: 'It slows down as its traffic does: each request adds as much as before.',
  'live-heap': 'It slows down, and what survives collections does not: that climbs on as before.',
  heap: 'It slows down, and its heap fills on as before: even the lowest level of that lies above the size at which all of it is collected.',
};

/** The first question is asked before the heap's figures are: its run has them already. */
function withFiguresOfRun(observation: Observation): Observation {
  const run = observation.runs?.pod === observation.chosen ? observation.runs?.runs.at(-1) : undefined;
  return run === undefined ? observation : { ...observation, measured: { ...run.tracks, ...observation.measured } };
}

/** Share of the growth beside the heap from which on it is not the heap alone that rises. */
const BESIDE = 0.1;

/** What rises in a heap that fits into the limit at its largest meets no limit, at whatever rate. */
function roomOfHeap(observation: Observation, rate: string, limit: Bytes): string | undefined {
  const figures = withFiguresOfRun(observation);
  const reach = heapReach(figures);
  const { causes, ledger } = explanationOf(observation) ?? {};
  if (reach === undefined || causes === undefined || ledger === undefined || !fitsAtLargest(figures)) return undefined;
  const beside = causes.reduce((sum, { cause, candidate, bytes }) => {
    return candidate && cause !== 'heap' ? sum + Math.max(0, bytes) : sum;
  }, 0);
  if (beside >= Math.max(ledger.tolerance, BESIDE * (ledger.end.total - ledger.base.total))) return undefined;
  const outside = formatBytes(outsideAtEnd(figures) ?? 0);
  return `It rises by ${rate} in its heap, which takes ${formatBytes(reach.max)} at most: with the ${outside} beside it that does not reach the limit of ${formatBytes(limit)}`;
}

/** What goes on in a heap that fits is full some day, and ends the process then. */
function withEndOfHeap({ runtime }: Observation, { despite }: MayFill, room: string | undefined): string | undefined {
  if (room === undefined || despite === 'requests') return undefined;
  const by = despite === undefined ? undefined : guideTo(runtime).collector.outOfMemory?.by;
  return by === undefined ? room : `${room}, but should what lives fill the heap, ${by} ends the process`;
}

/** Of a steady rise in a window that is too narrow to tell it from what comes and goes. */
export function narrowWording(
  observation: Observation,
  { name, memory, narrow }: Narrow,
): Pick<Judgement, 'headline' | 'reasons'> {
  const { from = 0, to = 0 } = memory.lifetimes.at(-1) ?? {};
  const own = sliceOf(memoryOf(observation, memory), from, to);
  const levels = formatGrowth(median(own.values.subarray(0, AT_END)), median(own.values.subarray(-AT_END)));
  const span = `${formatDuration(spanOf(own))}${slowing(own)}`;
  const limit = limitOf(observation, memory);
  const rate = formatByteRate(narrow.perHour, HOUR);
  const fills =
    narrow.fullIn === undefined || limit === undefined
      ? `Going on at ${rate} it would double within days`
      : (withEndOfHeap(observation, narrow, roomOfHeap(observation, rate, limit)) ??
        `Going on at ${rate} it would ${narrow.afterStart === true ? 'reach' : 'fill'} the limit of ${formatBytes(limit)} in about ${formatDuration(narrow.fullIn)}`);
  return {
    headline: `${name} rose ${levels} in ${span}, which is too short to see whether it goes on. ${lookAgain(observation, memory)}`,
    reasons: [
      ...(narrow.despite === undefined ? [] : [DESPITE[narrow.despite]]),
      narrow.afterStart === true
        ? `${fills}; what fills after a start ever more slowly rises as much.`
        : `${fills}; memory that comes and goes with the time of day rises as much.`,
      ...(limit === undefined ? [] : [limitReason(observation, memory, limit)]),
    ],
  };
}
