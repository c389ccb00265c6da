import fc from 'fast-check';
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

/** A frame as text: `function file:line`. */
export interface DraftSample {
  /** Leaf first; a location has several frames where calls were inlined, none where it has no symbols. */
  readonly stack: readonly (readonly string[])[];
  readonly values: readonly bigint[];
  /** `key=text` or `key=number`. */
  readonly labels: readonly string[];
}

export interface ProfileDraft {
  readonly samples: readonly DraftSample[];
  readonly width: number;
  /** Ids are these, then counted upwards. */
  readonly firstId: bigint;
}

const SIGNED_64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Recursion, inlining, unsymbolised locations, values of 64 bits, labels, ids of any size. */
export function arbitraryProfile(): fc.Arbitrary<ProfileDraft> {
  const frame = fc
    .tuple(fc.constantFrom('main.main', 'a/b.(*T).Put', 'runtime.mallocgc', 'é.F[...]'), fc.nat(3), fc.nat(1000))
    .map(([name, file, line]) => `${name} /src/${file}.go:${line}`);
  const location = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(frame) },
    { weight: 3, arbitrary: fc.array(frame, { minLength: 2, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
  const value = fc.oneof(fc.bigInt({ min: -5n, max: 2n ** 40n }), fc.bigInt(SIGNED_64));
  const label = fc.oneof(
    fc.nat(9).map((n) => `bytes=${n + 1}`),
    fc.constantFrom('kind=x', 'kind=y'),
  );
  return fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      width: fc.constant(width),
      firstId: fc.constantFrom(1n, 1000n, 2n ** 40n, 2n ** 63n),
      samples: fc.array(
        fc.record({
          stack: fc.array(location, { maxLength: 8 }),
          values: fc.array(value, { minLength: width, maxLength: width }),
          labels: fc.array(label, { maxLength: 2 }),
        }),
        { maxLength: 12 },
      ),
    }),
  );
}

/** Writes a draft with pprof-format, plain. */
export function encode({ samples, width, firstId }: ProfileDraft): Uint8Array {
  const types = Array.from({ length: width }, (_, index) => `type${index}:bytes`);
  return new Encoder(firstId).encode({ samples, types });
}

interface TypedDraft {
  readonly samples: readonly DraftSample[];
  readonly types: readonly string[];
  /** The binary that everything is of. */
  readonly program?: { readonly file: string; readonly buildId?: string } | undefined;
}

/** Writes samples whose values count the given types (`inuse_space:bytes`), plain. */
export function encodeTyped(draft: TypedDraft): Uint8Array {
  return new Encoder(1n).encode(draft);
}

class Encoder {
  readonly #strings = new StringTable();
  readonly #functions = new Map<string, PprofFunction>();
  readonly #locations = new Map<string, Location>();
  readonly #firstId: bigint;

  constructor(firstId: bigint) {
    this.#firstId = firstId;
  }

  encode({ samples, types, program }: TypedDraft): Uint8Array {
    const sample = samples.map(
      ({ stack, values, labels }) =>
        new Sample({
          locationId: stack.map((frames) => this.#location(frames).id),
          value: [...values],
          label: labels.map((text) => this.#label(text)),
        }),
    );
    return new Profile({
      sampleType: types.map((text) => {
        const [type = '', unit = ''] = text.split(':');
        return new ValueType({ type: this.#strings.dedup(type), unit: this.#strings.dedup(unit) });
      }),
      sample,
      mapping: program === undefined ? [] : [this.#mapping(program)],
      location: [...this.#locations.values()],
      function: [...this.#functions.values()],
      stringTable: this.#strings,
    }).encode();
  }

  #mapping({ file, buildId = '' }: NonNullable<TypedDraft['program']>): Mapping {
    return new Mapping({ id: 1, filename: this.#strings.dedup(file), buildId: this.#strings.dedup(buildId) });
  }

  #location(frames: readonly string[]): Location {
    const key = frames.join('|');
    const known = this.#locations.get(key);
    if (known !== undefined) return known;
    const line = frames.map((frame) => {
      const [, name = '', file = '', number = ''] = /^(.*) (.*):(\d+)$/.exec(frame) ?? [];
      return new Line({ functionId: this.#function(name, file).id, line: Number(number) });
    });
    const location = new Location({ id: this.#firstId + BigInt(this.#locations.size), line });
    this.#locations.set(key, location);
    return location;
  }

  #function(name: string, file: string): PprofFunction {
    const key = `${name} ${file}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const id = this.#firstId + BigInt(this.#functions.size);
    const made = new PprofFunction({ id, name: this.#strings.dedup(name), filename: this.#strings.dedup(file) });
    this.#functions.set(key, made);
    return made;
  }

  #label(text: string): Label {
    const [key = '', value = ''] = text.split('=');
    const number = Number(value);
    const common = { key: this.#strings.dedup(key) };
    return new Label(
      Number.isNaN(number) ? { ...common, str: this.#strings.dedup(value) } : { ...common, num: number },
    );
  }
}
