import { InvalidInputError } from '../foundation/errors.ts';
import { type Amount, type Column, columns, minus, per, Sums, sampleTypeIndex } from './column.ts';
import { FunctionTable, type LocationFrames, locationFrames } from './function-table.ts';
import { MissingSampleTypeError } from './invalid-profile.ts';
import type { LabelFilter } from './label-filter.ts';
import { numberedClasses } from './numbered-classes.ts';
import { type Origin, originReader } from './origin.ts';
import { ownCode } from './own-code.ts';
import type { Profile, SampleType } from './profile.ts';
import { type FunctionStacks, functionStacks } from './stacks.ts';

/** One side of a comparison, its frames numbered in common with the other side. */
export interface AlignedSide {
  readonly profile: Profile;
  readonly frames: LocationFrames;
  readonly column: Column;
  readonly stacks: FunctionStacks;
  /** How many profiles were merged into this one: all figures are divided by it. */
  readonly merged: number;
}

/** Two profiles made comparable: one sample type, one numbering of functions. */
export interface Alignment {
  readonly sampleType: SampleType;
  readonly functions: FunctionTable;
  /** By function. */
  readonly originOf: (id: number) => Origin;
  readonly base: AlignedSide;
  readonly current: AlignedSide;
}

/** One thing's value on both sides, exact. */
export interface Change {
  readonly base: Amount;
  readonly current: Amount;
  readonly delta: Amount;
}

export function changeOf(alignment: Alignment, base: Amount, current: Amount): Change {
  const before = per(base, alignment.base.merged);
  const after = per(current, alignment.current.merged);
  return { base: before, current: after, delta: minus(after, before) };
}

export function totalChange(alignment: Alignment): Change {
  return changeOf(alignment, Sums.total(alignment.base.column), Sums.total(alignment.current.column));
}

export interface AlignOptions {
  /** `inuse_space`, …, or several, of which the first that is there is taken; the current profile's default when left out. */
  readonly sampleType?: string | readonly string[] | undefined;
  readonly labels?: LabelFilter | undefined;
  /** How many profiles the server merged into each side. */
  readonly merged?: { readonly base: number; readonly current: number } | undefined;
}

/** Throws InvalidInputError when a side has no such sample type (naming those it has), or in another unit. */
export function align(base: Profile, current: Profile, options: AlignOptions = {}): Alignment {
  const index = saying('current', () => sampleTypeIndex(current, options.sampleType));
  const sampleType = current.sampleTypes[index] ?? { type: '', unit: '' };
  const baseIndex = saying('base', () => counterpart(base, sampleType));
  const baseUnit = base.sampleTypes[baseIndex]?.unit;
  if (baseUnit !== sampleType.unit) {
    throw new InvalidInputError(
      `${sampleType.type} is in ${baseUnit ?? 'no unit'} in one profile, ${sampleType.unit} in the other`,
    );
  }
  const functions = new FunctionTable();
  const named = numberedClasses([base, current]);
  const frames = [locationFrames(base, functions, named), locationFrames(current, functions, named)] as const;
  const [baseColumn, currentColumn] = columns([base, current], [baseIndex, index], options.labels ?? {});
  const originOf = originReader(functions);
  const isOwn = ownCode(
    [
      { profile: base, frames: frames[0], live: baseColumn.live },
      { profile: current, frames: frames[1], live: currentColumn.live },
    ],
    { functions, originOf },
  );
  const side = (profile: Profile, of: LocationFrames, column: Column, merged = 1): AlignedSide => {
    const stacks = functionStacks(profile, of, { live: column.live, functions, originOf, isOwn });
    return { profile, frames: of, column, stacks, merged };
  };
  return {
    sampleType,
    functions,
    originOf,
    base: side(base, frames[0], baseColumn, options.merged?.base),
    current: side(current, frames[1], currentColumn, options.merged?.current),
  };
}

/** Says which side an error is about. */
function saying<Found>(side: 'base' | 'current', find: () => Found): Found {
  try {
    return find();
  } catch (error) {
    if (error instanceof InvalidInputError) throw new MissingSampleTypeError({ side, reason: error.message });
    throw error;
  }
}

/** The same sample type in the other profile: names may stand twice, with different units. */
function counterpart(profile: Profile, { type, unit }: SampleType): number {
  const same = profile.sampleTypes.findIndex((candidate) => candidate.type === type && candidate.unit === unit);
  return same < 0 ? sampleTypeIndex(profile, type) : same;
}
