import { expect, test } from 'vitest';
import { clockLine } from '../../src/diagnosis/clock-of-kills.ts';
import { fromEachStart } from '../../src/diagnosis/from-each-start.ts';
import { peakPassed } from '../../src/diagnosis/peak-passed.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { aPod, T0 } from '../support/a-pod.ts';

const at = (hour: number, minutes: number) => T0 + hour * HOUR + minutes * MINUTE;

test.each([
  ['one minute', [at(1, 13), at(6, 13.5), at(25, 13.2)], 'at minute 13 of the hour, 3 of 3 times'],
  [
    'a few, over the hour',
    [at(1, 59), at(4, 61), at(9, 60), at(30, 59.5)],
    'at minutes 59 to 1 of the hour, 4 of 4 times',
  ],
  [
    'series of retries',
    [at(2, 5), at(2, 6), at(8, 5.5), at(8, 7), at(11, 6)],
    'at minutes 5 to 6 of the hour, 3 of 3 times, with 5 kills',
  ],
])('kills that keep to %s have their clock said', (_, kills, said) => {
  expect(clockLine(kills, MINUTE).join()).toContain(said);
});

test.each([
  ['come at any minute', [at(1, 13), at(6, 40), at(25, 2)], MINUTE],
  ['are two', [at(1, 13), at(6, 13)], MINUTE],
  ['are one series', [at(1, 13), at(1, 14), at(1, 16)], MINUTE],
  ['are dated by points that are too far apart', [at(1, 13), at(6, 13), at(25, 13)], 15 * MINUTE],
])('nothing is said of kills that %s', (_, kills, step) => {
  expect(clockLine(kills, step)).toEqual([]);
});

/** A job that is killed three times and fits at the fourth, on the hour; between them it is level for 65 minutes. */
const LEVEL = Array.from({ length: 65 }, () => '200').join(' ');
const TRIES = ['200 700', '200 710', '200 690'];
const ENDS_HIGH = `500 620 ${LEVEL}`;

test('a job that fails and is tried again, hour after hour, is no peak that passed, and no run that climbs from each start', () => {
  const pod = aPod('report-0', {
    rss: [`${LEVEL} 700`, ...TRIES, `${LEVEL} 700`, ...TRIES, ENDS_HIGH].join(' | '),
    limit: 768,
  });
  expect(peakPassed(pod.rss, pod.lifetimes, 768 * MiB)).toBe(false);
  expect(fromEachStart(pod.rss, pod)).toBeUndefined();
});

test('the same tries once are a peak that passed', () => {
  const pod = aPod('report-0', { rss: [`${LEVEL} 700`, ...TRIES, ENDS_HIGH].join(' | '), limit: 768 });
  expect(peakPassed(pod.rss, pod.lifetimes, 768 * MiB)).toBe(true);
});
