import { describe, expect, test } from 'vitest';
import { growthBesideLoad } from '../../src/diagnosis/memory-growth.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { sliceOf } from '../../src/metrics/track.ts';
import { leakingService, RANGE, track } from './go-case.ts';

type Law = (hour: number) => number;

/** The growth of memory and of the traffic from the start of the window on, in one container life. */
function growthBeside(memory: Law, requests: Law | undefined, hours = 24) {
  const observation = leakingService();
  const [pod] = observation.pods;
  if (pod === undefined) throw new Error('a service without pods');
  const to = RANGE.from + hours * HOUR;
  const cut = (law: Law, noise: number) => sliceOf(track(law, noise), RANGE.from, to);
  const rss = cut((hour) => memory(hour) * MiB, 4 * MiB);
  const life: Lifetime = { from: RANGE.from, to, end: 'running', startSeen: true, startedAt: RANGE.from };
  const own = { ...pod, rss, lifetimes: [life], kills: [], restarts: 0 };
  const counted = requests && { track: cut(requests, 300), metric: 'http_requests_total', reading: 'counter' as const };
  return growthBesideLoad(
    { ...observation, pods: [own], chosen: own.pod, measured: counted === undefined ? {} : { requests: counted } },
    own,
    rss,
  );
}

const wave =
  (period: number, phase = 0): Law =>
  (hour) =>
    Math.sin((2 * Math.PI * hour) / period + phase);

/** A hundred MiB to and fro with the traffic. */
const underLoad = (leak: number, period: number, phase = 0): Law => {
  const load = wave(period, phase);
  return (hour) => 200 + 50 * load(hour) + leak * hour;
};
const traffic = (period: number, phase = 0): Law => {
  const load = wave(period, phase);
  return (hour) => 30_000 + 20_000 * load(hour);
};

describe('growth beside the traffic', () => {
  test('a leak that falling traffic hides grows', () => {
    // 20 h of a wave of 24 h that begins to fall at 6 h: −79 MiB by traffic, +80 MiB by the leak.
    expect(growthBeside(underLoad(4, 24), undefined, 18).answer).not.toBe('yes');
    const growth = growthBeside(underLoad(4, 24), traffic(24), 18);
    expect(growth.answer).toBe('yes');
    expect(growth.perHour / MiB).toBeCloseTo(4, 0);
  });

  test('a leak under which memory stands because the traffic falls has not surely stopped', () => {
    // The traffic rises until 8 h and falls from then on: meanwhile it takes back the 40 MiB/h that the leak adds.
    const load: Law = (hour) => (hour < 8 ? 60 * Math.max(0, hour - 1) : 420 - 40 * (hour - 8));
    const growth = growthBeside(
      (hour) => 200 + 40 * hour + load(hour),
      (hour) => 10_000 + 60 * load(hour),
      14,
    );
    expect(growth.probability).toBeGreaterThanOrEqual(0.25);
  });

  test('the filling after a start is not taken for an effect of the traffic', () => {
    // The traffic is high at the start and falls for the whole window, but for a ripple.
    const load: Law = (hour) => 0.8 - hour / 15 + 0.25 * wave(5)(hour);
    const memory: Law = (hour) => 120 + 130 * (1 - Math.exp(-hour / 0.25)) + 60 * load(hour) + 7 * hour;
    expect(growthBeside(memory, (hour) => 30_000 * (1 + load(hour)), 12).answer).toBe('yes');
  });

  test('the levels of a growth are those of memory as it is', () => {
    const growth = growthBeside(underLoad(8, 6), traffic(6));
    expect(growth.answer).toBe('yes');
    expect(growth.stretch?.highest).toBeGreaterThan(380 * MiB);
  });

  test('memory that only the traffic moves does not grow', () => {
    expect(growthBeside(underLoad(0, 9, -1.2), traffic(9, -1.2), 12).answer).toBe('no');
  });

  test('where traffic and time went the same way no growth is sure', () => {
    // The rising half of a wave, as an even rise.
    const rise: Law = (hour) => 200 + 12 * hour;
    expect(growthBeside(rise, undefined, 8).probability).toBeGreaterThan(0.9);
    const growth = growthBeside(rise, (hour) => 10_000 + 5_000 * hour, 8);
    expect(growth.answer).toBe('yes');
    expect(growth.probability).toBeLessThan(0.8);
  });

  test('traffic that is level, or goes a way of its own, changes nothing', () => {
    const leak: Law = (hour) => 200 + 8 * hour;
    const alone = growthBeside(leak, undefined);
    expect(growthBeside(leak, () => 30_000)).toEqual(alone);
    expect(growthBeside(leak, traffic(5))).toEqual(alone);
  });
});

describe('memory that rose with the traffic and did not fall again', () => {
  const up =
    (from: number, to: number): Law =>
    (hour) =>
      Math.min(1, Math.max(0, (hour - from) / (to - from)));
  const rising = (from: number, to: number) => {
    const law = up(from, to);
    return [(hour: number) => 200 + 200 * law(hour), (hour: number) => 20_000 + 30_000 * law(hour)] as const;
  };

  test('from its start on, and both are level by now: it filled', () => {
    const growth = growthBeside(...rising(0, 7));
    expect(growth.answer).toBe('no');
    expect(growth.withLoad).toBeUndefined();
  });

  test('hours after a level start: the traffic moved it', () => {
    expect(growthBeside(...rising(9, 13)).withLoad).toBe(true);
  });

  test('and falls with the traffic: the traffic moved it', () => {
    const wave = (hour: number) => Math.sin((Math.PI * hour) / 12) ** 2;
    const growth = growthBeside(
      (hour) => 200 + 200 * wave(hour),
      (hour) => 20_000 + 30_000 * wave(hour),
    );
    expect(growth.answer).toBe('no');
    expect(growth.withLoad).toBe(true);
  });
});
