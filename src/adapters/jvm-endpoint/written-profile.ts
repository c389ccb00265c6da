import { gzipSync } from 'node:zlib';

/** Something that a JVM has, without a place in its code: a class, a loader, a pool of threads. */
export interface Entry {
  readonly name: string;
  /** The file that a class stands in; empty for what is none. */
  readonly file: string;
  /** What grew there, as a report names it. */
  readonly label?: string | undefined;
  /** By the type of the value. */
  readonly values: Readonly<Record<string, number>>;
}

/** Types of values with their units, the usual one first. */
export type Types = Readonly<Record<string, 'bytes' | 'count'>>;

/** Entries as a gzipped pprof profile (profile.proto), each a function of its own. */
export function writtenProfile(types: Types, entries: readonly Entry[], comments: readonly string[]): Uint8Array {
  const strings = new Map([['', 0]]);
  const text = (value: string): number => {
    const known = strings.get(value) ?? strings.size;
    strings.set(value, known);
    return known;
  };
  const names = Object.keys(types);
  const fields = [
    ...names.map((type) => message(1, [number(1, text(type)), number(2, text(types[type] ?? 'count'))])),
    ...entries.flatMap(({ name, file, label, values }, index) => {
      const [id, called] = [index + 1, text(name)];
      const labels = label === undefined ? [] : [message(3, [number(1, text('class')), number(2, text(label))])];
      const sample = [number(1, id), ...names.map((type) => number(2, values[type] ?? 0)), ...labels];
      return [
        message(2, sample),
        message(4, [number(1, id), message(4, [number(1, id)])]),
        message(5, [number(1, id), number(2, called), number(3, called), number(4, text(file))]),
      ];
    }),
    ...comments.map((comment) => number(13, text(comment))),
    number(14, text(names[0] ?? '')),
  ];
  const table = [...strings.keys()].map((value) => bytes(6, Buffer.from(value)));
  return gzipSync(Buffer.concat([...fields, ...table]));
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

/** Of a whole number that is not negative, up to 2^53. */
function varint(value: number): Buffer {
  const octets: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) octets.push((rest % 0x80) | 0x80);
  return Buffer.from([...octets, rest]);
}
