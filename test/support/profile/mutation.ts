/** A copy with one to three accidents: flipped bits, other bytes, a cut end, parts lost or doubled, lengths that lie. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated: Uint8Array = bytes.slice();
  for (let accidents = 1 + Math.floor(random() * 3); accidents > 0 && mutated.length > 0; accidents--) {
    mutated = accident(mutated, random);
  }
  return mutated;
}

function accident(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const length = Math.floor(random() * 20);
  const kind = random();
  if (kind < 0.15) return bytes.slice(0, at);
  if (kind < 0.25) return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + length));
  if (kind < 0.35) return Uint8Array.of(...bytes.subarray(0, at + length), ...bytes.subarray(at));
  const changed = bytes.slice();
  if (kind < 0.75) changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  else changed[at] = kind < 0.95 ? Math.floor(random() * 256) : 0xff;
  return changed;
}
