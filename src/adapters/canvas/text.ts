import type { SKRSContext2D } from '@napi-rs/canvas';

const NO_BREAK = '\u00A0';

/** A figure and its unit belong together, and so do a slash and what it divides by: `23 / h`, `2 min`, `40 → 126 MiB`. */
function glued(text: string): string {
  return text
    .replaceAll(/(\d) (?=(?:[KMGT]iB|B|ms|s|min|h|d|%|UTC)(?![A-Za-z]))/g, `$1${NO_BREAK}`)
    .replaceAll(/ ([/→–]) /g, `${NO_BREAK}$1${NO_BREAK}`);
}

/** Breaks a text into at most `most` lines of a width, in the context's font; what has no room ends in `…`. */
export function wrapped(context: SKRSContext2D, text: string, width: number, most: number): readonly string[] {
  const fits = (candidate: string) => context.measureText(candidate).width <= width;
  const lines: string[] = [];
  let rest = glued(text.trim());
  while (rest !== '' && lines.length < most) {
    if (fits(rest)) return [...lines, rest];
    if (lines.length === most - 1) return [...lines, ellipsized(rest, fits)];
    const taken = leadingWords(rest, fits);
    lines.push(taken.trim());
    rest = rest.slice(taken.length).trim();
  }
  return lines;
}

/** Like {@link wrapped}, with lines of about the same length: a last line of one word looks like an accident. */
export function balanced(context: SKRSContext2D, text: string, width: number, most: number): readonly string[] {
  const lines = wrapped(context, text, width, most);
  if (lines.length < 2 || lines.at(-1)?.endsWith('…') === true) return lines;
  for (let narrower = width / lines.length; narrower < width; narrower += 20) {
    const candidate = wrapped(context, text, narrower, lines.length);
    if (candidate.at(-1)?.endsWith('…') === false) return candidate;
  }
  return lines;
}

/** The start of a text with `…`, as long as it fits. */
export function ellipsized(text: string, fits: (candidate: string) => boolean): string {
  if (fits(text)) return text;
  const length = longest(text.length, (end) => fits(`${text.slice(0, end)}…`));
  return `${text.slice(0, length).trimEnd()}…`;
}

/** As many words as fit; of a first word that is too long, as many of its parts. */
function leadingWords(text: string, fits: (candidate: string) => boolean): string {
  const fitting = longest(text.length, (end) => fits(text.slice(0, end)));
  const space = text.lastIndexOf(' ', fitting);
  if (space > 0) return text.slice(0, space);
  const joint = Math.max(...['-', '/', '.'].map((mark) => text.lastIndexOf(mark, fitting - 1))) + 1;
  return text.slice(0, joint > 0 ? joint : Math.max(fitting, 1));
}

function longest(length: number, fits: (end: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** As many of the parts between commas as fit, none of them cut; the first is cut where even that is too long. */
export function fewerParts(text: string, fits: (candidate: string) => boolean): string {
  const parts = text.split(', ');
  for (let count = parts.length; count > 0; count--) {
    const whole = parts.slice(0, count).join(', ');
    if (fits(whole)) return whole;
  }
  return ellipsized(parts[0] ?? '', fits);
}
