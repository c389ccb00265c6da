import { expect, test } from 'vitest';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { KiB } from '../../src/measurement/bytes.ts';
import { leakingService, tooth, track, withMeasured, withRuns } from './go-case.ts';

const growing = (perHour: number) =>
  withMeasured(leakingService(), {
    'live-heap': track((hour) => (800 + perHour * tooth(hour, 4.5)) * KiB),
  });

test('a trend of kibibytes is no growth, in a ledger and without one', () => {
  for (const perHour of [4, 30, 120]) {
    for (const observation of [growing(perHour), withRuns(growing(perHour))]) {
      const { answer, headline, suggests } = judgeLiveHeapGrowing(observation);
      expect(answer).toBe('no');
      expect(suggests).toBeUndefined();
      expect(headline).toMatch(
        /^The live heap hardly grew: \d+ (?:KiB )?→ [\d.]+ [KM]iB .*too little to matter\.$|does not grow/,
      );
    }
  }
});

test('one of as many mebibytes is growth', () => {
  expect(judgeLiveHeapGrowing(growing(20 * 1024)).answer).toBe('yes');
  expect(judgeLiveHeapGrowing(withRuns(growing(20 * 1024))).answer).toBe('yes');
});
