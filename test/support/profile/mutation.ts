import { varint } from './wire.ts';

/** A copy with one to three accidents: flipped bits, other bytes, a cut end, parts lost or doubled, lengths that lie. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let accidents = 1 + Math.floor(random() ** 2 * 3); accidents > 0 && mutated.length > 0; accidents--) {
    mutated = accident(mutated, random);
  }
  return mutated;
}

function accident(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const length = Math.floor(random() * 20);
  const kind = random();
  if (kind < 0.15) return bytes.slice(0, at);
  if (kind < 0.25) return joined(bytes.subarray(0, at), bytes.subarray(at + length));
  if (kind < 0.35) return joined(bytes.subarray(0, at + length), bytes.subarray(at));
  if (kind < 0.55) return withLie(bytes, random);
  const changed = bytes.slice();
  if (kind < 0.8) changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  else changed[at] = kind < 0.95 ? Math.floor(random() * 256) : 0xff;
  return changed;
}

const BYTES = 2;

/** The length of some field, reported wrong: none, one off, double, or more than there can be. */
function withLie(bytes: Uint8Array, random: () => number): Uint8Array {
  const lengths = lengthsIn(bytes);
  const chosen = lengths[Math.floor(random() * lengths.length)];
  if (chosen === undefined) return bytes;
  const { at, size, length } = chosen;
  const lies = [0, length + 1, Math.max(0, length - 1), length * 2, 2 ** 31, 2n ** 32n + BigInt(length), 2n ** 63n];
  const lie = varint(lies[Math.floor(random() * lies.length)] ?? 0);
  return joined(bytes.subarray(0, at), lie, bytes.subarray(at + size));
}

interface Length {
  readonly at: number;
  /** Bytes of the length itself. */
  readonly size: number;
  readonly length: number;
}

/** Where the fields of the outermost message, and of the messages in it, show their lengths; as far as it can be read. */
function lengthsIn(bytes: Uint8Array): Length[] {
  const found: Length[] = [];
  const walk = (from: number, to: number, inner: boolean): void => {
    let at = from;
    while (at < to) {
      const wire = (bytes[at] ?? 0) & 7;
      const begin = at + 1;
      const { value, size } = figureAt(bytes, begin);
      if (wire !== 0 && wire !== BYTES) return;
      at = begin + size + (wire === BYTES ? value : 0);
      if (wire !== BYTES || at > to) continue;
      found.push({ at: begin, size, length: value });
      if (!inner) walk(begin + size, at, true);
    }
  };
  walk(0, bytes.length, false);
  return found;
}

function figureAt(bytes: Uint8Array, at: number): { value: number; size: number } {
  let value = 0;
  let size = 0;
  for (;;) {
    const byte = bytes[at + size] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * size);
    size += 1;
    if (byte < 0x80 || size === 10) return { value, size };
  }
}

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}
