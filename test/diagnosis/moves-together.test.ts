import { expect, test } from 'vitest';
import { forecastOf } from '../../src/diagnosis/forecast.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 2, 12, 12);

/** By hours since the start of the window. */
type Law = (hour: number) => number;

/** A campaign: the requests of each day are more than those of the day before. */
const campaign =
  (more: number): Law =>
  (hour) =>
    (100 + more * hour) * (2 - Math.cos((2 * Math.PI * (hour + 9)) / 24));

function service(hours: number, requests: Law, memory: Law, sibling: Law): Observation {
  const from = NOW - hours * HOUR;
  const sampled = (law: Law, unit: number, every: number) =>
    trackOf(
      Array.from({ length: (hours * 60) / every }, (_, i) => {
        const hour = (i * every) / 60;
        return [from + hour * HOUR, (law(hour) + Math.sin(i * 1.7)) * unit] as const;
      }),
    );
  const pod = (name: string, law: Law): PodMemory => ({
    pod: name,
    rss: sampled(law, MiB, 5),
    limit: 700 * MiB,
    lifetimes: [{ from, to: NOW, end: 'running', startedAt: from - HOUR, startSeen: false, limit: 700 * MiB }],
    restarts: 0,
    kills: [],
  });
  return {
    range: { from, to: NOW },
    step: 5 * MINUTE,
    pods: [pod('ws-0', memory), pod('ws-1', sibling)],
    chosen: 'ws-0',
    measured: {
      requests: {
        track: sampled((hour) => 60 * requests(hour), 1, 5),
        metric: 'http_requests_total',
        reading: 'counter',
      },
    },
    deploys: [],
  };
}

const siblingOf = (observation: Observation) =>
  rankPods(observation).find(({ pod }) => pod === 'ws-1') ?? expect.fail('no sibling');

test.each([
  [105, 1],
  [81, 1.4],
  [129, 0.8],
])(
  'no kill is predicted of a pod that rises and falls for %i h with one whose memory follows the requests',
  (hours, more) => {
    const requests = campaign(more);
    const observation = service(
      hours,
      requests,
      (hour) => 120 + 0.3 * requests(hour),
      (hour) => 126 + 0.29 * requests(hour),
    );
    const [, sibling] = observation.pods;
    // By itself, without requests of its own, it grows.
    expect(sibling && memoryGrowth(observation, sibling).answer).toBe('yes');
    expect(siblingOf(observation).growth.answer).toBe('no');
    expect(forecastOf(observation, 'ws-1')).toBeUndefined();
  },
);

test.each([
  ['leaks besides', 1.6],
  ['leaks more', 3],
])('one that %s grows all the same', (_, leak) => {
  const requests = campaign(0.3);
  const observation = service(
    105,
    requests,
    (hour) => 120 + 0.3 * requests(hour),
    (hour) => 120 + 0.29 * requests(hour) + leak * hour,
  );
  expect(siblingOf(observation).growth.answer).toBe('yes');
  expect(forecastOf(observation, 'ws-1')).toBeDefined();
});

/** A match, a sale: requests of one level until it begins, and since then more and more. */
const event =
  (began: number, times: number): Law =>
  (hour) =>
    100 * (1 + (times - 1) * Math.max(0, hour - began));

/** Of pods whose load balancer spreads the requests: noise of their own beside what they share. */
const noise =
  (of: number): Law =>
  (hour) =>
    1.5 * Math.sin(hour * 97 + of) + 1.5 * Math.sin(hour * 41 + 3 * of);

test.each([
  [4, 3, 4.5],
  [4, 3.2, 6],
  [6, 4.8, 4],
])(
  'no kill is predicted of a pod whose load came with that of the chosen one: %d h, since %d h',
  (hours, began, times) => {
    const requests = event(began, times);
    const observation = service(
      hours,
      requests,
      (hour) => 110 + 0.35 * requests(hour) + noise(1)(hour),
      (hour) => 108 + 0.33 * requests(hour) + noise(2)(hour),
    );
    expect(siblingOf(observation).growth.answer).not.toBe('yes');
    expect(forecastOf(observation, 'ws-1')).toBeUndefined();
  },
);

test('one that gains twice as much in the same hour grows all the same', () => {
  const requests = event(3, 4.5);
  const observation = service(
    4,
    requests,
    (hour) => 110 + 0.35 * requests(hour) + noise(1)(hour),
    (hour) => 108 + 0.8 * requests(hour) + noise(2)(hour),
  );
  expect(siblingOf(observation).growth.answer).toBe('yes');
});
