/** A few lines of source around one of them, fit to be shown to people. */
export interface Snippet {
  /** The number of the first line. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** Lines above and below the one that matters. */
const AROUND = 2;

/** Generated and minified code has lines that no one reads to their end. */
const LONGEST = 120;

/** The line with two above and two below; undefined when the text has no such line or is no text. */
export function snippetAround(text: string, line: number): Snippet | undefined {
  if (text.includes('\0')) return undefined;
  const all = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  // The end of the last line begins no further one.
  if (all.at(-1) === '') all.pop();
  if (line < 1 || line > all.length) return undefined;
  const first = Math.max(1, line - AROUND);
  return { first, lines: withoutIndent(all.slice(first - 1, line + AROUND).map(shown)).map(clipped) };
}

/** Tabs as four blanks; characters that would hide or turn other characters made visible. */
function shown(line: string): string {
  return line.replaceAll('\t', '    ').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '·');
}

/** A phone has no room for what all lines begin with. */
function withoutIndent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd());
}

function clipped(line: string): string {
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
