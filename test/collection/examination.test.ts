import { describe, expect, it } from 'vitest';
import { examinationOf, MOST_FOR_TEXT } from '../../src/collection/examination.ts';
import { examined, type Watch, watched } from '../../src/collection/watch.ts';
import { MINUTE } from '../../src/measurement/duration.ts';

/**
 * Minutes at which a process is examined whose goroutines follow `countAt`, profiled every two minutes; `t` for its text,
 * `l` for its leaks.
 */
function examinations(minutes: number, countAt: (minute: number) => number, serves = true): string[] {
  const taken: string[] = [];
  let watch: Watch | undefined;
  for (let minute = 0; minute <= minutes; minute += 2) {
    const time = minute * MINUTE;
    watch = watched(watch, { time, processStart: 0, goroutines: countAt(minute) });
    const { text, leaks } = examinationOf(watch, time, { asked: false });
    if (!text && !leaks) continue;
    taken.push(`${minute}${text ? 't' : ''}${leaks ? 'l' : ''}`);
    watch = examined(watch, time, serves);
  }
  return taken;
}

describe('in routine', () => {
  it('no process is asked whose goroutines do not multiply', () => {
    expect(examinations(600, (minute) => 400 + 90 * Math.sin(minute))).toEqual([]);
  });

  it('a process whose goroutines multiply is asked, and again as they go on to', () => {
    // When the count has half as many more as at the last time, else (from 52 on, slower) after half an hour.
    const expected = ['4tl', '8tl', '14tl', '22tl', '34tl', '52l', '80l', '110l'];
    expect(examinations(120, (minute) => 20 + 50 * minute)).toEqual(expected);
  });

  it('once is enough where the count stays where it went', () => {
    expect(examinations(600, (minute) => (minute < 10 ? 20 : 500))).toEqual(['10tl']);
  });

  it('the leak profile is not asked for again of a process that has none', () => {
    expect(examinations(40, (minute) => 20 + 50 * minute, false)).toEqual(['4tl', '8t', '14t', '22t', '34t']);
  });
});

describe('when a person asks', () => {
  const watchOf = (goroutines: number | undefined, memory?: number) =>
    watched(undefined, { time: 0, processStart: 0, goroutines, memory });
  it.each([
    ['few goroutines', watchOf(12), { text: true, leaks: true }],
    ['as many as are safe', watchOf(MOST_FOR_TEXT), { text: true, leaks: true }],
    ['too many to stop them all', watchOf(MOST_FOR_TEXT + 1), { text: false, leaks: true }],
    ['unknown how many', watchOf(undefined), { text: false, leaks: true }],
    ['memory at its limit', watchOf(12, 95), { text: false, leaks: true }],
    ['a process without the leak profile', { ...watchOf(12), servesLeaks: false }, { text: true, leaks: false }],
  ])('%s', (_, watch, expected) => {
    expect(examinationOf(watch, 0, { limit: 100, asked: true })).toEqual(expected);
  });
});

it('a new process is a new question', () => {
  const absent = examined(watched(undefined, { time: 0, processStart: 0, goroutines: 9 }), 0, false);
  expect(watched(absent, { time: MINUTE, processStart: 0 }).servesLeaks).toBe(false);
  expect(watched(absent, { time: MINUTE, processStart: 30_000 })).toMatchObject({
    servesLeaks: undefined,
    examined: undefined,
  });
});
