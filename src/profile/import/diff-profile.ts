import {
  Label,
  Line,
  Location,
  Mapping,
  Function as PprofFunction,
  Profile as PprofProfile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { InvalidInputError } from '../../foundation/errors.ts';
import { type LabelFilter, labelTest } from '../label-filter.ts';
import type { Profile } from '../profile.ts';
import type { ProfilePair } from './pair.ts';

/**
 * The difference of two profiles as one plain pprof profile: the current samples (those that carry `labels`), and the base's negated and labelled
 * `pprof::base`, which is what `go tool pprof -diff_base` makes of the pair itself. Throws InvalidInputError when the
 * two do not count the same things.
 */
export function diffProfile({ base, current }: ProfilePair, labels: LabelFilter = {}): Uint8Array {
  const names = (profile: Profile) => profile.sampleTypes.map(({ type, unit }) => `${type} (${unit})`).join(', ');
  if (names(base) !== names(current)) {
    throw new InvalidInputError(`one profile has ${names(base)}, the other ${names(current)}: they have no difference`);
  }
  const writer = new Writer();
  writer.add(current, 'current', labelTest(current, labels));
  writer.add(base, 'base', labelTest(base, labels));
  return writer.finish(current);
}

class Writer {
  readonly #strings = new StringTable();
  readonly #samples: Sample[] = [];
  readonly #locations: Location[] = [];
  readonly #functions: PprofFunction[] = [];
  readonly #mappings: Mapping[] = [];

  add(profile: Profile, side: 'base' | 'current', passes: ((sample: number) => boolean) | undefined): void {
    const mappingIds = Array.from(profile.mappings.file, (file, index) => this.#mapping(profile, file, index));
    const functionIds = Array.from(profile.functions.name, (_, index) => this.#function(profile, index));
    const locationIds = Array.from({ length: profile.locations.count }, (_, index) =>
      this.#location(profile, index, { mappingIds, functionIds }),
    );
    const width = profile.sampleTypes.length;
    const { count, values, stackOf, stacks } = profile.samples;
    for (let sample = 0; sample < count; sample++) {
      if (passes?.(sample) === false) continue;
      const stack = stackOf[sample] ?? 0;
      const row = Array.from(values.subarray(sample * width, (sample + 1) * width), BigInt);
      this.#samples.push(
        new Sample({
          locationId: Array.from(
            stacks.locations.subarray(stacks.start[stack], stacks.start[stack + 1]),
            (location) => locationIds[location] ?? 0,
          ),
          value: side === 'current' ? row : row.map((value) => BigInt.asIntN(64, -value)),
          label: [...this.#labels(profile, sample), ...(side === 'current' ? [] : [this.#text('pprof::base', 'true')])],
        }),
      );
    }
  }

  finish(current: Profile): Uint8Array {
    return new PprofProfile({
      sampleType: current.sampleTypes.map(
        ({ type, unit }) => new ValueType({ type: this.#strings.dedup(type), unit: this.#strings.dedup(unit) }),
      ),
      sample: this.#samples,
      location: this.#locations,
      function: this.#functions,
      mapping: this.#mappings,
      timeNanos: BigInt(current.time ?? 0) * 1_000_000n,
      defaultSampleType: this.#strings.dedup(current.defaultSampleType),
      stringTable: this.#strings,
    }).encode();
  }

  #mapping({ mappings, strings }: Profile, file: number, index: number): number {
    const id = this.#mappings.length + 1;
    this.#mappings.push(
      new Mapping({
        id,
        filename: this.#strings.dedup(strings.at(file)),
        buildId: this.#strings.dedup(strings.at(mappings.buildId[index] ?? 0)),
        // Names are in the profile: pprof need not look for the binary.
        hasFunctions: true,
        hasFilenames: true,
        hasLineNumbers: true,
        hasInlineFrames: true,
      }),
    );
    return id;
  }

  #function({ functions, strings }: Profile, index: number): number {
    const id = this.#functions.length + 1;
    const name = this.#strings.dedup(strings.at(functions.name[index] ?? 0));
    const filename = this.#strings.dedup(strings.at(functions.file[index] ?? 0));
    this.#functions.push(new PprofFunction({ id, name, systemName: name, filename }));
    return id;
  }

  #location(
    { locations }: Profile,
    index: number,
    ids: { readonly mappingIds: readonly number[]; readonly functionIds: readonly number[] },
  ): number {
    const id = this.#locations.length + 1;
    const line: Line[] = [];
    const end = locations.lineStart[index + 1] ?? 0;
    for (let at = locations.lineStart[index] ?? 0; at < end; at++) {
      const functionId = ids.functionIds[locations.lineFunction[at] ?? 0] ?? 0;
      line.push(new Line({ functionId, line: locations.lineNumber[at] ?? 0 }));
    }
    const mappingId = ids.mappingIds[(locations.mapping[index] ?? 0) - 1] ?? 0;
    this.#locations.push(new Location({ id, mappingId, line }));
    return id;
  }

  #labels({ samples: { labels }, strings }: Profile, sample: number): Label[] {
    const written: Label[] = [];
    const end = labels.start[sample + 1] ?? 0;
    for (let at = labels.start[sample] ?? 0; at < end; at++) {
      const key = strings.at(labels.key[at] ?? 0);
      const text = labels.text[at] ?? 0;
      if (text !== 0) written.push(this.#text(key, strings.at(text)));
      else {
        const numUnit = this.#strings.dedup(strings.at(labels.unit[at] ?? 0));
        written.push(new Label({ key: this.#strings.dedup(key), num: labels.number[at] ?? 0, numUnit }));
      }
    }
    return written;
  }

  #text(key: string, value: string): Label {
    return new Label({ key: this.#strings.dedup(key), str: this.#strings.dedup(value) });
  }
}
