import { describe, expect, test } from 'vitest';
import type { RunBefore } from '../../src/diagnosis/before-window.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** A Sunday, 03:00. */
const NOW = Date.UTC(2026, 2, 15, 3);
/** Hours of the window. */
const WINDOW = 6;

type Law = (hour: number) => number;

const sampled = (from: number, to: number, step: number, law: Law) =>
  trackOf(
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => {
      const hour = from + i * step;
      return [NOW + hour * HOUR, law(hour)] as const;
    }),
  );

const wandering =
  (law: Law): Law =>
  (hour) =>
    (law(hour) + 1.5 * Math.sin(hour * 9.7)) * MiB;

interface Case {
  /** MiB at so many hours before now. */
  readonly memory: Law;
  readonly start: number;
  /** Requests per hour. */
  readonly requests?: Law;
  readonly heap?: Law;
  readonly earlier?: false;
  readonly limit?: number;
}

function observed({ memory, start, requests, heap, earlier, limit = 800 }: Case): Observation {
  const life = { from: NOW - WINDOW * HOUR, to: NOW, end: 'running', startSeen: false, revision: 'a' } as const;
  const pod: PodMemory = {
    pod: 'api-0',
    rss: sampled(-WINDOW, 0, 1 / 60, wandering(memory)),
    limit: limit * MiB,
    lifetimes: [{ ...life, startedAt: NOW + start * HOUR, limit: limit * MiB }],
    restarts: 0,
    kills: [],
  };
  const back = Math.max(start, -168);
  const seen = earlier !== false;
  const before: RunBefore = {
    pod: 'api-0',
    requests: requests && seen ? sampled(back, -WINDOW, 0.25, requests) : undefined,
    liveHeap: heap && sampled(back, -WINDOW, 0.25, wandering(heap)),
  };
  const counted = requests && {
    track: sampled(-WINDOW, 0, 1 / 60, requests),
    metric: 'http_requests_total',
    reading: 'counter' as const,
  };
  const lives = heap && {
    track: sampled(-WINDOW, 0, 1 / 60, wandering(heap)),
    metric: 'go_gc_heap_live_bytes',
    reading: 'value' as const,
  };
  return {
    range: { from: NOW - WINDOW * HOUR, to: NOW },
    step: MINUTE,
    pods: [pod],
    chosen: 'api-0',
    measured: { ...(counted && { requests: counted }), ...(lives && { 'live-heap': lives }) },
    deploys: [],
    earlier: seen ? [{ pod: 'api-0', track: sampled(back, -WINDOW, 0.25, wandering(memory)) }] : [],
    before,
  };
}

const clock = (hour: number) => (((hour + 3) % 24) + 24) % 24;
const atWork = (hour: number) => clock(hour) >= 8 && clock(hour) < 20;
/** Requests of a service that works from 8 to 20, on each day. */
const byDay: Law = (hour) => (atWork(hour) ? 3600 : 0);
/** Of one that works from Monday to Friday, and that many hours on a Saturday. */
const byWeek: Law = (hour) => (hour < -31 && atWork(hour) ? 3600 : 0);
const steady: Law = () => 1800;
/** Rises from `low` to `high` between two hours before now. */
const ramp =
  (low: number, high: number, from: number, to: number): Law =>
  (hour) =>
    low + (high - low) * Math.min(1, Math.max(0, (hour - from) / (to - from)));
/** Gains by day alone, and keeps it. */
const stairs =
  (low: number, perDay: number, since: number): Law =>
  (hour) => {
    let total = low;
    for (let each = since; each < hour; each += 0.25) if (atWork(each)) total += perDay / 48;
    return total;
  };

describe('a level window is no proof of health', () => {
  test.each<readonly [string, Case]>([
    [
      'climbed all day with the requests, and it is night',
      { memory: stairs(300, 80, -22), start: -22, requests: byDay },
    ],
    ['climbed for three days with the requests', { memory: stairs(300, 60, -70), start: -70, requests: byDay }],
    ['climbed until Friday evening', { memory: ramp(300, 620, -150, -31), start: -160, requests: byWeek }],
    [
      'climbed for ten hours, and nothing counts requests',
      { memory: ramp(110, 460, -20, -10), start: -20, limit: 512 },
    ],
    ['climbed for days, and nothing counts requests', { memory: ramp(300, 700, -150, -30), start: -150 }],
    ['climbed in its heap alone', { memory: () => 600, heap: ramp(120, 380, -30, -8), start: -40, limit: 1000 }],
  ])('where the same run %s', (_, given) => {
    const judgement = judgeRssGrowing(observed(given));
    expect(judgement).toMatchObject({ answer: 'unclear', suggests: 'not-enough-data' });
    expect(judgement.headline).toMatch(/may only pause: before this window it rose \d+ → \d+ MiB until/);
  });

  test.each<readonly [string, Case]>([
    ['is level through requests and pauses', { memory: () => 400, start: -160, requests: byDay }],
    [
      'filled after its start and was level for days of work',
      { memory: ramp(200, 400, -160, -150), start: -160, requests: byWeek },
    ],
    [
      'filled as slowly as it stood since under requests',
      { memory: ramp(200, 400, -60, -40), start: -60, requests: steady },
    ],
    ['filled after its start, and nothing counts requests', { memory: ramp(200, 400, -26, -20), start: -26 }],
    ['filled ever more slowly', { memory: (hour) => 500 - 250 * Math.exp(-(hour + 24) / 4), start: -24 }],
    ['only stepped up', { memory: (hour) => (hour < -9 ? 300 : 420), start: -30 }],
    [
      'comes and goes each day',
      { memory: (hour) => 300 + 150 * Math.max(0, Math.sin(((hour + 12) / 12) * Math.PI)), start: -150 },
    ],
    ['gained what no one asks about', { memory: ramp(400, 425, -100, -10), start: -100, limit: 4000 }],
    ['has no counter, and is level', { memory: () => 400, start: -160 }],
  ])('one that %s is no growth, and sure', (_, given) => {
    const judgement = judgeRssGrowing(observed(given));
    expect(judgement).toMatchObject({ answer: 'no' });
    expect(judgement.confidence).toBeGreaterThanOrEqual(0.8);
  });
});

describe('a window without requests', () => {
  const silent: Law = () => 0;

  test('of a run of which nothing else is known bounds the No, and says why', () => {
    const judgement = judgeRssGrowing(observed({ memory: () => 400, start: -160, requests: silent, earlier: false }));
    expect(judgement).toMatchObject({ answer: 'no', suggests: 'no-growth' });
    expect(judgement.confidence).toBeLessThanOrEqual(0.65);
    expect(judgement.reasons.join(' ')).toContain('No requests came in this window (http_requests_total)');
  });

  test('shows no growth either where hardly a request came, of a run that was seen for an hour before', () => {
    const few: Law = (hour) => (hour < -WINDOW ? 5000 : 4);
    const judgement = judgeRssGrowing(observed({ memory: () => 400, start: -7, requests: few }));
    expect(judgement.confidence).toBeLessThanOrEqual(0.65);
  });

  test('is no matter of a run that was level under requests before', () => {
    const judgement = judgeRssGrowing(observed({ memory: () => 400, start: -160, requests: byWeek }));
    expect(judgement.confidence).toBeGreaterThanOrEqual(0.8);
    expect(judgement.reasons.join(' ')).not.toContain('No requests');
  });
});
