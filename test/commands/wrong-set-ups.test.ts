import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SET_UPS } from '../../scripts/set-ups/set-ups.ts';
import { rowOf } from '../../scripts/set-ups/table.ts';
import { trySetUp } from '../../scripts/set-ups/try.ts';

/** Written by `npm run set-ups -- --write`, which also starts the bot in each. */
const PAGE = readFileSync(new URL('../../manifest/wrong-set-ups.md', import.meta.url), 'utf8').split('\n');
const FAULT = /(^|<br>)fault: /;

describe('doctor says of a wrong set-up what the table says', () => {
  test.each(SET_UPS.map((setUp) => [setUp.name, setUp] as const))('%s', async (name, setUp) => {
    const { doctor } = await trySetUp(setUp, { start: false });
    const [, row = '(not in the table: npm run set-ups -- --write)'] =
      PAGE.map((line): [string, string] => [line.split(' | ')[0] ?? '', line]).find(
        ([first]) => first === `| ${name}`,
      ) ?? [];
    expect(row).toContain(rowOf(name, { doctor }).replace(/ {1,2}\|$/, ''));
  });
});

const rows = PAGE.filter((line) => line.startsWith('| ') && !/^\| (set-up|---)/.test(line)).map((line) => {
  const [name = '', doctor = '', start = ''] = line.slice(2, -2).split(' | ');
  return { name, doctor, start };
});

test('at least forty set-ups are known', () => {
  expect(rows.length).toBeGreaterThanOrEqual(40);
});

test.each(rows)('where start refuses, doctor finds a fault: $name', ({ doctor, start }) => {
  if (!start.startsWith('starts')) expect(doctor).toMatch(FAULT);
  else expect(doctor).toMatch(/fault: |warning: /);
});

test('nothing of a library’s own text is shown', () => {
  const raw = /ZodError|invalid_type|\[object|fetch failed|error:0A|node:internal|undici|at file:|"code":/;
  expect(rows.filter(({ doctor, start }) => raw.test(`${doctor} ${start}`))).toEqual([]);
});
