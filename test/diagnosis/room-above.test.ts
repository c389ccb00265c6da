import { describe, expect, test } from 'vitest';
import { adviceFor } from '../../src/diagnosis/advice.ts';
import { stillWording } from '../../src/diagnosis/still-wording.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { guideTo } from '../../src/runtime/runtimes.ts';

/** The advice about memory that levelled off at 1.67 of 2 GiB. */
function levelledOff(heap: number | undefined, outside: number) {
  const context = {
    words: guideTo('jvm').words,
    settling: { kind: 'level' },
    urgency: {},
    contradicted: false,
    peak: 1710 * MiB,
    limit: 2048 * MiB,
    largestHeap: heap === undefined ? undefined : heap * MiB,
    outside: outside * MiB,
  };
  return adviceFor('warm-up', context as never).steps.join(' ');
}

describe('a larger limit for memory that levelled off', () => {
  test('is not advised where the heap at its largest fits beside all else', () => {
    const said = levelledOff(1536, 340);
    expect(said).toContain('A larger limit is not needed: the heap takes 1.5 GiB at most. That is 75 % of the limit');
    expect(said).toContain('a larger limit makes a larger heap');
    expect(said).not.toContain('leaves room above');
  });

  test.each([
    [undefined, 340],
    [1900, 340],
  ])('is, where the heap has no bound that fits: %s', (heap, outside) => {
    expect(levelledOff(heap, outside)).toMatch(/A limit of [\d.]+ GiB leaves room above the level reached\./);
  });
});

test.each([
  [420, ' and up to 423 MiB, and returns with it.'],
  [260, ', and returns with it.'],
])('the range of memory that follows its traffic holds the peak that stands out of it: %i MiB', (peak, end) => {
  const rss = trackOf(
    Array.from({ length: 721 }, (_, i) => {
      const wave = 200 - 60 * Math.cos((i / 360) * Math.PI);
      return [i * 4 * MINUTE, (i > 690 && i < 720 ? peak : wave) * MiB + ((i * 0.382) % 1) * 3 * MiB] as const;
    }),
  );
  const to = rss.times.at(-1) ?? 0;
  const memory = {
    pod: 'shop',
    rss,
    limit: 768 * MiB,
    lifetimes: [{ from: 0, to, end: 'running' as const }],
    restarts: 0,
    kills: [],
  };
  const growth = { answer: 'no', probability: 0.02, kind: 'wave', lives: 1, growingLives: 0, perHour: 0, rates: [] };
  const observation = {
    range: { from: 0, to },
    step: 4 * MINUTE,
    runtime: 'go',
    pods: [memory],
    chosen: 'shop',
    measured: {},
    deploys: [],
  };
  const { headline } = stillWording(observation as never, { pod: 'shop', name: 'shop', memory, growth } as never, {
    limit: memory.limit,
    others: undefined,
    cause: 'load-driven',
  });
  expect(to).toBe(48 * HOUR);
  expect(headline).toContain('shop follows the traffic, ');
  expect(headline.endsWith(end)).toBe(true);
});
