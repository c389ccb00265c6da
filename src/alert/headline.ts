import { withoutInvisible } from '../foundation/invisible.ts';
import { withoutMarkup } from './markup.ts';

/** Characters. What people read first stands on three lines of a phone. Set by hand. */
export const LONGEST_LINE = 150;

/** What senders put before a title: `[FIRING:1] `, `[Triggered on {host:a}] `, `[Prometheus]: `. */
const PUT_BEFORE = /^(?:\[[^\]]{0,200}\]:?\s{0,5}){1,5}/;

/** The title of an alert as people read it: one line, without marks and without what senders put before it. */
export function titleLine(title: string): string {
  const line = oneLine(title);
  const plain = line.replace(PUT_BEFORE, '').trim();
  return clipped(plain === '' ? line : plain);
}

/** The first line of what is said of alerts beside their names; undefined where it says no more than a name does. */
export function summaryLine(summary: string, names: readonly string[]): string | undefined {
  const first = summary.split('\n').find((line) => oneLine(line) !== '');
  const line = first === undefined ? '' : clipped(oneLine(first));
  return line === '' || names.includes(titleLine(line)) ? undefined : line;
}

function oneLine(text: string): string {
  return withoutMarkup(withoutInvisible(text).replace(/\s+/g, ' ')).replace(/\s+/g, ' ').trim();
}

function clipped(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  // A character of two units is not cut in half.
  const begin = line.slice(0, LONGEST_LINE - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${begin.trimEnd()}…`;
}
