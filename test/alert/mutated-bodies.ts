import fc from 'fast-check';

/** Where in a body (a share of all its places), and what stands there instead. */
export type Mutation = readonly [number, unknown];

/** More than any body has places. */
const PLACES = 1_000_000;

/**
 * Each place is as likely as any other. Not `fc.double`: that chooses evenly among the doubles there are, of which nearly
 * all are close to 0, and 0 is the body as a whole.
 */
export function mutations(): fc.Arbitrary<readonly Mutation[]> {
  const where = fc.noBias(fc.integer({ min: 0, max: PLACES - 1 })).map((place) => place / PLACES);
  const one = fc.tuple(where, fc.anything());
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

export function mutatedBy(changes: readonly Mutation[], body: unknown): unknown {
  return changes.reduce<unknown>((changed, [where, value]) => mutated(changed, where, value), body);
}

/** The body with one place, chosen by a share of all places, replaced. */
function mutated(body: unknown, where: number, value: unknown): unknown {
  const places: (readonly PropertyKey[])[] = [];
  const walk = (node: unknown, path: readonly PropertyKey[]) => {
    places.push(path);
    if (typeof node === 'object' && node !== null) {
      for (const [key, child] of Object.entries(node)) walk(child, [...path, key]);
    }
  };
  walk(body, []);
  const place = places[Math.min(places.length - 1, Math.floor(where * places.length))] ?? [];
  const plain = JSON.parse(JSON.stringify(value, jsonOnly) ?? 'null') as unknown;
  if (place.length === 0) return plain;
  const copy = structuredClone(body) as Record<PropertyKey, unknown>;
  const parent = place.slice(0, -1).reduce((node, key) => node[key] as Record<PropertyKey, unknown>, copy);
  parent[place.at(-1) ?? ''] = plain;
  return copy;
}

function jsonOnly(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
