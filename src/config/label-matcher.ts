import type { LabelMatcher } from '../metrics/series.ts';

/** `prod` must be equal; `=~prod-.*`, `!=prod` and `!~prod-.*` say otherwise, as in Prometheus. */
export function labelMatcher(label: string, written: string): LabelMatcher {
  const op = (['=~', '!=', '!~'] as const).find((sign) => written.startsWith(sign));
  return op === undefined ? { label, op: '=', value: written } : { label, op, value: written.slice(op.length).trim() };
}
