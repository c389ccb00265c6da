import { Line, Location, Function as PprofFunction, Profile, Sample, StringTable, ValueType } from 'pprof-format';
import { seededRandom } from '../corpus/seeded-random.ts';

export interface LargeProfileShape {
  readonly samples: number;
  readonly functions: number;
  readonly locations: number;
  /** The mean depth of a stack. */
  readonly depth: number;
  /** The same seed gives the same stacks: two sides of a comparison differ in `growth`. */
  readonly seed: number;
  readonly growth: number;
}

/** 16 MB unpacked, as the largest that services have. */
export const LARGE = { samples: 150_000, locations: 40_000, functions: 8000, depth: 32 } as const;

/** A heap profile of the size that large services have: stacks share their roots and spread towards the leaves. */
export function largeProfile(shape: LargeProfileShape): Uint8Array {
  const random = seededRandom(shape.seed);
  const strings = new StringTable();
  const functions = Array.from({ length: shape.functions }, (_, index) => {
    const module = `github.com/acme/monolith/internal/${word(index % 61)}/${word(index % 211)}`;
    const name = strings.dedup(`${module}.(*${word(index % 997)}).Handle${index}`);
    return new PprofFunction({
      id: index + 1,
      name,
      systemName: name,
      filename: strings.dedup(`/build/internal/${word(index % 61)}/${word(index % 211)}/${word(index % 997)}.go`),
    });
  });
  const locations = Array.from({ length: shape.locations }, (_, index) => {
    const functionId = 1 + (index % shape.functions);
    const line = [new Line({ functionId, line: 10 + (index % 400) })];
    if (index % 5 === 0) line.push(new Line({ functionId: 1 + ((index * 7) % shape.functions), line: 3 }));
    return new Location({ id: index + 1, address: 0x400000 + index * 16, line });
  });
  const sample = Array.from({ length: shape.samples }, () => {
    const depth = Math.round(shape.depth * (0.5 + random()));
    let at = Math.floor(random() * 16);
    const stack = Array.from({ length: depth }, (_, level) => {
      at = (at * 31 + Math.floor(random() * Math.min(2 + level, 12)) + level) % shape.locations;
      return at + 1;
    }).reverse();
    const objects = Math.ceil(random() * 1000);
    const bytes = objects * 64;
    return new Sample({
      locationId: stack,
      value: [objects * 3, bytes * 3, objects, Math.round(bytes * shape.growth)],
    });
  });
  const type = (name: string, unit: string) => new ValueType({ type: strings.dedup(name), unit: strings.dedup(unit) });
  return new Profile({
    sampleType: [
      type('alloc_objects', 'count'),
      type('alloc_space', 'bytes'),
      type('inuse_objects', 'count'),
      type('inuse_space', 'bytes'),
    ],
    sample,
    location: locations,
    function: functions,
    timeNanos: 1_795_000_000_000_000_000n,
    stringTable: strings,
  }).encode();
}

function word(index: number): string {
  return `part${index.toString(36)}`;
}
