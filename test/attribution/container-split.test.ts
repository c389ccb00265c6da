import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitContainer } from '../../src/attribution/container-split.ts';
import type { Figures } from '../../src/attribution/parts.ts';

describe('what a container is charged, by the kernel’s definitions', () => {
  test('tmpfs: cache grows, active and inactive files stay 0', () => {
    // usage 160 = anonymous 100 + files 50 + kernel 10; nothing is inactive.
    expect(
      splitContainer({ rss: 100, 'working-set': 160, usage: 160, 'page-cache': 50, 'active-file': 0 })?.beside,
    ).toEqual({ 'active-file': 0, 'memory-backed': 50, kernel: 10 });
  });

  test('page cache: 30 inactive of 70, 40 active', () => {
    // usage 180 = 100 + 70 + 10; working set 150 leaves 30 inactive.
    const split = splitContainer({ rss: 100, 'working-set': 150, usage: 180, 'page-cache': 70, 'active-file': 40 });
    expect(split).toMatchObject({ total: 150, anonymous: 100, contradiction: 0 });
    expect(split?.beside).toEqual({ 'active-file': 40, 'memory-backed': 0, kernel: 10 });
  });

  test('without active files nothing says what files in use are', () => {
    const split = splitContainer({ rss: 100, 'working-set': 150, usage: 180, 'page-cache': 70 });
    expect(split?.beside).toEqual({ file: 40, kernel: 10 });
  });

  test('without the total, files in use are at most all files', () => {
    expect(splitContainer({ rss: 100, 'working-set': 150, 'page-cache': 30 })?.beside).toEqual({
      file: 30,
      kernel: 20,
    });
    expect(splitContainer({ rss: 100, 'working-set': 150, 'page-cache': 90 })?.beside).toEqual({ file: 50, kernel: 0 });
  });

  test('swapped pages are anonymous memory that counts beside the working set', () => {
    expect(splitContainer({ rss: 100, swap: 40, 'working-set': 110, usage: 130, 'page-cache': 25 })).toMatchObject({
      total: 150,
      anonymous: 140,
      beside: { file: 5, kernel: 5 },
    });
  });

  test('only the working set is one part', () => {
    expect(splitContainer({ 'working-set': 110 })?.beside).toEqual({ unsplit: 110, swapped: 0 });
    expect(splitContainer({})).toBeUndefined();
  });

  test('the parts add up to the total, however contradictory the figures', () => {
    const figure = fc.option(fc.integer({ min: 0, max: 4096 }), { nil: undefined });
    fc.assert(
      fc.property(figure, figure, figure, figure, figure, figure, (rss, workingSet, usage, cache, active, swap) => {
        const figures: Figures = Object.fromEntries(
          Object.entries({
            rss,
            'working-set': workingSet,
            usage,
            'page-cache': cache,
            'active-file': active,
            swap,
          }).filter(([, value]) => value !== undefined),
        );
        const split = splitContainer(figures);
        if (split === undefined) return;
        const parts = [
          split.anonymous,
          ...Object.entries(split.beside).flatMap(([part, value]) => (part === 'swapped' ? [] : [value])),
        ];
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
        const sum = parts.reduce((total, part) => total + part, 0);
        expect(sum + (split.beside.swapped ?? 0)).toBe(split.total);
      }),
    );
  });
});
