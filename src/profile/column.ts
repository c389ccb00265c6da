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
 * One value a stack, the sum of its samples, as one lane of doubles where every sum stays within 2^53, else cut into lanes
 * that are summed apart and put together at the end: so all aggregation is plain arithmetic on doubles, and exact.
 */
export interface Column {
  readonly lanes: readonly Float64Array[];
  /** Rounded beyond 2^53: to rank. */
  readonly rounded: Float64Array;
  /** By stack: 0 where no sample of it has a value; the samples of one that has may still cancel each other out. */
  readonly live: Uint8Array;
  /** The value of one sample, rounded beyond 2^53. */
  readonly ofSample: (sample: number) => number;
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
  const [base, current] = [
    sideColumn(sides[0], types[0], labelTest(sides[0], filter)),
    sideColumn(sides[1], types[1], labelTest(sides[1], filter)),
  ];
  if (base.magnitude + current.magnitude <= Number.MAX_SAFE_INTEGER) return [base.column, current.column];
  return [
    { ...base.column, lanes: cut(sides[0], types[0], base.passes) },
    { ...current.column, lanes: cut(sides[1], types[1], current.passes) },
  ];
}

/** The values of one sample type of one profile, as `columns` has them, in one lane. */
export function column(profile: Profile, type: number): Column {
  return sideColumn(profile, type, undefined).column;
}

type Test = ((sample: number) => boolean) | undefined;

interface SideColumn {
  /** In one lane. */
  readonly column: Column;
  readonly passes: Test;
  /** What all values together are without their signs. */
  readonly magnitude: number;
}

function sideColumn({ samples, sampleTypes }: Profile, type: number, passes: Test): SideColumn {
  const { values, stackOf, stacks } = samples;
  const width = sampleTypes.length;
  const rounded = new Float64Array(stacks.count);
  const live = new Uint8Array(stacks.count);
  let magnitude = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const value = Number(values[sample * width + type] ?? 0);
    if (value === 0 || passes?.(sample) === false) continue;
    const stack = stackOf[sample] ?? 0;
    rounded[stack] = (rounded[stack] ?? 0) + value;
    live[stack] = 1;
    magnitude += Math.abs(value);
  }
  const ofSample = (sample: number) => (passes?.(sample) === false ? 0 : Number(values[sample * width + type] ?? 0));
  return { column: { lanes: [rounded], rounded, live, ofSample }, passes, magnitude };
}

function cut({ samples, sampleTypes }: Profile, type: number, passes: Test): Float64Array[] {
  const { count, values, stackOf, stacks } = samples;
  const width = sampleTypes.length;
  const lanes = Array.from({ length: LANES }, () => new Float64Array(stacks.count));
  for (let sample = 0; sample < count; sample++) {
    if (passes?.(sample) === false) continue;
    const stack = stackOf[sample] ?? 0;
    let rest = BigInt(values[sample * width + type] ?? 0);
    for (const [index, lane] of lanes.entries()) {
      const last = index === LANES - 1;
      lane[stack] = (lane[stack] ?? 0) + Number(last ? rest : BigInt.asUintN(LANE_BITS, rest));
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

  /** Sums a column over `bucketOf[stack]`; stacks without a bucket have {@link NO_BUCKET}. */
  static of(column: Column, bucketOf: Int32Array, buckets: number): Sums {
    return new Sums(
      column.lanes.map((lane) => {
        const sums = new Float64Array(buckets);
        for (let stack = 0; stack < lane.length; stack++) {
          const bucket = bucketOf[stack] ?? NO_BUCKET;
          if (bucket !== NO_BUCKET) sums[bucket] = (sums[bucket] ?? 0) + (lane[stack] ?? 0);
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
