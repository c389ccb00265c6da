import { describe, expect, test } from 'vitest';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { fills, foundYoung, observedYoung, type Young } from '../support/a-young-jvm.ts';

/** A heap that takes its room slowly, whatever lives in it. */
const slowly = (second: number) => 70 + fills(90, 400)(second);

const HEALTHY: Readonly<Record<string, Omit<Young, 'age'>>> = {
  'a cache of fixed size that is full, in a heap that takes its room on': {
    live: (second) => 10 + fills(40, 60)(second),
    committed: slowly,
  },
  'nothing but a start, in such a heap': { live: (second) => 9 + fills(6, 10)(second), committed: slowly },
  'a pool of buffers that is full': {
    live: (second) => 9 + fills(6, 10)(second),
    buffers: (second) => Math.min(24, 0.4 * second),
    committed: slowly,
  },
};

describe.each(Object.entries(HEALTHY))('%s', (_, shape) => {
  test.each([660, 900])('is no leak at %i s', (age) => {
    const { kind, confidence, title } = foundYoung({ ...shape, age });
    expect(['warm-up', 'no-growth'], title).toContain(kind);
    expect(confidence).toBeGreaterThanOrEqual(0.6);
    expect(confidence).toBeLessThan(0.8);
  });

  test.each([660])('meets no limit that its heap cannot reach, at %i s', (age) => {
    const { answer, reasons } = judgeRssGrowing(observedYoung({ ...shape, age }));
    expect(answer).toBe('unclear');
    expect(reasons.join(' ')).not.toMatch(/would reach/);
    expect(reasons.join(' ')).toMatch(
      /in its heap, which takes 200 MiB at most: with the .* that does not reach the limit/,
    );
  });
});

const LEAKS: Readonly<Record<string, Omit<Young, 'age'>>> = {
  'a heap that leaks': { live: (second) => 15 + 0.06 * second, committed: slowly },
  'a heap that leaks slowly': { live: (second) => 15 + 0.03 * second, committed: slowly },
  'native memory that leaks': { live: () => 15, committed: slowly, native: (second) => 45 + 0.06 * second },
  'class loaders that leak': { live: () => 15, committed: slowly, metaspace: (second) => 20 + 0.06 * second },
  'buffers that leak': { live: () => 15, committed: slowly, buffers: (second) => 4 + 0.06 * second },
};

describe.each(Object.entries(LEAKS))('%s, beside a heap that takes its room', (_, shape) => {
  test.each([500, 660, 900])('is not called calm at %i s', (age) => {
    const { kind, title } = foundYoung({ ...shape, age });
    expect(['warm-up', 'no-growth'], title).not.toContain(kind);
  });
});
