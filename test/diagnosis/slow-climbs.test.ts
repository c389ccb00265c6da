import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const START = Date.UTC(2026, 10, 20);
const DAYS = 4;
const LIMIT = 900;

/** What is needed in the evening, 0 to 1, by the hour of the day: it rises from 17 to `peak`, and is over at 23. */
type Evening = (hour: number) => number;

const rising =
  (from: number, peak: number): Evening =>
  (hour) =>
    hour < from ? 0 : hour < peak ? (hour - from) / (peak - from) : Math.max(0, 1 - (hour - peak) / (23 - peak));

/**
 * A service of 300 MiB, a sample every two minutes, that takes 640 MiB more at its evening peak and is killed at its
 * limit; what runs then meets what is left of the evening.
 */
function evenings(need: Evening, { traffic = false } = {}): Observation {
  const random = seededRandom(11);
  const rss: [number, number][] = [];
  const rates: [number, number][] = [];
  const lifetimes: Lifetime[] = [];
  let from = START;
  let served = Number.NEGATIVE_INFINITY;
  const to = START + DAYS * 24 * HOUR;
  for (let time = START; time < to; time += 2 * MINUTE) {
    const load = need(((time - START) / HOUR) % 24);
    const level = 300 + (time - served < 12 * HOUR ? 0.8 : 1) * 640 * load + 8 * random();
    rates.push([time, 5 + 200 * load + random()]);
    rss.push([time, Math.min(LIMIT, level) * MiB]);
    if (level < LIMIT) continue;
    lifetimes.push({ from, to: time, end: 'oom-killed', startSeen: from > START, startedAt: from });
    from = time + MINUTE;
    served = time;
  }
  lifetimes.push({ from, to, end: 'running', startSeen: true, startedAt: from });
  const kills = lifetimes.filter(({ end }) => end === 'oom-killed').map((life) => life.to);
  const pod = { pod: 'shop-1', rss: trackOf(rss), limit: LIMIT * MiB, lifetimes, restarts: kills.length, kills };
  const requests = { track: trackOf(rates), source: 'http_requests_total', exact: true };
  return {
    range: { from: START, to },
    step: 2 * MINUTE,
    pods: [pod],
    chosen: pod.pod,
    measured: traffic ? { requests } : {},
    deploys: [],
  } as unknown as Observation;
}

describe('a rise of hours before each kill', () => {
  test.each([
    ['five hours, with the traffic beside it', rising(16, 21), { traffic: true }],
    ['two hours', rising(18, 20), {}],
  ])('%s, is no burst and nothing flat', (_, need, options) => {
    const observation = evenings(need, options);
    const judged = judgeRssGrowing(observation);
    expect(observation.pods[0]?.kills).toHaveLength(DAYS);
    expect(judged.suggests).toBe('limit-too-small');
    expect(judged.headline).toMatch(/climbs? for \d+ h.* before each of 4 kills/);
    expect(judged.headline).not.toMatch(/flat|jump|steady/);
    expect(judged.confidence).toBeLessThanOrEqual(0.79);
  });

  test('the traffic is named where it rises too, and only there', () => {
    expect(judgeRssGrowing(evenings(rising(18, 20), { traffic: true })).headline).toContain('with the traffic');
    expect(judgeRssGrowing(evenings(rising(18, 20))).headline).not.toContain('traffic');
  });

  test('of five hours, where no one counts requests, may be a leak as well: nothing is sure', () => {
    const judged = judgeRssGrowing(evenings(rising(16, 21)));
    expect(judged.suggests).not.toBe('burst');
    expect(judged.headline).not.toMatch(/flat|jump|steady/);
    expect(judged.confidence).toBeLessThanOrEqual(0.79);
  });
});

test('a rise of minutes before each kill is a burst', () => {
  const judged = judgeRssGrowing(evenings((hour) => (hour >= 19.9 && hour < 20 ? (hour - 19.9) * 15 : 0)));
  expect(judged.suggests).toBe('burst');
  expect(judged.headline).toMatch(/is flat at 30\d–30\d MiB and jumps before each of 4 kills/);
});
