import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Quantity } from './catalogue.ts';
import type { Measured } from './measured.ts';
import type { Track } from './series.ts';
import { median, typicalStep } from './track.ts';

/** Where resident memory is, from the most to the least expected. */
export const LEDGER_PARTS = ['live-heap', 'garbage', 'idle', 'stacks', 'runtime', 'unexplained'] as const;

export type LedgerPart = (typeof LEDGER_PARTS)[number];

/** What each part is called in a picture or a sentence. */
export const PART_NAMES: Readonly<Record<LedgerPart, string>> = {
  'live-heap': 'live heap',
  garbage: 'garbage and fragmentation',
  idle: 'idle spans not returned',
  stacks: 'goroutine stacks',
  runtime: 'Go runtime',
  unexplained: 'outside Go (cgo, mmap, the binary)',
};

/** RSS of a Go process split into parts, as columns over the same times. At every time the parts add up to RSS. */
export interface Ledger {
  readonly times: Float64Array;
  readonly rss: Float64Array;
  readonly parts: Readonly<Record<LedgerPart, Float64Array>>;
  /** The most that Go's own figures exceeded RSS by: pages it reserved that are not resident. */
  readonly overshoot: Bytes;
}

export const LEDGER_QUANTITIES = [
  'live-heap',
  'heap-inuse',
  'heap-idle',
  'heap-released',
  'stacks',
  'runtime-sys',
] as const satisfies readonly Quantity[];

/** Two metrics of one scrape may differ by this many steps in time. */
const ALIGNED_WITHIN_STEPS = 2;
/** The live heap is the smallest allocation seen within this time around a moment: a few collections. */
const FEW_COLLECTIONS: Milliseconds = 6 * MINUTE;

/**
 * Splits RSS: live heap; garbage and fragmentation (heap in use − live); spans idle but not returned (idle −
 * released); stacks; the runtime's own (sys − heap − stacks); and what remains, which Go does not know of. The terms
 * are those of the documentation of runtime.MemStats. Go counts reserved pages, so its sum may exceed RSS: the
 * excess is taken from the parts likeliest not to be resident. Undefined when a quantity is missing.
 */
export function ledgerOf(rss: Track, measured: Readonly<Partial<Record<Quantity, Measured>>>): Ledger | undefined {
  const tracks = LEDGER_QUANTITIES.map((quantity) => {
    const found = measured[quantity];
    return found && withoutGarbage(found);
  });
  const [live, inuse, idle, released, stacks, sys] = tracks;
  if (!live || !inuse || !idle || !released || !stacks || !sys) return undefined;
  const tolerance = ALIGNED_WITHIN_STEPS * Math.max(typicalStep(rss), typicalStep(inuse));
  const readers = [live, inuse, idle, released, stacks, sys].map((track) => nearestReader(track, tolerance));
  const rows: { readonly time: Instant; readonly rss: Bytes; readonly split: Split }[] = [];
  for (let i = 0; i < rss.times.length; i += 1) {
    const time = rss.times[i] ?? 0;
    const values = readers.map((read) => read(time));
    if (values.some((value) => value === undefined)) continue;
    const total = rss.values[i] ?? 0;
    rows.push({
      time,
      rss: total,
      split: splitOf(
        total,
        values.map((value) => value ?? 0),
      ),
    });
  }
  if (rows.length === 0) return undefined;
  const columnOf = (part: LedgerPart) => Float64Array.from(rows, (row) => row.split.parts[part]);
  return {
    times: Float64Array.from(rows, (row) => row.time),
    rss: Float64Array.from(rows, (row) => row.rss),
    parts: {
      'live-heap': columnOf('live-heap'),
      garbage: columnOf('garbage'),
      idle: columnOf('idle'),
      stacks: columnOf('stacks'),
      runtime: columnOf('runtime'),
      unexplained: columnOf('unexplained'),
    },
    overshoot: Math.max(0, ...rows.map((row) => row.split.overshoot)),
  };
}

interface Split {
  readonly parts: Readonly<Record<LedgerPart, Bytes>>;
  readonly overshoot: Bytes;
}

/** Reserved but untouched pages are likeliest in idle spans, then in the runtime's tables, then between live objects. */
const LIKELY_NOT_RESIDENT = [
  'idle',
  'runtime',
  'garbage',
  'stacks',
  'live-heap',
] as const satisfies readonly LedgerPart[];

function splitOf(rss: Bytes, values: readonly number[]): Split {
  const [live = 0, inuse = 0, idle = 0, released = 0, stacks = 0, sys = 0] = values;
  const parts: Record<LedgerPart, Bytes> = {
    'live-heap': Math.min(live, inuse),
    garbage: Math.max(0, inuse - live),
    idle: Math.max(0, idle - released),
    stacks,
    runtime: Math.max(0, sys - inuse - idle - stacks),
    unexplained: 0,
  };
  const known = Object.values(parts).reduce((sum, part) => sum + part, 0);
  if (known <= rss) return { parts: { ...parts, unexplained: rss - known }, overshoot: 0 };
  let excess = known - rss;
  for (const part of LIKELY_NOT_RESIDENT) {
    const taken = Math.min(parts[part], excess);
    parts[part] -= taken;
    excess -= taken;
  }
  return { parts, overshoot: known - rss };
}

/** What survives collections: the track as it stands, or its floor over a few of them where garbage stands above it. */
export function withoutGarbage({ reading, track }: Measured): Track {
  return reading === 'floor' ? runningFloor(track, FEW_COLLECTIONS) : track;
}

/** The smallest value within `span` before and after each sample, so that garbage between collections falls away. */
export function runningFloor(track: Track, span: Milliseconds): Track {
  const { times, values } = track;
  let start = 0;
  let end = 0;
  const floor = times.map((time) => {
    while ((times[start] ?? 0) < time - span / 2) start += 1;
    while (end < times.length && (times[end] ?? 0) <= time + span / 2) end += 1;
    return values.subarray(start, end).reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  });
  return { times, values: floor };
}

/** Reads the sample nearest to ever later moments. */
function nearestReader(track: Track, tolerance: Milliseconds): (time: Instant) => number | undefined {
  let i = 0;
  return (time) => {
    while (
      i + 1 < track.times.length &&
      Math.abs((track.times[i + 1] ?? 0) - time) <= Math.abs((track.times[i] ?? 0) - time)
    ) {
      i += 1;
    }
    return Math.abs((track.times[i] ?? Number.POSITIVE_INFINITY) - time) <= tolerance ? track.values[i] : undefined;
  };
}

/** What a part gained from the beginning to the end of a stretch. */
export interface PartGain {
  readonly part: LedgerPart;
  readonly from: Bytes;
  readonly to: Bytes;
  readonly gained: Bytes;
}

/** Gains of every part and of RSS over a stretch, the largest first; levels are medians of its first and last tenth. */
export function ledgerGains(
  ledger: Ledger,
  from: Instant,
  to: Instant,
): { readonly rss: Bytes; readonly parts: readonly PartGain[] } {
  const inside = [...ledger.times.keys()].filter((i) => (ledger.times[i] ?? 0) >= from && (ledger.times[i] ?? 0) <= to);
  const few = Math.max(1, Math.floor(inside.length / 10));
  const levels = (column: Float64Array) => {
    const at = (index: readonly number[]) => median(index.map((i) => column[i] ?? 0));
    return { from: at(inside.slice(0, few)), to: at(inside.slice(-few)) };
  };
  const rss = levels(ledger.rss);
  return {
    rss: inside.length === 0 ? 0 : rss.to - rss.from,
    parts:
      inside.length === 0
        ? []
        : LEDGER_PARTS.map((part) => {
            const level = levels(ledger.parts[part]);
            return { part, ...level, gained: level.to - level.from };
          }).sort((a, b) => b.gained - a.gained),
  };
}
