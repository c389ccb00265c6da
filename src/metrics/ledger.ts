import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Quantity } from '../runtime/candidate.ts';
import type { Figures, LedgerModel, LedgerPart } from '../runtime/ledger-model.ts';
import { definitionOf, type Runtime } from '../runtime/runtimes.ts';
import type { Lifetime, PodMemory } from './lifetime.ts';
import type { Measured } from './measured.ts';
import { nearestReader } from './nearest.ts';
import { type Track, trackOf } from './series.ts';
import { floorAround, median, sliceOf, typicalStep } from './track.ts';

export type { LedgerPart } from '../runtime/ledger-model.ts';

/** One part of resident memory, as a column over the ledger's times. */
export interface LedgerColumn {
  readonly part: LedgerPart;
  /** As a picture or a sentence calls it: `idle spans not returned`. */
  readonly name: string;
  readonly values: Float64Array;
}

/** RSS of a process split into parts, as columns over the same times. At every time the parts add up to RSS. */
export interface Ledger {
  readonly times: Float64Array;
  readonly rss: Float64Array;
  /** From the most to the least expected; the last is what the runtime does not know of. */
  readonly columns: readonly LedgerColumn[];
  /** The most that the runtime's own figures exceeded RSS by: pages it reserved that are not resident. */
  readonly overshoot: Bytes;
  /** Who counted too much: `Go`. */
  readonly counter: string;
}

/** How the memory of a runtime is split; undefined for an unknown one. */
export function ledgerModelOf(runtime: Runtime): LedgerModel | undefined {
  return definitionOf(runtime)?.metrics.ledger;
}

/** Two metrics of one scrape may differ by this many steps in time. */
const ALIGNED_WITHIN_STEPS = 2;
/** The live heap is the smallest allocation seen within this time before and after a moment: a few collections. */
const FEW_COLLECTIONS: Milliseconds = 3 * MINUTE;

/**
 * Splits RSS by the model of its runtime; what remains is what the runtime does not know of. Runtimes count reserved
 * pages, so their sum may exceed RSS: the excess is taken from the parts likeliest not to be resident. Undefined when
 * a needed quantity is missing.
 */
export function ledgerOf(
  { rss, lifetimes }: Pick<PodMemory, 'rss' | 'lifetimes'>,
  measured: Readonly<Partial<Record<Quantity, Measured>>>,
  model: LedgerModel | undefined,
): Ledger | undefined {
  if (model === undefined || model.needs.some((quantity) => measured[quantity] === undefined)) return undefined;
  const known = [...model.needs, ...model.refines].flatMap((quantity) => {
    const found = measured[quantity];
    return found === undefined ? [] : [{ quantity, track: withoutGarbage(found, lifetimes) }];
  });
  const steps = known.map(({ track }) => typicalStep(track));
  const tolerance = ALIGNED_WITHIN_STEPS * Math.max(typicalStep(rss), ...steps);
  const readers = known.map(({ quantity, track }) => ({ quantity, read: nearestReader(track, tolerance) }));
  const rows: { readonly time: Instant; readonly rss: Bytes; readonly split: Split }[] = [];
  for (let i = 0; i < rss.times.length; i += 1) {
    const time = rss.times[i] ?? 0;
    const values = readers.map(({ quantity, read }) => [quantity, read(time)] as const);
    if (values.some(([, value]) => value === undefined)) continue;
    const total = rss.values[i] ?? 0;
    rows.push({ time, rss: total, split: splitOf(total, Object.fromEntries(values), model) });
  }
  if (rows.length === 0) return undefined;
  return {
    times: Float64Array.from(rows, (row) => row.time),
    rss: Float64Array.from(rows, (row) => row.rss),
    columns: model.parts.map(({ part, name }) => ({
      part,
      name,
      values: Float64Array.from(rows, (row) => row.split.parts[part] ?? 0),
    })),
    overshoot: Math.max(0, ...rows.map((row) => row.split.overshoot)),
    counter: model.counter,
  };
}

interface Split {
  readonly parts: Readonly<Partial<Record<LedgerPart, Bytes>>>;
  readonly overshoot: Bytes;
}

function splitOf(rss: Bytes, figures: Figures, model: LedgerModel): Split {
  const parts: Partial<Record<LedgerPart, Bytes>> = { ...model.split(figures) };
  const known = Object.values(parts).reduce((sum, part) => sum + part, 0);
  if (known <= rss) return { parts: { ...parts, unexplained: rss - known }, overshoot: 0 };
  let excess = known - rss;
  for (const part of model.leastResident) {
    const taken = Math.min(parts[part] ?? 0, excess);
    parts[part] = (parts[part] ?? 0) - taken;
    excess -= taken;
  }
  return { parts, overshoot: known - rss };
}

/** What survives collections: the track as it stands, or its floor over a few of them where garbage stands above it. */
export function withoutGarbage({ reading, track }: Measured, lifetimes: readonly Lifetime[]): Track {
  if (reading !== 'floor') return track;
  if (lifetimes.length < 2) return floorAround(track, FEW_COLLECTIONS);
  // A life's last minutes must not be read as the low beginning of the next one.
  const floors = lifetimes.map(({ from, to }) => floorAround(sliceOf(track, from, to), FEW_COLLECTIONS));
  return trackOf(floors.flatMap(({ times, values }) => [...times].map((time, i) => [time, values[i] ?? 0] as const)));
}

/** What a part gained from the beginning to the end of a stretch. */
export interface PartGain extends Pick<LedgerColumn, 'part' | 'name'> {
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
        : ledger.columns
            .map(({ part, name, values }) => {
              const level = levels(values);
              return { part, name, ...level, gained: level.to - level.from };
            })
            .sort((a, b) => b.gained - a.gained),
  };
}
