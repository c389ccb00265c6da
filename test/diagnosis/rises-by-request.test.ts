import { describe, expect, test } from 'vitest';
import type { Growth } from '../../src/diagnosis/growth.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import { withRiseByRequest } from '../../src/diagnosis/rises-by-request.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, STEP, series, track, withMeasured } from './go-case.ts';

const POD = 'cart-0';

/** Traffic of a service that is busy until `until` hours after the start of its run, and has `night` of that after it. */
const busy = (until: number, night: number) => (hour: number) =>
  hour < until ? 1 : Math.max(night, 1 - (hour - until) * 0.35);

function served(rate: (hour: number) => number): (hour: number) => number {
  const sums = [0];
  for (let i = 0; i < 2400; i += 1) sums.push((sums[i] ?? 0) + rate(i / 100) / 100);
  return (hour) => sums[Math.round(hour * 100)] ?? 0;
}

interface Drawn {
  readonly rate: (hour: number) => number;
  /** MiB. */
  readonly memory: (hour: number, requests: number) => number;
}

function aService({ rate, memory }: Drawn) {
  const requests = served(rate);
  const rss = track((hour) => memory(hour, requests(hour)) * MiB, 3 * MiB);
  const started = track(() => (RANGE.from - HOUR / 60) / 1000);
  const pods = podMemoryOf(
    {
      rss: [series('container_memory_rss', { pod: POD }, rss)],
      startTime: [series('container_start_time_seconds', { pod: POD }, started)],
    },
    RANGE,
    { limit: 768 * MiB },
  );
  const [pod] = pods;
  if (pod === undefined) throw new Error('a service without pods');
  const observation = withMeasured(
    { range: RANGE, step: STEP, pods, chosen: POD, deploys: [], measured: {} },
    { requests: track((hour) => 240_000 * rate(hour), 10_000) },
  );
  return { observation, pod, rss };
}

const judged = (drawn: Drawn): Growth => {
  const { observation, pod } = aService(drawn);
  return memoryGrowth(observation, pod);
};

/** What a model of a fill says of a run. */
function asFill(drawn: Drawn): Growth {
  const { observation, pod, rss } = aService(drawn);
  const fill: Growth = {
    answer: 'no',
    kind: 'warm-up',
    probability: 0.2,
    lives: 1,
    growingLives: 0,
    perHour: 0,
    rates: [],
  };
  return withRiseByRequest(observation, pod, rss, fill);
}

describe('memory that each request adds to as before', () => {
  test.each([
    [12, 0.4],
    [14, 0.35],
    [10, 0.5],
    [13, 0.25],
  ])('grows on though it slows down with the traffic: busy for %d h, then %d of it', (until, night) => {
    const drawn: Drawn = { rate: busy(until, night), memory: (_, requests) => 230 + 18 * requests };
    expect(judged(drawn).answer).toBe('yes');
    expect(asFill(drawn)).toMatchObject({ answer: 'yes', kind: 'growing' });
    expect(asFill(drawn).perHour / MiB).toBeCloseTo(18 * night, -1);
  });

  test('after a start that fills as well', () => {
    const memory = (hour: number, requests: number) => 200 + 90 * (1 - Math.exp(-hour / 0.7)) + 15 * requests;
    expect(judged({ rate: busy(12, 0.4), memory }).answer).toBe('yes');
  });
});

describe('memory that comes to its end', () => {
  const fills = (tau: number) => (_: number, requests: number) => 230 + 250 * (1 - Math.exp(-requests / tau));
  test.each([2, 3, 4])('is a fill, with the traffic gone or not: a constant of %d h of it', (tau) => {
    expect(judged({ rate: busy(12, 0.4), memory: fills(tau) }).answer).toBe('no');
    expect(judged({ rate: () => 1, memory: fills(tau) }).answer).toBe('no');
    expect(asFill({ rate: busy(12, 0.4), memory: fills(tau) }).answer).toBe('no');
  });

  test('by time, while the traffic fell', () => {
    const memory = (hour: number) => 230 + 200 * (1 - Math.exp(-hour / 4));
    expect(asFill({ rate: busy(12, 0.4), memory }).answer).toBe('no');
  });

  test('is left to its model where the traffic did not fall', () => {
    expect(asFill({ rate: () => 1, memory: (_, requests) => 230 + 18 * requests }).answer).toBe('no');
  });
});
