import { expect, test } from 'vitest';
import type { PodFigures } from '../../src/investigation/state/investigation.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podTable } from '../../src/presentation/report/pods.ts';
import { NOON, Story } from '../support/investigations.ts';

const nextKill = { at: NOON + 2 * HOUR, earliest: NOON + HOUR, latest: NOON + 3 * HOUR };
const flat: PodFigures = { level: 200 * 2 ** 20, kills: 0, alive: true, growing: 'no' };

function table(figures: readonly (PodFigures | undefined)[]): string {
  const { investigation } = new Story().observe();
  const pods = figures.map((each, i) => ({ pod: `api-7d9f-p${i}`, caption: '', figures: each }));
  const steps = investigation.steps.map((step) =>
    'facts' in step && step.facts ? { ...step, facts: { ...step.facts, pods } } : step,
  );
  return podTable({ ...investigation, steps: steps });
}

test('the table of pods shows the next kill of each with its range, and where none is predicted', () => {
  const growing: PodFigures = { ...flat, kills: 4, growing: 'yes', perHour: 62 * 2 ** 20, nextKill };
  const rows = table([growing, flat, { ...flat, kills: 3 }, { ...flat, alive: false, growing: 'unclear' }])
    .split('\n')
    .slice(4);
  expect(rows).toEqual([
    '| `p0` | 200 MiB | 62 MiB/h | 4 | about 23 Nov 14:00 (23 Nov 13:00 to 23 Nov 15:00) |',
    '| `p1` | 200 MiB | no | 0 | none predicted |',
    '| `p2` | 200 MiB | no | 3 | no trend to predict it by |',
    '| `p3` | 200 MiB | not clear | 0 | gone |',
  ]);
});

test('that none is predicted is said only of a pod that was judged: what is not clear may be full in a minute', () => {
  expect(table([{ ...flat, growing: 'unclear' }])).toContain('| `p0` | 200 MiB | not clear | 0 | not known yet |');
  expect(table([{ ...flat, growing: 'unclear', kills: 2 }])).toContain('| no trend to predict it by |');
  expect(table([{ ...flat, growing: 'unclear', nextKill }])).toContain('| about 23 Nov 14:00 ');
});

test('a kill is at no second, where its range begins on a day with two figures and it lies on one with one', () => {
  const at = Date.UTC(2026, 11, 1, 2, 18, 1);
  const far = { at, earliest: Date.UTC(2026, 10, 30, 20, 7), latest: at + 5 * HOUR };
  expect(table([{ ...flat, growing: 'yes', perHour: 7 * 2 ** 20, nextKill: far }])).toContain(
    'about 1 Dec 02:18 (30 Nov 20:07 to 1 Dec 07:18)',
  );
});

test('a kill that may come now has no range', () => {
  const due = { at: NOON + 5000, earliest: NOON, latest: NOON + 9000 };
  expect(table([{ ...flat, growing: 'yes', perHour: 62 * 2 ** 20, nextKill: due }])).toContain(
    '| `p0` | 200 MiB | 62 MiB/h | 0 | at any moment |',
  );
});

test('a kill in a minute or two is a time, as the step beside the table says, and not any moment', () => {
  const due = { at: NOON + 90_000, earliest: NOON + 78_000, latest: NOON + 106_000 };
  expect(table([{ ...flat, growing: 'yes', perHour: 62 * 2 ** 20, nextKill: due }])).toContain(
    'about 23 Nov 12:01:30 (23 Nov 12:01:18 to 23 Nov 12:01:46) |',
  );
});

test('of 200 pods it shows the worst; what an older version stored has no table', () => {
  expect(table(Array.from({ length: 200 }, () => flat))).toContain('_and 180 more pods in report.json_');
  expect(table([undefined])).toBe('');
});

test('a heap that fills while its memory stands is not level', () => {
  const stands: PodFigures = { ...flat, growing: 'yes', perHour: 0, nextKill };
  expect(table([stands])).toContain('| grew, level now |');
  expect(table([{ ...stands, nextKill: { ...nextKill, heapFull: true } }])).toContain(
    '| yes, within its heap | 0 | heap full about 23 Nov 14:00 ',
  );
});

test('what rose and falls now is neither level nor open', () => {
  const falls: PodFigures = { ...flat, growing: 'unclear', falls: true };
  expect(table([falls])).toContain('| `p0` | 200 MiB | no, falls now | 0 | none predicted |');
});

test('what fills as the runs before it did is not said to stand still', () => {
  const fills: PodFigures = { ...flat, asBefore: true };
  expect(table([fills])).toContain('| `p0` | 200 MiB | fills as earlier runs did | 0 | none predicted |');
  expect(table([{ ...fills, alive: false }])).toContain('| no | 0 | gone |');
});

test.each([
  ['moments that lie far apart have none between them', { wide: true }, 'between 23 Nov 13:00 and 23 Nov 15:00'],
  ['what may level off has its earliest moment', { open: true }, '23 Nov 13:00 at the earliest, or not at all'],
] as const)('%s', (_, flags, said) => {
  const next = { ...nextKill, ...flags };
  expect(table([{ ...flat, growing: 'yes', perHour: 2 ** 20, nextKill: next }])).toContain(`| ${said} |`);
});
