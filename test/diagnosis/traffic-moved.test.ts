import { describe, expect, test } from 'vitest';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { sinceTrafficMoved, trafficMoved, trafficMovedLine } from '../../src/diagnosis/traffic-moved.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const NOW = Date.UTC(2026, 2, 12, 14);

type Law = (minute: number) => number;

const drawn = (minutes: number, law: Law) =>
  trackOf(Array.from({ length: minutes + 1 }, (_, i) => [NOW - (minutes - i) * MINUTE, law(i - minutes)] as const));

/** A pod that runs for so many minutes; laws of the minutes before now. */
function running(
  minutes: number,
  memory: Law,
  requests: Law | undefined,
): Observation & { pods: readonly [PodMemory] } {
  const rss = drawn(minutes, (minute) => memory(minute) * MiB);
  const from = NOW - minutes * MINUTE;
  const pod: PodMemory = {
    pod: 'green-0',
    rss,
    limit: 400 * MiB,
    lifetimes: [{ from, to: NOW, end: 'running', startSeen: true, startedAt: from, limit: 400 * MiB }],
    restarts: 0,
    kills: [],
  };
  const counted = requests && {
    track: drawn(minutes, (minute) => requests(minute) * 60),
    metric: 'http_requests_total',
    reading: 'counter' as const,
  };
  return {
    range: { from: NOW - 6 * HOUR, to: NOW },
    step: MINUTE,
    pods: [pod],
    chosen: 'green-0',
    measured: counted === undefined ? {} : { requests: counted },
    deploys: [],
  };
}

const stepAt =
  (at: number, low: number, high: number): Law =>
  (minute) =>
    minute < at ? low : high;
/** Fills from 70 to 200 MiB. */
const fillsSince =
  (at: number, tau = 20): Law =>
  (minute) =>
    minute < at ? 70 : 200 - 130 * Math.exp(-(minute - at) / tau);

test.each([
  ['a switch of blue and green', running(90, fillsSince(-36), stepAt(-36, 3, 3300))],
  ['a failover to a pod that served little', running(300, fillsSince(-70), stepAt(-70, 200, 2000))],
  ['a pod that was made ready late', running(60, fillsSince(-25), stepAt(-25, 0, 50))],
] as const)('memory rises since the traffic came: %s', (_, observation) => {
  const moved = trafficMoved(observation, observation.pods[0]);
  expect(moved).toBeDefined();
  const at = ((moved?.at ?? 0) - NOW) / MINUTE;
  expect([-36, -70, -25].some((wanted) => Math.abs(at - wanted) <= 1)).toBe(true);
});

test.each([
  ['traffic was there from the start', running(90, fillsSince(-36), () => 3000)],
  ['traffic doubled', running(90, fillsSince(-36), stepAt(-36, 1500, 3000))],
  ['memory rose as fast before', running(90, (minute) => 70 + 1.4 * (minute + 90), stepAt(-36, 3, 3300))],
  [
    'it has risen for three hours since',
    running(300, (minute) => 70 + Math.max(0, minute + 180), stepAt(-180, 3, 3300)),
  ],
  ['memory stood', running(90, () => 100, stepAt(-36, 3, 3300))],
  ['nothing counts requests', running(90, fillsSince(-36), undefined)],
] as const)('it does not where %s', (_, observation) => {
  expect(trafficMoved(observation, observation.pods[0])).toBeUndefined();
});

describe('a leak that is found in it', () => {
  const moved = running(90, fillsSince(-36), stepAt(-36, 3, 3300));
  const found = (kind: FindingKind): Verdict => ({ kind, confidence: 0.79, also: [], contradicted: [] });

  test.each(['heap-leak', 'goroutine-leak', 'native-growth'] as const)('is none yet: %s', (kind) => {
    expect(sinceTrafficMoved(found(kind), moved)).toMatchObject({ kind: 'load-driven', confidence: 0.6 });
    expect(trafficMovedLine(moved, moved.pods[0]).join()).toMatch(
      /^Requests went from 180 to 198,000 per hour at 12 Mar 13:24 UTC, 36 min ago/,
    );
  });

  test('is one where nothing moved, where it was killed, and where something else was found', () => {
    const before = running(90, fillsSince(-36), () => 3000);
    expect(sinceTrafficMoved(found('heap-leak'), before).kind).toBe('heap-leak');
    const killed = { ...moved, pods: [{ ...moved.pods[0], kills: [NOW - HOUR] }] };
    expect(sinceTrafficMoved(found('heap-leak'), killed).kind).toBe('heap-leak');
    expect(sinceTrafficMoved(found('page-cache'), moved).kind).toBe('page-cache');
  });
});
