import type { AlignedSide, Alignment } from './alignment.ts';
import { type Column, column as columnOf, NO_BUCKET, Sums } from './column.ts';
import { FOLLOWED_OBJECTS, PARTS_PER_MILLION } from './followed-heap.ts';
import type { Profile, SampleType } from './profile.ts';

/** How many objects a path’s figure is estimated from, and how far off it may be. */
export interface Sampled {
  readonly base: number;
  readonly current: number;
  /** The growth lies within so much of the figure in 19 of 20 cases, in the unit of the comparison. */
  readonly margin: number;
  /** The same of the later figure by itself. */
  readonly currentMargin: number;
  /** Fewer objects than can be ranked by, or a growth that is smaller than its margin. */
  readonly few: boolean;
}

/** The standard error of a count is its square root: of 4 objects half of the figure, of fewer more. */
export const LEAST_OBJECTS = 4;

/** Standard errors that hold 19 of 20 cases. */
const WIDE = 1.96;

/** The sample type that counts the objects behind the bytes of another, where a profiler writes both. */
const COUNTED_BY: Readonly<Record<string, string>> = {
  inuse_space: 'old_object_samples',
  live_space: 'live_samples',
};

type PathOf = Readonly<Record<'base' | 'current', Int32Array>>;

/** By path; undefined where the figures are no estimates from objects that a profiler follows: nearly always. */
export function sampledOn(
  alignment: Alignment,
  { pathOf, count }: { readonly pathOf: PathOf; readonly count: number },
): ((path: number) => Sampled | undefined) | undefined {
  const base = sideOf(alignment.base, alignment.sampleType, { pathOf: pathOf.base, count });
  const current = sideOf(alignment.current, alignment.sampleType, { pathOf: pathOf.current, count });
  if (base === undefined || current === undefined) return undefined;
  return (path) => {
    const [was, is] = [base(path), current(path)];
    // What is left when all objects stand for their part is no estimate by any.
    if (was.objects + is.objects === 0) return undefined;
    const error = Math.sqrt(was.variance + is.variance);
    return {
      base: was.objects,
      current: is.objects,
      margin: WIDE * error,
      currentMargin: WIDE * Math.sqrt(is.variance),
      few: Math.max(was.objects, is.objects) < LEAST_OBJECTS || Math.abs(is.value - was.value) <= WIDE * error,
    };
  };
}

interface SidePath {
  readonly objects: number;
  readonly value: number;
  /** Of the value. */
  readonly variance: number;
}

function sideOf(
  { profile, column, merged }: AlignedSide,
  sampleType: SampleType,
  { pathOf, count }: { readonly pathOf: Int32Array; readonly count: number },
): ((path: number) => SidePath) | undefined {
  const index = objectsIndex(profile, sampleType);
  if (index < 0) return undefined;
  const counted = columnOf(profile, index);
  const objects = new Float64Array(count);
  const values = new Float64Array(count);
  // Each object stands for as much as the others of its sample: the sum of the squares of what each stands for.
  const squares = new Float64Array(count);
  profile.samples.stackOf.forEach((stack, sample) => {
    const path = pathOf[stack] ?? NO_BUCKET;
    const [value, many] = [column.ofSample(sample), counted.ofSample(sample)];
    if (path === NO_BUCKET || value === 0) return;
    values[path] = (values[path] ?? 0) + value;
    // What was there before is worth what it was: no estimate of what grew.
    if (many <= 0) return;
    objects[path] = (objects[path] ?? 0) + many;
    squares[path] = (squares[path] ?? 0) + value ** 2 / many;
  });
  const whole = wholeOf(column, counted, profile.samples.count);
  return (path) => {
    const [found = 0, square = 0] = [objects[path], squares[path]];
    const each = found > 0 ? square / found : whole.each ** 2;
    const variance = whole.objects === 0 ? 0 : (each * varianceOfCount(found, whole.objects)) / merged ** 2;
    return { objects: found, value: (values[path] ?? 0) / merged, variance };
  };
}

/** All objects of a side, and what one of them stands for in the mean. */
function wholeOf(
  column: Column,
  counted: Column,
  samples: number,
): { readonly objects: number; readonly each: number } {
  const objects = Number(Sums.total(counted));
  let value = 0;
  for (let sample = 0; sample < samples; sample++) if (counted.ofSample(sample) > 0) value += column.ofSample(sample);
  return { objects, each: objects === 0 ? 0 : value / objects };
}

/**
 * The variance of a binomial count as Agresti and Coull estimate it ("Approximate is better than exact", 1998): two more of
 * either outcome, so that neither none nor all of the objects is certain.
 */
function varianceOfCount(found: number, all: number): number {
  const share = (found + 2) / (all + 4);
  return (all + 4) * share * (1 - share);
}

function objectsIndex({ sampleTypes }: Profile, { type, unit, followed }: SampleType): number {
  const own = unit === 'count' && followed !== undefined ? type : COUNTED_BY[type];
  const wanted = unit === PARTS_PER_MILLION ? FOLLOWED_OBJECTS : own;
  return sampleTypes.findIndex((each) => each.type === wanted && each.unit === 'count');
}
