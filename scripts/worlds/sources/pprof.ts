import { Line, Location, Function as PprofFunction, Profile, Sample, StringTable, ValueType } from 'pprof-format';

export interface PprofSample {
  /** `function file:line`, leaf first. */
  readonly stack: readonly string[];
  readonly values: readonly number[];
}

/** Writes a pprof profile, plain, as Go's runtime does; sample types as `inuse_space/bytes`. */
export function encodePprof(types: readonly string[], samples: readonly PprofSample[], time: number): Uint8Array {
  const strings = new StringTable();
  const functions = new Map<string, PprofFunction>();
  const locations = new Map<string, Location>();

  function functionOf(name: string, file: string): PprofFunction {
    const known =
      functions.get(name) ??
      new PprofFunction({
        id: functions.size + 1,
        name: strings.dedup(name),
        systemName: strings.dedup(name),
        filename: strings.dedup(file),
      });
    functions.set(name, known);
    return known;
  }

  function locationOf(frame: string): Location {
    const [, name = '', file = '', line = '0'] = /^(.*) (\S+):(\d+)$/.exec(frame) ?? [];
    const known =
      locations.get(frame) ??
      new Location({
        id: locations.size + 1,
        line: [new Line({ functionId: functionOf(name, file).id, line: Number(line) })],
      });
    locations.set(frame, known);
    return known;
  }

  return new Profile({
    sampleType: types.map((type) => {
      const [name = '', unit = ''] = type.split('/');
      return new ValueType({ type: strings.dedup(name), unit: strings.dedup(unit) });
    }),
    sample: samples.map(
      ({ stack, values }) =>
        new Sample({ locationId: stack.map((frame) => locationOf(frame).id), value: values.map(Math.round) }),
    ),
    location: [...locations.values()],
    function: [...functions.values()],
    stringTable: strings,
    timeNanos: BigInt(Math.round(time * 1000)) * 1_000_000n,
  }).encode();
}
