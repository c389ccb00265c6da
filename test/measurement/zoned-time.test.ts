import { expect, test } from 'vitest';
import { dayAfter, dayIn, isTimeZone, momentIn, weekdayOf } from '../../src/measurement/zoned-time.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const day = (text: string) => {
  const [year = 0, month = 0, dayOfMonth = 0] = text.split('-').map(Number);
  return { year, month, day: dayOfMonth };
};
const at = (time: string) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

// Berlin is at +1 in winter and +2 in summer; in 2026 clocks go forward on 29 March at 02:00 and back on 25 October at 03:00.
test.each<[string, string, string, string, string]>([
  ['in winter', 'Europe/Berlin', '2026-01-10', '22:00', '2026-01-10T21:00'],
  ['in summer', 'Europe/Berlin', '2026-07-10', '22:00', '2026-07-10T20:00'],
  ['the morning after clocks went forward', 'Europe/Berlin', '2026-03-29', '07:00', '2026-03-29T05:00'],
  ['a time that clocks leave out', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30'],
  ['the morning after clocks went back', 'Europe/Berlin', '2026-10-25', '07:00', '2026-10-25T06:00'],
  ['a time that clocks show twice', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30'],
  ['the end of a day', 'Europe/Berlin', '2026-01-10', '24:00', '2026-01-10T23:00'],
  ['the end of a year', 'America/New_York', '2026-12-31', '24:00', '2027-01-01T05:00'],
  ['half an hour of daylight saving', 'Australia/Lord_Howe', '2026-04-05', '07:00', '2026-04-04T20:30'],
  ['a quarter of an hour', 'Asia/Kathmandu', '2026-01-10', '00:00', '2026-01-09T18:15'],
])('%s: %s %s %s', (_name, zone, date, time, moment) => {
  expect(new Date(momentIn(zone, day(date), at(time))).toISOString().slice(0, 16)).toBe(moment);
});

test('a day begins where it is asked for', () => {
  expect(dayIn('Asia/Tokyo', utc('2026-01-10T15:00'))).toEqual(day('2026-01-11'));
  expect(dayIn('America/New_York', utc('2026-01-10T04:59'))).toEqual(day('2026-01-09'));
});

test('days follow each other over months and leap years', () => {
  expect(dayAfter(day('2028-02-28'), 1)).toEqual(day('2028-02-29'));
  expect(dayAfter(day('2026-01-01'), -1)).toEqual(day('2025-12-31'));
  expect([day('2026-11-29'), day('2026-11-30')].map(weekdayOf)).toEqual([0, 1]);
});

test('what is no zone', () => {
  expect(['UTC', 'Europe/Berlin', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
});
