/** Fields of a protobuf message by hand, for what no writer writes: unpacked lists, unknown fields, lies. */
export type Field = readonly number[];

const LOW_7 = 0x7fn;

/** A varint of 64 bits; negative figures as protobuf has them, in ten bytes. */
export function varint(value: number | bigint): Field {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest > LOW_7 ? 0x80 : 0;
    bytes.push(Number(rest & LOW_7) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

export function number(field: number, value: number | bigint): Field {
  return [...varint(BigInt(field) << 3n), ...varint(value)];
}

export function message(field: number, ...content: readonly Field[]): Field {
  const bytes = content.flat();
  return [...varint((BigInt(field) << 3n) | 2n), ...varint(bytes.length), ...bytes];
}

export function text(field: number, content: string): Field {
  return message(field, [...Buffer.from(content)]);
}

/** A field of 4 or 8 bytes. */
export function fixed(field: number, size: 4 | 8): Field {
  const wire = size === 4 ? 5n : 1n;
  return [...varint((BigInt(field) << 3n) | wire), ...new Array<number>(size).fill(7)];
}

export function bytesOf(...fields: readonly Field[]): Uint8Array {
  return Uint8Array.from(fields.flat());
}
