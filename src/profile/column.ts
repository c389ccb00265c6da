import { InvalidInputError } from '../foundation/errors.ts';
import type { LabelFilter } from './label-filter.ts';
import { labelTest } from './label-filter.ts';
import type { Profile } from './profile.ts';

/** An exact integer: a bigint only beyond ±2^53. */
export type Amount = number | bigint;

/** Three lanes of 24 bits hold 64; a sum of 2^29 of them is still exact in a double. */
const LANE_BITS = 24;
/** How many lanes hold 64 bits. */
const LANES = 3;

/**
 * One value a sample, as one lane of doubles where every sum stays within 2^53, else cut into lanes that are summed
 * apart and put together at the end: so all aggregation is plain arithmetic on doubles, and exact.
 */
export interface Column {
  readonly lanes: readonly Float64Array[];
  /** Rounded beyond 2^53: to rank, and to distinguish zero from something. */
  readonly rounded: Float64Array;
}

/** The position of a sample type, of several names the first that is there; the profile's own default, or the last as pprof has it, when none is named. */
export function sampleTypeIndex(profile: Profile, name: string | readonly string[] | undefined): number {
  const types = profile.sampleTypes.map(({ type }) => type);
  if (name === undefined) {
    const preferred = types.indexOf(profile.defaultSampleType);
    return preferred < 0 ? types.length - 1 : preferred;
  }
  const names = typeof name === 'string' ? [name] : name;
  const found = names.find((each) => types.includes(each));
  if (found === undefined) {
    const wanted = names.join(' or ');
    throw new InvalidInputError(`no sample type ${wanted} in this profile: it has ${types.join(', ') || 'none'}`);
  }
  return types.indexOf(found);
}

/** The values of one sample type on both sides; samples that the filter does not let through count 0. */
export function columns(
  sides: readonly [Profile, Profile],
  types: readonly [number, number],
  filter: LabelFilter,
): [Column, Column] {
  const passes = sides.map((profile) => labelTest(profile, filter));
  const rounded = sides.map((profile, side) => roundedValues(profile, types[side] ?? 0, passes[side]));
  let sum = 0;
  for (const values of rounded) for (const value of values) sum += Math.abs(value);
  const exact = sum <= Number.MAX_SAFE_INTEGER;
  const column = (side: 0 | 1): Column => {
    const values = rounded[side] ?? new Float64Array();
    return { rounded: values, lanes: exact ? [values] : cut(sides[side], types[side], passes[side]) };
  };
  return [column(0), column(1)];
}

type Test = ((sample: number) => boolean) | undefined;

function roundedValues(profile: Profile, type: number, passes: Test): Float64Array {
  const { count, values } = profile.samples;
  const width = profile.sampleTypes.length;
  const column = new Float64Array(count);
  for (let sample = 0; sample < count; sample++) {
    if (passes?.(sample) === false) continue;
    column[sample] = Number(values[sample * width + type] ?? 0);
  }
  return column;
}

function cut(profile: Profile, type: number, passes: Test): Float64Array[] {
  const { count, values } = profile.samples;
  const width = profile.sampleTypes.length;
  const lanes = Array.from({ length: LANES }, () => new Float64Array(count));
  for (let sample = 0; sample < count; sample++) {
    if (passes?.(sample) === false) continue;
    let rest = BigInt(values[sample * width + type] ?? 0);
    for (const [index, lane] of lanes.entries()) {
      const last = index === LANES - 1;
      lane[sample] = Number(last ? rest : BigInt.asUintN(LANE_BITS, rest));
      rest >>= BigInt(LANE_BITS);
    }
  }
  return lanes;
}

/** Sums by bucket: `read(bucket)` is exact, wrapping at 64 bits as Go's integers do. */
export class Sums {
  readonly #lanes: readonly Float64Array[];

  constructor(lanes: readonly Float64Array[]) {
    this.#lanes = lanes;
  }

  /** Sums a column over `bucketOf[sample]`; samples without a bucket have {@link NO_BUCKET}. */
  static of(column: Column, bucketOf: Int32Array, buckets: number): Sums {
    return new Sums(
      column.lanes.map((lane) => {
        const sums = new Float64Array(buckets);
        for (let sample = 0; sample < lane.length; sample++) {
          const bucket = bucketOf[sample] ?? NO_BUCKET;
          if (bucket !== NO_BUCKET) sums[bucket] = (sums[bucket] ?? 0) + (lane[sample] ?? 0);
        }
        return sums;
      }),
    );
  }

  /** The sum of a whole column. */
  static total(column: Column): Amount {
    return Sums.of(column, new Int32Array(column.rounded.length), 1).read(0);
  }

  /** Rounded beyond 2^53: to rank without creating objects. */
  rounded(bucket: number): number {
    return this.#lanes.reduce((sum, lane, index) => sum + (lane[bucket] ?? 0) * 2 ** (LANE_BITS * index), 0);
  }

  read(bucket: number): Amount {
    if (this.#lanes.length === 1) return this.#lanes[0]?.[bucket] ?? 0;
    let sum = 0n;
    this.#lanes.forEach((lane, index) => {
      sum += BigInt(lane[bucket] ?? 0) << BigInt(LANE_BITS * index);
    });
    return narrow(BigInt.asIntN(64, sum));
  }
}

/** Stands for no bucket in a column of their numbers. */
export const NO_BUCKET = -1;

/** `a − b`, exact, wrapping at 64 bits. */
export function minus(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return narrow(BigInt.asIntN(64, BigInt(a) - BigInt(b)));
}

/** `a / count`, rounded to the nearest, halves away from zero: the mean of merged profiles. */
export function per(a: Amount, count: number): Amount {
  if (count === 1) return a;
  const [sum, by] = [BigInt(a), BigInt(count)];
  const half = sum < 0n ? -(by / 2n) : by / 2n;
  return narrow((sum + half) / by);
}

/** For sorting: largest magnitude first. */
export function byMagnitude(a: Amount, b: Amount): number {
  const left = a < 0 ? -a : a;
  const right = b < 0 ? -b : b;
  return left < right ? 1 : left > right ? -1 : 0;
}

function narrow(value: bigint): Amount {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
