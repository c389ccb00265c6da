import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './outcome.ts';

/** The tables of the page: one of the recordings, one of live runs, each with its own command. */
export type TableName = 'recordings' | 'live';

/** The table of outcomes in Markdown. A finding that is not the right one is marked with the right one. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ scenario, wanted, found, figure, top }) => [
    `\`${scenario}\``,
    found === wanted ? `\`${found}\`` : `**\`${found}\`** instead of \`${wanted}\``,
    cell(figure),
    top === undefined ? '' : cell(`\`${shortName(top.function)}\` at ${placeOf(top)}`),
  ]);
  const lines = [['scenario', 'finding', 'figure', 'top frame'], ['---', '---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Puts the table between the markers of that name in a page. Throws when the page has none. */
export function replaceTable(file: string, name: TableName, table: string): void {
  const page = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- outcomes: ${name} -->`, `<!-- end of outcomes: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} … ${end}`);
  writeFileSync(file, `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`);
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file.split('/').slice(-3).join('/')}:${line}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
