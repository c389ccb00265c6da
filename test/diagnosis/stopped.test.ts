import { describe, expect, test } from 'vitest';
import type { Growth } from '../../src/diagnosis/growth.ts';
import { withStop } from '../../src/diagnosis/stopped.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const GROWS: Growth = {
  answer: 'yes',
  probability: 0.98,
  kind: 'growing',
  lives: 1,
  growingLives: 1,
  perHour: 10,
  rates: [10],
};

function hourly(level: (hour: number) => number, hours: number) {
  const count = (hours * HOUR) / (10 * MINUTE);
  return trackOf(Array.from({ length: count + 1 }, (_, i) => [i * 10 * MINUTE, level((i * 10) / 60)]));
}

interface Drawn {
  readonly hours: number;
  readonly age: number;
  readonly end: Lifetime['end'];
}

/** Memory that grew by 26 an hour between two hours of a window. */
function grew(from: number, to: number, { hours = 24, age = 0, end = 'running' }: Partial<Drawn> = {}) {
  const rss = hourly((hour) => 200 + 26 * Math.max(0, Math.min(hour, to) - from), hours);
  const life: Lifetime = { from: 0, to: hours * HOUR, end, startedAt: -age * HOUR };
  const pod: PodMemory = { pod: 'rules-0', rss, lifetimes: [life], restarts: 0, kills: [] };
  return (requests?: (hour: number) => number) => withStop(GROWS, rss, pod, requests && hourly(requests, hours));
}

const steady = () => 100;

describe('a growth that stands', () => {
  test('where the traffic went on, it stopped: it is no leak that goes on', () => {
    const growth = grew(4, 12, { age: 10 })(steady);
    expect(growth).toMatchObject({ answer: 'no', kind: 'stopped' });
    expect(growth.probability).toBeLessThan(0.2);
  });

  test('from its start on, it is a warm-up', () => {
    expect(grew(0, 12)(steady)).toMatchObject({ answer: 'no', kind: 'warm-up' });
  });

  test('from before the window of a process that is far older, it is none', () => {
    expect(grew(0, 8, { age: 30 })(steady)).toMatchObject({ answer: 'no', kind: 'stopped' });
  });

  test('where the traffic ended with it, it pauses', () => {
    expect(grew(4, 12, { age: 10 })((hour) => (hour < 12 ? 100 : 5))).toEqual(GROWS);
  });

  test('where as many requests came behind it as before, and more slowly, it stopped, and is not sure', () => {
    const growth = grew(2, 10, { age: 10 })((hour) => (hour < 10 ? 100 : 40));
    expect(growth).toMatchObject({ answer: 'no' });
    expect(1 - growth.probability).toBeLessThan(0.75);
  });

  test('where nothing shows the traffic, a night of standing is not sure to be the end', () => {
    const growth = grew(4, 12, { age: 10 })();
    expect(growth.answer).toBe('yes');
    expect(growth.probability).toBeLessThan(0.8);
  });

  test('a day and a night of standing are', () => {
    expect(grew(4, 12, { hours: 36, age: 10 })()).toMatchObject({ answer: 'no', kind: 'stopped' });
  });

  test('what filled from its start on and stands for hours may be full or pause', () => {
    expect(grew(0, 19)().answer).toBe('unclear');
  });

  test('what was killed for it before is not over', () => {
    expect(grew(4, 12, { age: 10, end: 'oom-killed' })(steady)).toEqual(GROWS);
  });
});
