/** A JSON object as it came over the wire: nothing about its fields is known yet. */
export type Payload = Readonly<Record<string, unknown>>;

export function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value when it is an object, else an empty one: absent and malformed read alike. */
export function asPayload(value: unknown): Payload {
  return isPayload(value) ? value : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asPayloads(value: unknown): readonly Payload[] {
  return asList(value).filter(isPayload);
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The parsed JSON, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
