/** What a body holds, or why it cannot be read. */
export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly problem: string };

/**
 * Ten thousand alerts with a score of labels each hold half as many. What is made of small values only would take a
 * hundred times the memory of its text, and a third of a second to parse.
 */
const MOST_VALUES = 500_000;

/** Reads the body of a webhook call as JSON. */
export function jsonBody(body: Uint8Array): JsonBody {
  if (hasMoreValues(body, MOST_VALUES)) {
    return { kind: 'fault', problem: `the body holds more than ${MOST_VALUES} values: send fewer alerts in a call` };
  }
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch {
    return { kind: 'fault', problem: 'the body is not JSON' };
  }
}

/** What a schema found wrong `below` a path, at most ten faults, each by its path: `alerts.0.startsAt: …`. */
export function schemaProblem(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  below: readonly PropertyKey[] = [],
): string {
  return issues
    .slice(0, 10)
    .map(({ path, message }) => `${[...below, ...path].map(String).join('.') || 'the body'}: ${message}`)
    .join('; ');
}

/** Counts what begins a value or separates two; those within texts count too, which makes the bound only stricter. */
function hasMoreValues(body: Uint8Array, most: number): boolean {
  const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];
  let values = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if ((byte === comma || byte === bracket || byte === brace) && ++values > most) return true;
  }
  return false;
}
