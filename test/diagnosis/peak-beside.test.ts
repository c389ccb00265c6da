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
});
