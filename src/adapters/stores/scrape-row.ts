/** A value and the id of the series it belongs to. */
export interface RowSample {
  readonly series: number;
  readonly value: number;
}

/** Bytes of a sample: the id of its series and its value. */
const PAIR = 4 + 8;

export function encodeRow(samples: readonly RowSample[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(samples.length * PAIR));
  samples.forEach(({ series, value }, i) => {
    bytes.setUint32(i * PAIR, series, true);
    bytes.setFloat64(i * PAIR + 4, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

/** Calls `take` for each sample of a row. */
export function readRow(row: Uint8Array, take: (series: number, value: number) => void): void {
  const bytes = new DataView(row.buffer, row.byteOffset, row.byteLength);
  for (let at = 0; at + PAIR <= bytes.byteLength; at += PAIR) {
    take(bytes.getUint32(at, true), bytes.getFloat64(at + 4, true));
  }
}
