import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { nearestReader } from '../metrics/nearest.ts';
import { rankCorrelation } from '../metrics/rank-correlation.ts';
import type { Track } from '../metrics/series.ts';
import { typicalStep } from '../metrics/track.ts';
import type { CauseGrowth, CauseContext as LowContext, Ties } from '../runtime/growth-causes.ts';
import { definitionOf } from '../runtime/runtimes.ts';
import { kernelHoldsThreads, kernelMemoryOfThreads } from '../runtime/thread-memory.ts';
import { anonymousCauses, containerCauses } from './container-causes.ts';
import type { Level } from './level.ts';
import type { PartId } from './parts.ts';
import { columnsOfRun, type LedgerColumns, type RunLedger, totalTrack } from './run-ledger.ts';

/** What is known of a whole run, its ledger with it. */
export interface CauseContext extends LowContext {
  readonly ledger: RunLedger;
}

/** A cause and what it explains of the growth of one run. */
export interface CauseShare extends CauseGrowth {
  /** Of the whole climb, 0 to 1; 0 for one that shrank. */
  readonly share: number;
  /** Of the last half of it; absent where hardly anything grew then. */
  readonly lastHalf?: number | undefined;
}

export interface Shares {
  /** What the shares are shares of: the larger of the net growth and the sum of what grew. */
  readonly whole: Bytes;
  /** What grew in the last half. */
  readonly late: Bytes;
  /** Largest first, by the smaller of both shares: what stopped growing is not what leaks. */
  readonly causes: readonly CauseShare[];
}

/** Which cause explains how much of a run's growth. */
export function sharesOf(context: CauseContext): Shares {
  const { ledger } = context;
  const whole = partition(ledger.base, ledger.end, context);
  const half = partition(ledger.middle, ledger.end, context);
  // What moved less than the noise of the figures has no leader.
  const late = half.whole >= ledger.tolerance ? half : undefined;
  const causes = whole.growths.map((growth): CauseShare => {
    const later = late?.growths.find(({ cause }) => cause === growth.cause);
    return {
      ...growth,
      share: shareOf(growth, whole.whole),
      lastHalf: late && (later === undefined ? 0 : shareOf(later, late.whole)),
    };
  });
  return {
    whole: whole.whole,
    late: half.whole,
    causes: causes.sort((a, b) => steadyShare(b) - steadyShare(a) || b.bytes - a.bytes),
  };
}

/** What a cause explains of the whole climb and of its last half: the smaller of both. */
export function steadyShare({ share, lastHalf, candidate }: CauseShare): number {
  return candidate ? Math.min(share, lastHalf ?? share) : -1;
}

function shareOf({ bytes, candidate }: CauseGrowth, whole: Bytes): number {
  return candidate && whole > 0 ? Math.max(0, bytes) / whole : 0;
}

function partition(from: Level, to: Level, context: CauseContext) {
  const own = withoutOthers(context);
  const process = processCauses(from, to, own);
  const threads =
    process.some(({ cause, bytes }) => cause === 'threads' && bytes > 0) || kernelHoldsThreads(from, to, own.ties);
  const all = [...process, ...containerCauses(from, to, threads ? kernelMemoryOfThreads(from, to) : 0)];
  const growths = [...Map.groupBy(all, ({ cause }) => cause).values()].map(merged).filter(({ bytes }) => bytes !== 0);
  const sum = (some: readonly CauseGrowth[]) => some.reduce((total, { bytes }) => total + Math.max(0, bytes), 0);
  const room = sum(growths.filter(({ candidate }) => !candidate));
  const grown = sum(growths.filter(({ candidate }) => candidate));
  return { growths, whole: Math.max(to.total - from.total - room, grown) };
}

function merged(same: readonly CauseGrowth[]): CauseGrowth {
  const [first, ...others] = same;
  if (first === undefined) throw new RangeError('no growth to merge');
  return { ...first, bytes: others.reduce((sum, { bytes }) => sum + bytes, first.bytes) };
}

function processCauses(from: Level, to: Level, context: CauseContext): readonly CauseGrowth[] {
  if (from.parts.unexplained === undefined || to.parts.unexplained === undefined)
    return anonymousCauses(from, to, context);
  const causes = definitionOf(context.ledger.run.runtime)?.causes ?? anonymousCauses;
  return causes(from, to, context);
}

/** The threads of other processes come with them: a count of the whole container says nothing of the main one's. */
function withoutOthers(context: CauseContext): CauseContext {
  const others = context.ledger.end.parts.processes !== undefined;
  const own = context.ledger.run.tracks.threads !== undefined;
  return others && !own ? { ...context, ties: withoutThreads(context.ties) } : context;
}

function withoutThreads({ handles, goroutines, released }: Ties): Ties {
  return { handles, goroutines, released };
}

/** More samples than this add nothing to a correlation. */
const MOST_PAIRS = 200;

/** How closely counts follow the part of memory that what they count would be in. */
export function tiesOf(ledger: RunLedger): Ties {
  return new TiesOfRun(ledger);
}

/** Each tie is worked out where a cause asks for it: most runs have none of what it would tie. */
class TiesOfRun implements Ties {
  readonly #ledger: RunLedger;
  readonly #known = new Map<keyof Ties, number | undefined>();
  #columns: LedgerColumns | undefined;

  constructor(ledger: RunLedger) {
    this.#ledger = ledger;
  }

  get threads(): number | undefined {
    return this.#tie('threads', this.#countOfThreads(), 'unexplained', 'anonymous');
  }

  get threadsInKernel(): number | undefined {
    return this.#tie('threadsInKernel', this.#countOfThreads(), 'kernel');
  }

  get handles(): number | undefined {
    return this.#tie('handles', this.#ledger.run.tracks.handles?.track, 'live-heap');
  }

  get goroutines(): number | undefined {
    return this.#tie('goroutines', this.#ledger.run.tracks.goroutines?.track, 'live-heap');
  }

  get released(): number | undefined {
    return this.#tie('released', this.#ledger.run.tracks['heap-released']?.track, 'unexplained');
  }

  #countOfThreads(): Track | undefined {
    const { tracks } = this.#ledger.run;
    return (tracks.threads ?? tracks['container-threads'])?.track;
  }

  #tie(name: keyof Ties, count: Track | undefined, ...parts: readonly PartId[]): number | undefined {
    if (count === undefined) return undefined;
    if (!this.#known.has(name)) this.#known.set(name, this.#correlationWith(count, parts));
    return this.#known.get(name);
  }

  #correlationWith(count: Track, parts: readonly PartId[]): number | undefined {
    const total = totalTrack(this.#ledger.run) ?? { times: new Float64Array(), values: new Float64Array() };
    this.#columns ??= columnsOfRun(this.#ledger, momentsOf(this.#ledger, total));
    const { times, parts: all } = this.#columns;
    const found = all.find(({ part }) => parts.includes(part));
    return found && correlation(typicalStep(total), { times, values: found.values }, count);
  }
}

/** Samples between the base and the end, evenly. */
function momentsOf({ base, end }: RunLedger, { times }: Track): Float64Array {
  const inside = times.filter((time) => time >= base.at.from && time <= end.at.to);
  const every = Math.max(1, Math.ceil(inside.length / MOST_PAIRS));
  return inside.filter((_, index) => index % every === 0);
}

function correlation(step: Milliseconds, part: Track, count: Track): number | undefined {
  const read = nearestReader(count, 2 * Math.max(step, typicalStep(count)));
  const pairs = Array.from(part.times, (time, index) => [part.values[index] ?? 0, read(time)] as const);
  return rankCorrelation(
    pairs.flatMap(([value, counted]) => (counted === undefined ? [] : [[value, counted] as const])),
  );
}
