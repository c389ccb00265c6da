import { describe, expect, test } from 'vitest';
import { isCut } from '../../scripts/worlds/cut-title.ts';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import { leakingIn } from './go-case.ts';

describe('goroutines beside unused heap that grew', () => {
  test.each([
    { goroutines: 2_700, heap: 6, stacks: 6, unused: 30 },
    { goroutines: 15_600, heap: 8, stacks: 8, unused: 38 },
    { goroutines: 24_000, heap: 5, stacks: 9, unused: 40 },
  ])('$goroutines an hour beside $unused MiB/h: the headline is seen whole on a phone', (gaining) => {
    const { answer, headline, reasons } = judgeGoroutinesGrowing(leakingIn(gaining));
    expect(answer).toBe('yes');
    expect(headline).toMatch(/ of the growth of [\d.]+ MiB /);
    expect(isCut(headline.replace(/\.$/, ''))).toBe(false);
    // Memory gained more than the growth that the headline names: what is left out is said beside it.
    expect(reasons).toContainEqual(expect.stringMatching(/^Besides, memory gained [\d.]+ MiB of unused heap/));
  });
});
