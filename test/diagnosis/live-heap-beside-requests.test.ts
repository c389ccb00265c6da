import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { NOW, series } from './go-case.ts';

const POD = 'carts-6c9d7f5b8d-abc15';

/** MiB, or requests an hour, by hours since the start of the window. */
type Law = (hour: number) => number;

function judged(hours: number, heap: Law, requests: Law | undefined, old?: { readonly level: number }) {
  const random = randomOf(11);
  const range = { from: NOW - hours * HOUR, to: NOW };
  const track = (law: Law, unit: number, noise: number) =>
    trackOf(
      Array.from({ length: hours * 30 }, (_, i) => {
        const hour = i / 30;
        return [range.from + hour * HOUR, (law(hour) + noise * random.normal()) * unit] as const;
      }),
    );
  const rss = series(
    'container_memory_rss',
    { pod: POD, container: 'carts' },
    track((hour) => old?.level ?? 60 + 2 * heap(hour), MiB, 1),
  );
  return judgeLiveHeapGrowing({
    range,
    step: 2 * MINUTE,
    runtime: 'go',
    pods: podMemoryOf({ rss: [rss] }, range, { limit: 900 * MiB }).map((pod) => ({
      ...pod,
      lifetimes: pod.lifetimes.map((life) =>
        old === undefined ? life : { ...life, startSeen: false, startedAt: range.from - 4 * hours * HOUR },
      ),
    })),
    chosen: POD,
    measured: {
      'live-heap': { track: track(heap, MiB, 0.5), metric: 'go_gc_heap_live_bytes', reading: 'value' },
      ...(requests && {
        requests: { track: track(requests, 1, 300), metric: 'http_requests_total', reading: 'counter' as const },
      }),
    },
    deploys: [],
  });
}

/** From the night's bottom to the noon's top in so many hours. */
const rising = (hours: number) => (hour: number) => (1 - Math.cos((Math.min(hour, hours) / hours) * Math.PI)) / 2;

describe('a live heap that rises with the requests of one morning', () => {
  test.each([
    [8, 40, 100],
    [11, 60, 180],
    [6, 90, 70],
  ])('%i h, from %i MiB by %i: no more than likely, and said so', (hours, level, gained) => {
    const up = rising(hours);
    const { answer, confidence, reasons } = judged(
      hours,
      (hour) => level + gained * up(hour),
      (hour) => 9000 + 30_000 * up(hour),
    );
    expect(answer).toBe('yes');
    expect(confidence).toBeLessThan(0.7);
    expect(reasons.join(' ')).toContain('rose as the requests did');
  });
});

test('one that filled and levelled off while the requests rose does not grow', () => {
  const { answer } = judged(
    13,
    (hour) => 100 - 70 * Math.exp(-hour / 2.5),
    (hour) => 20_000 + 2500 * hour,
  );
  expect(answer).toBe('no');
});

describe('a live heap that grows whatever the requests do', () => {
  const line = (hour: number) => 50 + 11 * hour;
  test.each([
    ['no counter', 10, undefined],
    ['even traffic', 10, () => 30_000],
    ['traffic that falls', 9, (hour: number) => 40_000 - 3000 * hour],
    ['traffic of a day and a half', 36, (hour: number) => 30_000 + 20_000 * Math.sin(hour / 3.82)],
  ] as const)('%s: very sure', (_, hours, requests) => {
    const { answer, confidence, reasons } = judged(hours, line, requests);
    expect(answer).toBe('yes');
    expect(confidence).toBeGreaterThan(0.85);
    expect(reasons.join(' ')).not.toContain('requests');
  });
});

test('days in which it falls with the requests show that they are what takes it', () => {
  const wave = (hour: number) => (1 - Math.cos(hour / 3.82)) / 2;
  const { answer, headline } = judged(
    60,
    (hour) => 60 + 100 * wave(hour),
    (hour) => 8000 + 30_000 * wave(hour),
  );
  expect(answer).toBe('no');
  expect(headline).not.toContain('grew');
});

test('the question reads the requests beside the heap', () => {
  expect(QUESTIONS['live-heap-growing'](undefined).needs).toContain('requests');
});

test.each([
  [8, 40, 100],
  [10, 70, 60],
])(
  'one of %i h in an old process whose memory is level is not clear: it may have risen so on each day before',
  (hours, level, gained) => {
    const up = rising(hours);
    const heap = (hour: number) => level + gained * up(hour);
    const requests = (hour: number) => 9000 + 30_000 * up(hour);
    const { answer, headline } = judged(hours, heap, requests, { level: 310 });
    expect(answer).toBe('unclear');
    expect(headline).toContain('as the requests did');
    // Without the requests it is what leaks in the place of other memory.
    expect(judged(hours, heap, undefined, { level: 310 }).answer).toBe('yes');
  },
);
