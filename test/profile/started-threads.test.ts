import { expect, test } from 'vitest';
import { countedAs } from '../../src/diagnosis/comparison-of.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { JfrProfile } from '../../src/profile/jfr/jfr-profile.ts';
import { STARTED_THREAD } from '../../src/profile/started-threads.ts';

/** A recording of the starts of these threads, by one line, in a process that started then. */
function recorded(ids: readonly number[], startedAt = 1000) {
  const profile = new JfrProfile(1000);
  const stack = profile.stack([{ function: 'com.acme.Callback.<init>', file: 'Callback.java', line: 15 }]);
  for (const id of ids)
    profile.add({ stack, labels: { class: 'threads pool-#', [STARTED_THREAD]: `${id}` }, values: [1] });
  return profile.finish({
    sampleTypes: [{ type: 'threads', unit: 'count' }],
    defaultSampleType: 'threads',
    time: undefined,
    comments: [],
    process: { pid: 7, startedAt },
  });
}

const grown = (base: ReturnType<typeof recorded>, current: ReturnType<typeof recorded>) =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }).paths.map(({ delta }) => delta);

test('what both recordings saw start is no growth', () => {
  expect(grown(recorded([1, 2, 3]), recorded([1, 2, 3, 4, 5]))).toEqual([2]);
});

test('a recording may have what started since the last dump alone: what is missing in it has not ended', () => {
  expect(grown(recorded([1, 2, 3, 4, 5, 6]), recorded([7, 8]))).toEqual([2]);
});

test('numbers of another process are other threads', () => {
  expect(grown(recorded([1, 2, 3]), recorded([1, 2, 3, 4], 9_000_000))).toEqual([4]);
});

test('they are starts, and no number of threads', () => {
  const comparison = compareProfiles({ time: 0, profile: recorded([1, 2]) }, { time: 1, profile: recorded([7, 8, 9]) });
  expect(comparison.recordedStarts).toBe(true);
  expect(countedAs(comparison)).toBe('starts of threads');
  expect(countedAs({ ...comparison, recordedStarts: undefined })).toBe('threads');
});
