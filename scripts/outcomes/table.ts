import { readFileSync, writeFileSync } from 'node:fs';
import { SCENARIOS } from '../lab/scenario.ts';
import type { Outcome } from './outcome.ts';

/** The tables of the page: one of the recordings, one of live runs, each with its own command. */
export type TableName = 'recordings' | 'live';

/** One line of the table in Markdown. A finding that is not the right one is marked with the right one. */
export function rowOf({ scenario, wanted, found, figure, top }: Outcome): string {
  const finding = found === wanted ? `\`${found}\`` : `**\`${found}\`** instead of \`${wanted}\``;
  const frame = top === undefined ? '' : `\`${shortName(top.function)}\` at ${placeOf(top)}`;
  return `| \`${scenario}\` | ${finding} | ${cell(figure)} | ${cell(frame)} |`;
}

const HEAD = ['| scenario | finding | figure | top frame |', '| --- | --- | --- | --- |'];

/** Puts a scenario's line into the table of that name in a page; other lines stay. Throws when the page has no table. */
export function writeRow(file: string, name: TableName, outcome: Outcome): void {
  const page = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- outcomes: ${name} -->`, `<!-- end of outcomes: ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no ${begin} … ${end}`);
  const lines = page.slice(from, to).split('\n');
  const rows = SCENARIOS.map((scenario) =>
    scenario === outcome.scenario ? rowOf(outcome) : lines.find((line) => line.startsWith(`| \`${scenario}\` |`)),
  ).filter((row) => row !== undefined);
  const table = [...HEAD, ...rows].join('\n');
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
