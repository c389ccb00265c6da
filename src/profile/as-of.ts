import type { Milliseconds } from '../measurement/duration.ts';
import { ticksOf } from './allocated-since.ts';
import type { Labels, ObjectClock, Profile, Samples } from './profile.ts';

/**
 * One recording of followed objects as of so long before its end: those that it has of then, and the heap after the last collection
 * before, where it recorded one. What had been freed by its end is missing, so that this is the base of a comparison with the
 * recording itself and of nothing else. Undefined where it does not show when objects were allocated, or has none of after
 * the moment.
 */
export function asOf(profile: Profile, before: Milliseconds): Profile | undefined {
  const { objectClock: clock, time: taken } = profile;
  const allocated = clock === undefined ? undefined : ticksOf({ profile });
  if (clock === undefined || allocated === undefined || taken === undefined) return undefined;
  const level = levelAt(clock, clock.dumpedAt - before / clock.perTick);
  const there = allocated.flatMap((ticks, sample) => (ticks !== '' && Number(ticks) <= level.ticks ? [sample] : []));
  const dated = allocated.filter((ticks) => ticks !== '').length;
  if (level.ticks <= 0 || there.length === dated) return undefined;
  return {
    ...profile,
    time: taken - before,
    samples: only(profile.samples, there, profile.sampleTypes.length),
    sampleTypes: profile.sampleTypes.map((type) =>
      type.followed === undefined
        ? type
        : {
            ...type,
            followed: { ...type.followed, objects: there.length, heap: level.used, measuredAt: level.ticks },
          },
    ),
    objectClock: { ...clock, measuredAt: level.ticks, dumpedAt: level.ticks, remade: true },
  };
}

/** The last collection up to a moment, or the moment itself where the recording has none of before. */
function levelAt({ levels = [] }: ObjectClock, ticks: number): { readonly ticks: number; readonly used?: number } {
  return levels.findLast((level) => level.ticks <= ticks) ?? { ticks };
}

/** Some of the samples, in their order; stacks stay as they are. */
function only({ stacks, stackOf, values, labels }: Samples, samples: readonly number[], width: number): Samples {
  const rows = Float64Array.from({ length: samples.length * width }, (_, at) =>
    Number(values[(samples[Math.floor(at / width)] ?? 0) * width + (at % width)]),
  );
  return {
    count: samples.length,
    stacks,
    stackOf: Uint32Array.from(samples, (sample) => stackOf[sample] ?? 0),
    values: rows,
    labels: labelsOf(labels, samples),
  };
}

function labelsOf({ start, key, text, unit, number }: Labels, samples: readonly number[]): Labels {
  const kept = samples.map((sample) => [start[sample] ?? 0, start[sample + 1] ?? 0] as const);
  const at = kept.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));
  const starts = new Uint32Array(samples.length + 1);
  kept.forEach(([from, to], index) => {
    starts[index + 1] = (starts[index] ?? 0) + to - from;
  });
  const column = (of: Uint32Array) => Uint32Array.from(at, (label) => of[label] ?? 0);
  return {
    start: starts,
    key: column(key),
    text: column(text),
    unit: column(unit),
    number: Float64Array.from(at, (label) => number[label] ?? 0),
  };
}
