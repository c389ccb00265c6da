import { describe, expect, test } from 'vitest';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const DAY = 24 * HOUR;
const LIMIT = 1024 * MiB;

/** A pod that ran for a day; `law` is its memory in MiB by hours before the end of the window. */
function judged(law: (left: number) => number) {
  const points = 480;
  const rss = trackOf(
    Array.from({ length: points }, (_, i) => {
      const at = ((i + 1) * DAY) / points;
      return [at, (law((DAY - at) / HOUR) + Math.sin(i)) * MiB] as const;
    }),
  );
  const lifetimes = [{ from: 3 * MINUTE, to: DAY, end: 'running' }] as const;
  const pods = [{ pod: 'api-1', rss, limit: LIMIT, lifetimes, restarts: 0, kills: [] }];
  return judgeRssGrowing({ range: { from: 0, to: DAY }, step: 3 * MINUTE, pods, measured: {}, deploys: [] });
}

describe('a calm says what it leaves out', () => {
  test.each([
    ['a peak of half an hour, two hours ago', (left: number) => (left > 2 && left < 2.5 ? 850 : 140), '85\\d MiB'],
    [
      'a queue that filled and was drained',
      (left: number) => (left > 1 && left < 3 ? 140 + 350 * (3 - left) : 140),
      '8\\d\\d MiB',
    ],
    ['a peak at night', (left: number) => (left > 14 && left < 15 ? 520 : 140), '52\\d MiB'],
  ])('%s', (_, law, peak) => {
    const { answer, headline } = judged(law);
    expect(answer).toBe('no');
    expect(headline).toMatch(new RegExp(`peak of ${peak} \\(\\d+ % of its limit\\) at 1 Jan \\d\\d:\\d\\d UTC`));
    expect(headline).not.toContain('stepped');
  });

  test('a jump of the last minutes is where memory stands, and the calm before it is not sure', () => {
    const { headline, confidence } = judged((left) => (left < 0.4 ? 800 : 140));
    expect(headline).toMatch(/far above since 1 Jan 23:3\d UTC: (?:799|80\d) MiB now/);
    expect(confidence).toBeLessThanOrEqual(0.7);
  });

  test('what is usual for it is no peak', () => {
    expect(judged(() => 140).headline).not.toMatch(/peak|now/);
    expect(judged((left) => (left > 2 && left < 2.5 ? 190 : 140)).headline).not.toMatch(/peak|now/);
  });

  test('peaks that come back are counted, with the time between them', () => {
    const { headline } = judged((left) => ((left + 1) % 6 < 0.4 ? 700 : 140));
    expect(headline).toMatch(/apart from 4 peaks of up to 70\d MiB \(\d+ % of its limit\), one every 6 h, the last at/);
  });

  test('peaks at any time have no distance', () => {
    const starts = [20, 17, 5];
    const { headline } = judged((left) => (starts.some((start) => left < start && left > start - 0.5) ? 600 : 140));
    expect(headline).toMatch(/apart from 3 peaks of up to 60\d MiB \(\d+ % of its limit\), the last at 1 Jan 19:/);
  });

  test('a dip makes no two peaks of one', () => {
    const { headline } = judged((left) => (left > 5 && left < 6 ? (left > 5.4 && left < 5.6 ? 500 : 700) : 140));
    expect(headline).toContain('apart from a peak of 70');
  });

  test('a height of now that came and went before is said to have', () => {
    const { headline } = judged((left) => ((left + 0.1) % 8 < 0.5 ? 700 : 140));
    expect(headline).toMatch(
      /far above since 1 Jan 23:\d\d UTC: (?:699|70\d) MiB now, as 3 times before, when it fell again/,
    );
    expect(headline).toContain('one every 8 h');
  });
});
