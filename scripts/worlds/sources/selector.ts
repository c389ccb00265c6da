import type { LabelMatcher, Series } from '../../../src/metrics/series.ts';

const PATTERNS = new Map<string, RegExp>();

function anchored(pattern: string): RegExp {
  const known = PATTERNS.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 's');
  PATTERNS.set(pattern, known);
  return known;
}

/** Whether a series satisfies a matcher as Prometheus reads it: an absent label is an empty one, patterns are anchored. */
export function satisfies(series: Series, { label, op, value }: LabelMatcher): boolean {
  const own = label === '__name__' ? series.metric : (series.labels[label] ?? '');
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return anchored(value).test(own);
    case '!~':
      return !anchored(value).test(own);
  }
}

const MATCHER = /([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g;

/** Reads `name{label="value",other=~"pattern"}`; what the adapter writes, no more. */
export function parseSelector(text: string): readonly LabelMatcher[] {
  const [, name = '', inside = ''] = /^([a-zA-Z_:][a-zA-Z0-9_:]*)?(?:\{(.*)\})?$/s.exec(text.trim()) ?? [];
  const named: readonly LabelMatcher[] = name === '' ? [] : [{ label: '__name__', op: '=', value: name }];
  const rest = [...inside.matchAll(MATCHER)].map(
    ([, label = '', op = '=', value = '']): LabelMatcher => ({
      label,
      op: op as LabelMatcher['op'],
      value: JSON.parse(`"${value}"`) as string,
    }),
  );
  return [...named, ...rest];
}
