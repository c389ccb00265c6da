import { Line, Location, Function as PprofFunction, Profile, Sample, StringTable, ValueType } from 'pprof-format';

/**
 * Beyond 2^53, where doubles have gaps. These lie on a double all the same: pprof negates the base through one, so
 * that its differences of other large values are off.
 */
const LARGE = [2n ** 53n + 2n, 2n ** 60n + 12_345n * 2n ** 10n, 7n, -(2n ** 55n) - 24n] as const;

/** A heap profile whose values no double holds: a chain of functions, one of them recursive, one negative value. */
export function largeValues(factor: bigint): Uint8Array {
  const strings = new StringTable();
  const type = (name: string, unit: string) => new ValueType({ type: strings.dedup(name), unit: strings.dedup(unit) });
  const names = ['main.main', 'acme.test/shop.Fill', 'acme.test/shop.(*Cart).Add', 'acme.test/shop.(*Cart).grow'];
  const functions = names.map(
    (name, index) =>
      new PprofFunction({
        id: index + 1,
        name: strings.dedup(name),
        filename: strings.dedup(`/build/${index % 2}.go`),
      }),
  );
  const locations = names.map(
    (_, index) => new Location({ id: index + 1, line: [new Line({ functionId: index + 1, line: 10 * index + 1 })] }),
  );
  const stacks = [
    [4, 3, 2, 1],
    [3, 2, 2, 1],
    [2, 1],
    [4, 4, 3, 2, 1],
  ];
  const sample = stacks.map(
    (locationId, index) =>
      new Sample({
        locationId,
        value: [BigInt(index), (LARGE[index] ?? 0n) * factor, 0n, (LARGE[index] ?? 0n) + factor - 1n],
      }),
  );
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
    timeNanos: 1_795_000_000_000_000_000n + factor * 3_600_000_000_000n,
    stringTable: strings,
  }).encode();
}
