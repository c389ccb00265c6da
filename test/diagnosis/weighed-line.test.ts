import { expect, test } from 'vitest';
import { weighedLines } from '../../src/diagnosis/weighed-line.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const TWO_MINUTES = 120 * SECOND;

test.each([
  [
    15,
    3,
    /^Class histograms weigh the bytes, and that of the earlier profile is 15 s older than it: .*± is of the samples alone\.$/,
  ],
  [3, 40, /and that of the later profile is 40 s older than it: /],
  [15, 40, /that of the earlier profile is 15 s older than it, that of the later profile is 40 s older than it: /],
])('weights that are old beside the time between two profiles are said (%i s, %i s)', (base, current, said) => {
  const [line, ...more] = weighedLines({ base: base * SECOND, current: current * SECOND }, TWO_MINUTES);
  expect(line).toMatch(said);
  expect(more).toEqual([]);
});

test('nothing is said of weights of the same time, beside a longer time, or of none', () => {
  expect(weighedLines({ base: 3 * SECOND, current: 0 }, TWO_MINUTES)).toEqual([]);
  expect(weighedLines({ base: 15 * SECOND, current: 15 * SECOND }, 60 * TWO_MINUTES)).toEqual([]);
  expect(weighedLines(undefined, TWO_MINUTES)).toEqual([]);
});

test('how old they are the profiles say, as the agent writes it', () => {
  const written = (said: string) => ({
    ...drawnProfile('10 com.acme.Orders.book /Orders.java:9'),
    sampleTypes: [{ type: 'inuse_space', unit: 'bytes' }],
    comments: [
      `inuse_space is an estimate of the 9 bytes that the last collection left in the heap: each sample stands for ${said}`,
    ],
  });
  const of = (was: string, is: string) =>
    compareProfiles({ time: 0, profile: written(was) }, { time: 1, profile: written(is) }).weighedBefore;
  const weighed = (seconds: number) => `its part of its class in the histogram of ${seconds} s ago`;
  expect(of(weighed(18), weighed(0))).toEqual({ base: 18 * SECOND, current: 0 });
  expect(of('the same part (with histogram=on, for its part of its class)', weighed(0))).toBeUndefined();
});
