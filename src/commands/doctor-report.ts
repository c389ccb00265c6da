import type { Check } from '../foundation/check.ts';
import { countOf } from '../measurement/share.ts';

/** The checks of one subject: `Slack`, `service prod/markets-api`. */
export interface Section {
  readonly subject: string;
  readonly checks: readonly Check[];
}

/** Sections for a terminal: a line a check, what to do below it, the sum last. */
export function doctorText(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ subject, checks }) => [subject, ...checks.flatMap(linesOf), '']);
  return [...lines, sumOf(sections), ''].join('\n');
}

const STATE_WIDTH = 'warning'.length;

function linesOf({ state, says, fix }: Check): readonly string[] {
  const [first = '', ...rest] = says.split('\n');
  const indent = ' '.repeat(STATE_WIDTH + 4);
  return [
    `  ${state.padEnd(STATE_WIDTH)}  ${first}`,
    ...rest.map((line) => `${indent}${line}`),
    ...(fix === undefined || state === 'ok' ? [] : [`${indent}→ ${fix}`]),
  ];
}

function sumOf(sections: readonly Section[]): string {
  const { faults, warnings } = counts(sections);
  if (faults + warnings === 0) return 'Nothing to fix.';
  return `${countOf(faults, 'fault')}, ${countOf(warnings, 'warning')}.`;
}

/** The document of `--json`. */
export function doctorJson(sections: readonly Section[]) {
  const { faults, warnings } = counts(sections);
  const checks = sections.flatMap(({ subject, checks: own }) => own.map((check) => ({ subject, ...check })));
  return { ok: faults === 0, faults, warnings, checks };
}

function counts(sections: readonly Section[]): { readonly faults: number; readonly warnings: number } {
  const states = sections.flatMap(({ checks }) => checks.map(({ state }) => state));
  const count = (wanted: Check['state']) => states.filter((state) => state === wanted).length;
  return { faults: count('fault'), warnings: count('warning') };
}
