import { createHash } from 'node:crypto';

/** A row as both databases give it: 64-bit integers as numbers, bytes as Uint8Array. */
export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

const MODULUS = 1n << 256n;

/**
 * A hash of a set of rows: the sum of the hashes of each, so that neither the order in which a database sorts nor the
 * number of rows matters to the memory it takes.
 */
export class RowDigest {
  #sum = 0n;
  #rows = 0;

  add(row: Row): void {
    this.#sum = (this.#sum + BigInt(`0x${rowHash(row)}`)) % MODULUS;
    this.#rows += 1;
  }

  get rows(): number {
    return this.#rows;
  }

  /** 64 hexadecimal digits. */
  get hash(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}

/** SHA-256 of the columns by name, each with its kind and length: no two rows are written alike. */
function rowHash(row: Row): string {
  const hash = createHash('sha256');
  for (const column of Object.keys(row).sort()) {
    const value = row[column] ?? null;
    hash.update(`${column}\n`);
    if (value === null) hash.update('null\n');
    else if (typeof value === 'number') hash.update(`number ${value}\n`);
    else if (typeof value === 'string') hash.update(`text ${Buffer.byteLength(value)}\n`).update(value);
    else hash.update(`bytes ${value.byteLength}\n`).update(value);
  }
  return hash.digest('hex');
}
