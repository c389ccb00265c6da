import { describe, expect, it } from 'vitest';
import { reportFaults, type Said } from '../../scripts/worlds/report-rules.ts';

const MiB = 2 ** 20;
const said = (changes: Partial<Said> = {}): Said => ({
  title: 'Heap leak in cache.Put',
  evidence: ['x2x climbs 20 MiB/h in each of 3 runs.'],
  advice: ['Now: raise the limit to 512 MiB to gain time.', 'Bound the map.'],
  proof: 'After the fix the live heap is level over a day.',
  paths: [{ delta: 60 * MiB }],
  explained: { amount: 60 * MiB, of: 62 * MiB },
  ...changes,
});
const leaks = { leaksNow: true };

describe('the rules of every report', () => {
  it('find nothing wrong with a report that keeps them', () => {
    expect(reportFaults(said(), { ...leaks, largestHeap: 400 * MiB })).toEqual([]);
  });

  it.each([
    ['a sentence that is said twice', said({ proof: 'X2x climbs 20 MiB/h in each of 3 runs.' }), leaks],
    ['a path larger than the whole', said({ paths: [{ delta: 80 * MiB }] }), leaks],
    ['more explained than there is', said({ explained: { amount: 70 * MiB, of: 62 * MiB } }), leaks],
    ['a limit below the largest heap', said(), { ...leaks, largestHeap: 600 * MiB }],
    [
      'a limit below it in the title',
      said({ title: 'The limit is too small: set 320 MiB' }),
      { ...leaks, largestHeap: 400 * MiB },
    ],
    [
      'a rollback of what runs no longer',
      said({ advice: ['Now: roll back the deploy that began it.'] }),
      { leaksNow: false },
    ],
  ])('find %s', (_what, report, facts) => {
    expect(reportFaults(report, facts)).toHaveLength(1);
  });
});
