import {
  Label,
  Line,
  Location,
  Mapping,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { seededRandom } from './seeded-random.ts';

const FUNCTIONS = 14;
const LOCATIONS = 30;
const SAMPLES = 60;

/**
 * A heap profile in which everything occurs that makes comparing hard: the same function several times in a stack,
 * inlined calls, functions of one name in different files, files written in several ways, code without symbols, labels,
 * negative values, and values beyond 2^53. Those lie on a double, since pprof negates a base through one. `tables` seeds what both sides have in
 * common, `values` what is sampled.
 */
export function tangled(seeds: { readonly tables: number; readonly values: number }): Uint8Array {
  const strings = new StringTable();
  const text = (content: string) => strings.dedup(content);
  const functions = Array.from({ length: FUNCTIONS }, (_, index) => {
    // Two functions a name; the second is in another file, every fifth file is written in a roundabout way.
    const name = text(`acme.test/shop/part${index >> 1}.(*Cart[...]).Add`);
    const file = `/build/${index % 2 === 0 ? 'shop' : 'other'}/${index % 5 === 0 ? './x/../' : ''}cart${index >> 1}.go`;
    return new PprofFunction({ id: index + 1, name, systemName: name, filename: text(file) });
  });
  const mapping = [
    new Mapping({
      id: 1,
      memoryStart: 0x400000,
      memoryLimit: 0x500000,
      filename: text('/bin/shop'),
      hasFunctions: true,
    }),
    new Mapping({ id: 2, memoryStart: 0x700000, memoryLimit: 0x800000, filename: text('/usr/lib/libc.so.6') }),
  ];
  return new Profile({
    sampleType: ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space'].map(
      (type) => new ValueType({ type: text(type), unit: text(type.endsWith('space') ? 'bytes' : 'count') }),
    ),
    sample: samplesOf(seededRandom(seeds.values), text),
    location: locationsOf(seededRandom(seeds.tables)),
    function: functions,
    mapping,
    timeNanos: 1_795_000_000_000_000_000n + BigInt(seeds.values),
    stringTable: strings,
  }).encode();
}

function locationsOf(random: () => number): Location[] {
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: LOCATIONS }, (_, index) => {
    const symbolised = index % 10 !== 9;
    const inlined = below(3) === 0 ? 1 + below(2) : 0;
    const line = Array.from(
      { length: symbolised ? 1 + inlined : 0 },
      () => new Line({ functionId: 1 + below(FUNCTIONS), line: 1 + below(4) }),
    );
    const mappingId = symbolised ? 1 : 2;
    return new Location({
      id: index + 1,
      mappingId,
      address: mappingId === 1 ? 0x400000 + index : 0x700000 + index,
      line,
    });
  });
}

function samplesOf(random: () => number, text: (content: string) => number): Sample[] {
  const below = (limit: number) => Math.floor(random() * limit);
  const value = () => {
    const kind = below(8);
    if (kind === 0) return 0n;
    if (kind === 1) return -BigInt(below(1e6));
    // Multiples of 2^10 from 2^53 to 2^57 have no more bits than a double.
    return kind === 2 ? (BigInt(below(2 ** 14)) + 2n ** 43n) * 2n ** 10n * BigInt(1 + below(16)) : BigInt(below(1e9));
  };
  return Array.from({ length: SAMPLES }, () => {
    const locationId = Array.from({ length: 1 + below(9) }, () => 1 + below(LOCATIONS));
    const label =
      below(3) === 0 ? [new Label({ key: text('bytes'), num: 16 << below(6), numUnit: text('bytes') })] : [];
    return new Sample({ locationId, value: [value(), value(), value(), value()], label });
  });
}
