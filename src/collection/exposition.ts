/** One line of a metrics page. */
export interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

// Every expression is sticky: one that may begin anywhere takes hours over a page made to that end.
// The Prometheus text format and OpenMetrics agree on what a sample line is; OpenMetrics may add an exemplar after `#`.
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABELS = /\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,\s*|$)/y;
const VALUE = /[ \t]*([^\s#]+)/y;

/** A line of a real page is some hundred characters long. What is longer was made to cost its reader something. */
const LONGEST_LINE = 16_384;

/**
 * Reads the samples of a metrics page whose names are wanted, one at a time: before anything else of a line is read,
 * `wanted` may say that there are enough. A line that is none, is too long, or whose value is NaN or infinite, is passed
 * over: one broken line must not cost the others. Families, types and exemplars are not needed here.
 */
export function* samplesIn(page: string, wanted: (metric: string) => boolean): Generator<Sample> {
  let start = 0;
  while (start < page.length) {
    const newline = page.indexOf('\n', start);
    const end = newline < 0 ? page.length : newline;
    if (page.charCodeAt(start) !== HASH && end - start <= LONGEST_LINE) {
      const metric = at(NAME, page, start)?.[0];
      if (metric !== undefined && wanted(metric)) {
        const sample = sampleIn(page.slice(start, end), metric);
        if (sample !== undefined) yield sample;
      }
    }
    start = end + 1;
  }
}

/** The byte of `#`, which begins a comment. */
const HASH = 35;

function sampleIn(line: string, metric: string): Sample | undefined {
  const braces = at(LABELS, line, metric.length);
  const value = numberOf(at(VALUE, line, metric.length + (braces?.[0].length ?? 0))?.[1]);
  const labels = labelsIn(braces?.[1]?.trim() ?? '');
  return value === undefined || labels === undefined ? undefined : { metric, labels, value };
}

function at(expression: RegExp, line: string, index: number): RegExpExecArray | null {
  expression.lastIndex = index;
  return expression.exec(line);
}

/** Undefined when the text between the braces is not a list of labels. */
function labelsIn(text: string): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  let index = 0;
  while (index < text.length) {
    const label = at(LABEL, text, index);
    if (label === null) return undefined;
    const [all, name = '', value = ''] = label;
    labels[name] = unescaped(value);
    index += all.length;
  }
  return labels;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
