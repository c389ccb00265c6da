import type { Said } from './try.ts';

/** A row of the table, in Markdown. */
export function rowOf(name: string, { doctor, start = [] }: Said): string {
  const cell = (lines: readonly string[]) =>
    lines.map((line) => line.replace(/\n\s*/g, '; ').replaceAll('|', '\\|')).join('<br>');
  return `| ${name} | ${cell(doctor)} | ${cell(start)} |`;
}
