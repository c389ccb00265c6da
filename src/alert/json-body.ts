/** What a body holds, or why it cannot be read. */
export type JsonBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly problem: string };

/** Reads the body of a webhook call as JSON. */
export function jsonBody(body: Uint8Array): JsonBody {
  try {
    return { kind: 'json', value: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch {
    return { kind: 'fault', problem: 'the body is not JSON' };
  }
}

/** What a schema found wrong, at most ten faults, each by its path: `alerts.0.startsAt: …`. */
export function schemaProblem(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  return issues
    .slice(0, 10)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the body'}: ${message}`)
    .join('; ');
}
