import { labelInWords } from './label-names.ts';

/** Columns are as far apart in what kubectl prints, and in tables of Markdown. */
const BETWEEN = /\s{2,}|\t|\s*\|\s*/;
const LABELS: ReadonlySet<string> = new Set(['cluster', 'namespace', 'pod', 'container']);

/**
 * The first row of a table as `kubectl get pods -A` prints it: columns in capitals, NAMESPACE among them. Empty where the
 * text has none.
 */
export function labelsInTable(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /(?:^|\s|\|)NAMESPACE(?:$|\s|\|)/.test(line) && columnsOf(line).length > 1);
  const row = lines.slice(at + 1).find((line) => /[a-z0-9]/.test(line));
  if (at < 0 || row === undefined) return {};
  const values = cellsOf(row);
  return Object.fromEntries(
    columnsOf(lines[at] ?? '').flatMap((label, i) => {
      const value = values[i];
      return label !== undefined && LABELS.has(label) && value !== undefined && /^[a-z0-9][\w.-]*$/.test(value)
        ? [[label, value]]
        : [];
    }),
  );
}

function columnsOf(line: string): readonly (string | undefined)[] {
  return cellsOf(line).map((cell) => (cell === 'NAME' ? 'pod' : labelInWords(cell)));
}

function cellsOf(line: string): readonly string[] {
  return line
    .replace(/^[\s`|]+|[\s`|]+$/g, '')
    .split(BETWEEN)
    .map((cell) => cell.trim());
}
