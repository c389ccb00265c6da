import { describe, expect, test } from 'vitest';
import { fills, foundYoung, type Young } from '../support/a-young-jvm.ts';

/** Each healthy, and each in its first minutes still on its way to where it will stand. */
const HEALTHY: Readonly<Record<string, Omit<Young, 'age'>>> = {
  'a cache of soft references that fills evenly until the heap is full': { live: (second) => 12 + 1.05 * second },
  'sessions of two minutes': { live: (second) => 10 + 0.7 * Math.min(second, 120) },
  'a bounded cache that fills by chance': { live: (second) => 9 + fills(60, 60)(second) },
  'a framework that starts, and loads its classes': {
    live: (second) => 14 + fills(25, 25)(second),
    metaspace: fills(70, 30),
    native: (second) => 25 + fills(45, 25)(second),
  },
  'a pool of threads that fills, with scratch memory of each': {
    live: (second) => 8 + 0.5 * Math.min(second, 90),
    native: (second) => 30 + 0.3 * Math.min(second, 90),
    threads: (second) => 20 + Math.floor(0.5 * Math.min(second, 90)),
  },
  'a heap that takes its room while code is compiled': {
    live: (second) => 8 + fills(6, 30)(second),
    garbage: (second) => fills(90, 40)(second),
    committed: (second) => 30 + fills(130, 40)(second),
    native: (second) => 28 + fills(50, 35)(second),
  },
};

describe.each(Object.entries(HEALTHY))('%s', (_, shape) => {
  test.each([36, 52, 76, 100, 140, 172])('is no leak of which something is known at %i s', (age) => {
    const { kind, confidence } = foundYoung({ ...shape, age });
    expect(['not-enough-data', 'warm-up', 'no-growth', 'limit-too-small']).toContain(kind);
    expect(confidence).toBeLessThan(0.8);
  });

  test.each([36, 52, 76, 100, 140, 172])('has no sure answer about what lies outside its heap at %i s', (age) => {
    const outside = foundYoung({ ...shape, age }).steps.find(({ step }) => step === 'outside-heap-growing')?.judgement;
    expect(outside?.confidence).toBeLessThan(outside?.answer === 'yes' ? 0.7 : 0.8);
  });
});

describe('what is more than youth', () => {
  const leak = { live: (second: number) => 12 + 1.05 * second };

  test('what lies beside the heap and climbs in a straight line when code is loaded', () => {
    const buffers = (second: number) => 1 + 0.8 * second;
    expect(foundYoung({ age: 100, live: () => 8, buffers }).kind).toBe('native-growth');
    expect(foundYoung({ age: 44, live: () => 8, buffers }).kind).toBe('not-enough-data');
  });

  test('what lies beside the heap is sure with time, where it is a good part of the limit, and not where it is little', () => {
    const outside = (native: number) =>
      foundYoung({ age: 400, live: () => 8, native: (second) => 25 + native * second, limit: 300 }).steps.find(
        ({ step }) => step === 'outside-heap-growing',
      )?.judgement;
    expect(outside(0.3)).toMatchObject({ answer: 'yes', confidence: 0.95 });
    expect(outside(0.05)?.confidence).toBeLessThan(0.8);
  });

  test('a kill before', () => {
    expect(foundYoung({ ...leak, age: 100, killedBefore: true }).kind).toBe('heap-leak');
    expect(foundYoung({ ...leak, age: 100 }).kind).toBe('not-enough-data');
  });

  test('a limit, or a heap, that is nearly full', () => {
    expect(foundYoung({ ...leak, age: 100, limit: 255 }).kind).toBe('heap-leak');
    expect(foundYoung({ ...leak, age: 100, max: 121 }).kind).toBe('heap-leak');
  });

  test('more time', () => {
    expect(foundYoung({ ...leak, live: (second) => 12 + 0.5 * second, age: 200 }).kind).toBe('heap-leak');
  });
});
