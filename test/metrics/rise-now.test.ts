import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { riseNow } from '../../src/metrics/rise-now.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** Hours of a run, as a function of the minute in it, with a little noise. */
function ran(hours: number, level: (minute: number) => number, { step = 30 * SECOND, noise = 1 } = {}) {
  return trackOf(
    Array.from({ length: Math.round((hours * HOUR) / step) + 1 }, (_, i) => {
      const at = i * step;
      return [at, level(at / MINUTE) + noise * (Math.sin(at / 41_011) + 0.7 * Math.cos(at / 13_337))];
    }),
  );
}

const rises = (from: number, perMinute: number) => (minute: number) => 260 + perMinute * Math.max(0, minute - from);

describe('a level run that climbs now', () => {
  test.each([
    ['25 minutes of four hours', 4, rises(215, 2)],
    ['12 minutes of two hours', 2, rises(108, 4)],
    ['an hour of half a day', 12, rises(660, 1)],
    ['two hours of a day', 24, rises(1320, 0.5)],
    ['after a start that filled', 4, (at: number) => rises(210, 2)(at) - 200 * Math.exp(-at / 8)],
  ] satisfies [string, number, (minute: number) => number][])('%s', (_, hours, law) => {
    const rise = riseNow(ran(hours, law));
    const end = hours * 60;
    const from = [...Array(end).keys()].findLast((at) => law(at) < 262) ?? 0;
    expect(Math.abs((rise?.began ?? 0) / MINUTE - from)).toBeLessThan(0.1 * (end - from) + 8);
    expect(Math.abs((rise?.from ?? 0) - 260)).toBeLessThan(3);
    expect(Math.abs((rise?.to ?? 0) - law(end))).toBeLessThan(4);
  });

  test('coarse samples show it where there are enough of them', () => {
    expect(riseNow(ran(8, rises(440, 2), { step: 2 * MINUTE }))).toBeDefined();
    expect(riseNow(ran(8, rises(460, 2), { step: 5 * MINUTE }))).toBeUndefined();
  });

  test.each([
    ['level', 4, () => 260],
    ['a line', 4, (at: number) => 260 + 0.3 * at],
    ['a jump', 4, (at: number) => (at > 220 ? 330 : 260)],
    ['one that stands by now', 4, (at: number) => Math.min(310, rises(200, 3)(at))],
    ['an hourly job that takes as much each time', 4, (at: number) => 260 + 60 * ((at % 60) / 60)],
    [
      'the morning of a second day',
      30,
      (at: number) => 260 + 100 * Math.max(0, Math.sin(((at - 300) / 1440) * 2 * Math.PI)),
    ],
    ['a twentieth more', 4, rises(215, 0.5)],
  ] satisfies [string, number, (minute: number) => number][])('%s is none', (_, hours, law) => {
    expect(riseNow(ran(hours, law))).toBeUndefined();
  });
});
