import { gunzipSync } from 'node:zlib';
import { Line, Location, Function as PprofFunction, Profile, Sample, StringTable, ValueType } from 'pprof-format';

/** Reads a profile, gzipped or plain. */
export function decoded(bytes: Uint8Array): Profile {
  return Profile.decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
}

/** The sample types of a profile as `type:unit`. */
export function sampleTypesOf(profile: Profile): readonly { readonly type: string; readonly unit: string }[] {
  const { strings } = profile.stringTable;
  return profile.sampleType.map(({ type, unit }) => ({
    type: strings[Number(type)] ?? '',
    unit: strings[Number(unit)] ?? '',
  }));
}

/** What the samples of one type add up to. */
export function totalOf(profile: Profile, sampleType: string): bigint {
  const column = sampleTypesOf(profile).findIndex(({ type }) => type === sampleType);
  return profile.sample.reduce((total, { value }) => total + BigInt(value[column] ?? 0), 0n);
}

/**
 * What profile servers answer with: one sample type of all given profiles, added up stack by stack. Of one profile it
 * is that profile, without samples that have no stack (goroutines that have just started; seen with Pyroscope 2.2.1 and
 * Parca 0.28); of several it is the sum, whoever wanted it.
 */
export function mergedProfile(profiles: readonly Profile[], sampleType: string): Profile {
  const merger = new Merger(sampleType);
  for (const profile of profiles) merger.add(profile);
  return merger.finish(profiles);
}

class Merger {
  readonly #strings = new StringTable();
  readonly #functions = new Map<string, PprofFunction>();
  readonly #locations = new Map<string, Location>();
  readonly #samples = new Map<string, { readonly locationId: number[]; value: bigint }>();
  readonly #sampleType: string;

  constructor(sampleType: string) {
    this.#sampleType = sampleType;
  }

  add(profile: Profile): void {
    const column = sampleTypesOf(profile).findIndex(({ type }) => type === this.#sampleType);
    const functions = new Map(profile.function.map((each) => [String(each.id), each]));
    const locations = new Map(profile.location.map((each) => [String(each.id), each]));
    for (const { locationId, value } of profile.sample) {
      if (locationId.length === 0) continue;
      const ids = locationId.map((id) => {
        const location = locations.get(String(id));
        const lines = location?.line.map(({ functionId, line }) => {
          const its = functions.get(String(functionId));
          const text = (index: number | bigint | undefined) => profile.stringTable.strings[Number(index ?? 0)] ?? '';
          return { name: text(its?.name), file: text(its?.filename), line: Number(line) };
        });
        return Number(this.#location(Number(location?.address ?? 0), lines ?? []).id);
      });
      const key = ids.join(' ');
      const known = this.#samples.get(key) ?? { locationId: ids, value: 0n };
      known.value += BigInt.asIntN(64, BigInt(value[column] ?? 0));
      this.#samples.set(key, known);
    }
  }

  finish(profiles: readonly Profile[]): Profile {
    const unit = profiles.flatMap(sampleTypesOf).find(({ type }) => type === this.#sampleType)?.unit ?? '';
    const ofType = () =>
      new ValueType({ type: this.#strings.dedup(this.#sampleType), unit: this.#strings.dedup(unit) });
    return new Profile({
      sampleType: profiles.length === 0 ? [] : [ofType()],
      sample: [...this.#samples.values()]
        .filter(({ value }) => value !== 0n)
        .map(({ locationId, value }) => new Sample({ locationId, value: [value] })),
      location: [...this.#locations.values()],
      function: [...this.#functions.values()],
      stringTable: this.#strings,
      ...(profiles.length === 0 ? {} : { periodType: ofType() }),
    });
  }

  #location(address: number, lines: readonly { name: string; file: string; line: number }[]): Location {
    const key = JSON.stringify([address, lines]);
    const known = this.#locations.get(key);
    if (known !== undefined) return known;
    const line = lines.map(
      (each) => new Line({ functionId: this.#function(each.name, each.file).id, line: each.line }),
    );
    const location = new Location({ id: this.#locations.size + 1, address, line });
    this.#locations.set(key, location);
    return location;
  }

  #function(name: string, file: string): PprofFunction {
    const key = JSON.stringify([name, file]);
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const id = this.#functions.size + 1;
    const named = this.#strings.dedup(name);
    const made = new PprofFunction({ id, name: named, systemName: named, filename: this.#strings.dedup(file) });
    this.#functions.set(key, made);
    return made;
  }
}
