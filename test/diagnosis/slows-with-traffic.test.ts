import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { byRequests } from '../../src/diagnosis/by-requests.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

/** Of a moment of the run, 0 to 1. */
type Law = (age: number) => number;

/** Most of it within the first part of the run. */
const fills =
  (height: number, within: number): Law =>
  (age) =>
    height * (1 - Math.exp(-age / within));

/** Share of what is served by a moment, where the traffic falls from 1 to `low` in the middle of the run. */
const falls =
  (low: number): Law =>
  (age) =>
    age < 0.5 ? 1 : Math.max(low, 1 - (1 - low) * ((age - 0.5) / 0.2));

function served(rate: Law): Law {
  const steps = 400;
  const sums = [0];
  for (let i = 0; i < steps; i += 1) sums.push((sums[i] ?? 0) + rate(i / steps) / steps);
  return (age) => sums[Math.round(age * steps)] ?? 0;
}

interface Young {
  /** Minutes of age. */
  readonly minutes: number;
  /** MiB. */
  readonly rss: Law;
  readonly live?: Law;
  readonly traffic?: Law;
}

function judged({ minutes, rss, live, traffic }: Young) {
  const random = randomOf(11);
  const span = minutes * MINUTE;
  const step = Math.max(5 * SECOND, span / 120);
  const samples = Math.round(span / step);
  const drawn = (law: Law, unit: number, noise: number) =>
    trackOf(
      Array.from({ length: samples + 1 }, (_, i) => [
        T0 + i * step,
        (law(i / samples) + noise * random.normal()) * unit,
      ]),
    );
  const limit = 512 * MiB;
  const pod = {
    pod: 'quote-1',
    rss: drawn(rss, MiB, 0.2),
    limit,
    lifetimes: [{ from: T0, to: T0 + span, end: 'running' as const, startedAt: T0, startSeen: true }],
    restarts: 0,
    kills: [],
  };
  const value = 'value' as const;
  const observation: Observation = {
    range: { from: T0 - 30 * MINUTE, to: T0 + span },
    step,
    runtime: 'go',
    pods: [pod],
    chosen: pod.pod,
    measured: {
      ...(traffic && { requests: { track: drawn(traffic, 300 * 3600, 0), metric: 'requests', reading: value } }),
      ...(live && { 'live-heap': { track: drawn(live, MiB, 0.1), metric: 'live', reading: value } }),
    },
    deploys: [],
  };
  return judgeRssGrowing(observation);
}

/** What a start takes at once, and what each request adds. */
const leaksWith =
  (traffic: Law, perAll: number): Law =>
  (age) =>
    60 + fills(15, 0.04)(age) + perAll * served(traffic)(age);

describe('a rise that slows down because its traffic does', () => {
  test.each([
    ['2.5 min old', 2.5, 0.25, 40],
    ['4 min old', 4, 0.3, 50],
    ['20 min old', 20, 0.25, 60],
    ['an hour old', 60, 0.3, 70],
    ['3 h old', 180, 0.2, 120],
  ] as const)('has not shown its end: %s', (_, minutes, low, added) => {
    const traffic = falls(low);
    const { answer, suggests, confidence } = judged({ minutes, rss: leaksWith(traffic, added), traffic });
    expect(answer, `${suggests} ${confidence}`).not.toBe('no');
  });

  test('of which a sentence says so', () => {
    const traffic = falls(0.25);
    expect(judged({ minutes: 4, rss: leaksWith(traffic, 50), traffic }).reasons.join('\n')).toMatch(
      /slows down as its traffic does/,
    );
  });

  test.each([
    ['at the same traffic', () => 1],
    ['faster than its traffic', falls(0.7)],
  ] satisfies readonly (readonly [string, Law])[])('fills where it slows down %s', (_, traffic) => {
    const rss: Law = (age) => 60 + fills(80, 0.2)(age);
    expect(judged({ minutes: 40, rss, traffic })).toMatchObject({ answer: 'no', suggests: 'warm-up' });
  });
});

describe('a rise that slows down around a live heap that does not', () => {
  const rss: Law = (age) => 60 + fills(60, 0.12)(age) + 40 * age;
  const slowing: Law = (age) => 60 + fills(70, 0.2)(age);

  test.each([
    ['a few minutes old', 3],
    ['half an hour old', 30],
  ] as const)('has not shown its end: %s', (_, minutes) => {
    const { answer, suggests } = judged({ minutes, rss: slowing, live: (age) => 10 + 36 * age });
    expect(answer, suggests).not.toBe('no');
    expect(judged({ minutes, rss, live: (age) => 10 + 40 * age }).answer).not.toBe('no');
  });

  test.each([
    ['bends as it does', (age: number) => 10 + fills(60, 0.2)(age)],
    ['is level', () => 20],
    ['gains little beside it', (age: number) => 10 + 2 * age],
  ] satisfies readonly (readonly [string, Law])[])('fills where the live heap %s', (_, live) => {
    expect(judged({ minutes: 30, rss: slowing, live }).answer).toBe('no');
  });
});

test('what slows down at its limit is stopped by that, whatever its live heap and its traffic do', () => {
  const filling: Law = (age) => 60 + fills(450, 0.2)(age) + 3 * age;
  const traffic = falls(0.3);
  for (const minutes of [40, 90, 160]) {
    const { reasons } = judged({ minutes, rss: filling, live: (age) => 30 + 420 * age, traffic });
    expect(reasons.join('\n')).not.toMatch(/It slows down/);
  }
});

describe('byRequests', () => {
  const every = (value: Law, count = 60) =>
    trackOf(Array.from({ length: count + 1 }, (_, i) => [T0 + i * MINUTE, value(i / count)]));

  test('makes what each request adds a straight line of the same length', () => {
    const traffic = falls(0.2);
    const own = byRequests(
      every(served(traffic)),
      every((age) => 7000 * traffic(age)),
    );
    expect(own?.times[0]).toBe(T0);
    expect(own?.times.at(-1)).toBeCloseTo(T0 + HOUR, -2);
    const { times = [], values = [] } = own ?? {};
    const last = values.at(-1) ?? 0;
    for (const [i, time] of times.entries()) expect((values[i] ?? 0) / last).toBeCloseTo((time - T0) / HOUR, 1);
  });

  test('knows nothing of a traffic that no counter showed for most of the time, or that never came', () => {
    expect(
      byRequests(
        every((age) => age),
        every(() => 5, 30),
      ),
    ).toBeUndefined();
    expect(
      byRequests(
        every((age) => age),
        every(() => 0),
      ),
    ).toBeUndefined();
  });
});
