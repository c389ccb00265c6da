import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/attribution/attribution.ts';
import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { aRun, goBytes } from './a-run.ts';

const pod = (...runs: readonly ContainerRun[]) => ({ pod: 'api-1', runs, cpus: 1, restarts: runs.length - 1 });

/** A Go process whose heap and what is outside Go grow by so many MiB from minute 0 to its end. */
function growing(
  { heap = 0, native = 0 }: { readonly heap?: number; readonly native?: number },
  rest: Partial<Parameters<typeof aRun>[0]> = {},
): ContainerRun {
  return aRun({
    runtime: 'go',
    limit: 512,
    counts: { gogc: 100, collections: [2, 200], goroutines: 40 },
    ...rest,
    bytes: goBytes({
      'working-set': [100, 100 + heap + native],
      rss: [100, 100 + heap + native],
      'live-heap': [20, 20 + heap / 2],
      'heap-inuse': [40, 40 + heap],
      'runtime-sys': [64, 64 + heap],
    }),
  });
}

describe('one run by itself', () => {
  test('is stable when it grew enough, was sampled and collected enough, and the same cause led all along', () => {
    const found = attributionOf(pod(growing({ heap: 200 })));
    expect(found).toMatchObject({ leader: { cause: 'heap' }, unstable: [], sureAtMost: 1, runs: 1, earlier: false });
    // The median samples of base and end are those of minutes 21 and 99: 78 of 100 minutes at 2 MiB each.
    expect(Math.round((found?.whole ?? 0) / 2 ** 20)).toBe(156);
  });

  test('a tenth of the limit is the least to ask what grew', () => {
    // From minute 20 on 56 × 0.78 = 44 MiB, a twelfth of 512.
    expect(attributionOf(pod(growing({ heap: 56 })))).toMatchObject({ unstable: ['growth'], sureAtMost: 0.79 });
  });

  test('few samples or collections are not confident', () => {
    expect(attributionOf(pod(growing({ heap: 200 }, { minutes: 10 })))?.unstable).toEqual(['samples']);
    const counts = { gogc: 100, collections: 2, goroutines: 40 };
    expect(attributionOf(pod(growing({ heap: 200 }, { counts })))?.unstable).toEqual(['collections']);
  });

  test('a cause that explains less than half is at most fairly sure; one just ahead is named with the next', () => {
    const found = attributionOf(pod(growing({ heap: 100, native: 110 })));
    expect(found).toMatchObject({ leader: { cause: 'native' }, second: { cause: 'heap' }, sureAtMost: 0.79 });
    expect(attributionOf(pod(growing({ heap: 60, native: 200 })))).toMatchObject({ second: undefined, sureAtMost: 1 });
  });
});

describe('several runs', () => {
  test('three short ones with the same leader pass together', () => {
    const short = (after: number) => growing({ heap: 200 }, { minutes: 10, after, end: 'oom-killed' });
    const found = attributionOf(pod(short(0), short(11), short(22)));
    expect(found).toMatchObject({ leader: { cause: 'heap' }, unstable: [], runs: 3, sureAtMost: 1 });
    expect(attributionOf(pod(short(0), short(11)))?.sureAtMost).toBe(0.79);
  });

  test('a younger run never outvotes those that pass', () => {
    const old = growing({ heap: 200 }, { end: 'oom-killed' });
    const young = growing({ native: 80 }, { minutes: 8, after: 101 });
    expect(attributionOf(pod(old, young))).toMatchObject({ leader: { cause: 'heap' }, sureAtMost: 1 });
  });

  describe('what fills first in a run is not what kills it', () => {
    /** Heap that fills in the first half of half an hour, and memory outside of it in the second. */
    const whole = (after: number) =>
      aRun({
        runtime: 'go',
        limit: 512,
        minutes: 30,
        after,
        end: 'oom-killed',
        counts: { gogc: 100, collections: [2, 200], goroutines: 40 },
        bytes: goBytes({
          'working-set': [100, 190, 430],
          rss: [100, 190, 430],
          'live-heap': [20, 65, 65],
          'heap-inuse': [40, 130, 130],
          'runtime-sys': [64, 154, 154],
        }),
      });
    const young = (minutes: number, after: number) => growing({ heap: 8 * minutes }, { minutes, after });

    test.each([12, 15, 18])('a run of %i minutes, stable by itself, does not outvote three that ended', (minutes) => {
      expect(attributionOf(pod(young(minutes, 0)))).toMatchObject({ leader: { cause: 'heap' }, unstable: [] });
      const found = attributionOf(pod(whole(0), whole(31), whole(62), young(minutes, 93)));
      expect(found).toMatchObject({ leader: { cause: 'native' }, runs: 3 });
    });

    test('one that lasted as long as they did is heard, and so is one that only two speak against', () => {
      const long = attributionOf(pod(whole(0), whole(31), whole(62), young(60, 93)));
      expect(long).toMatchObject({ leader: { cause: 'heap' }, unstable: [] });
      const few = attributionOf(pod(whole(0), whole(31), young(15, 62)));
      expect(few).toMatchObject({ leader: { cause: 'heap' } });
    });
  });

  test.each([
    { ended: 1, young: 40 },
    { ended: 1, young: 70 },
    { ended: 2, young: 50 },
  ])(
    'a run of $young minutes that disagrees with $ended of 100 takes away sureness, not the lead',
    ({ ended, young }) => {
      const whole = Array.from({ length: ended }, (_, i) =>
        growing({ heap: 100 }, { end: 'oom-killed', after: 101 * i }),
      );
      const found = attributionOf(pod(...whole, growing({ native: 240 }, { minutes: young, after: 101 * ended })));
      expect(found).toMatchObject({ leader: { cause: 'heap' }, sureAtMost: 0.79 });
    },
  );

  test('a new revision starts again: what ran before is no more than a hint', () => {
    const old = growing({ heap: 200 }, { end: 'oom-killed', revision: 'aaa' });
    const fresh = growing({ heap: 2 }, { minutes: 8, after: 101, revision: 'bbb' });
    expect(attributionOf(pod(old, fresh))).toMatchObject({
      earlier: true,
      sureAtMost: 0.79,
      leader: { cause: 'heap' },
    });
    const grown = growing({ native: 200 }, { after: 101, revision: 'bbb' });
    expect(attributionOf(pod(old, grown))).toMatchObject({
      earlier: false,
      sureAtMost: 1,
      leader: { cause: 'native' },
    });
  });

  test('long runs that disagree are not confident', () => {
    const found = attributionOf(
      pod(growing({ heap: 200 }, { end: 'oom-killed' }), growing({ native: 220 }, { after: 101 })),
    );
    expect(found).toMatchObject({ leader: { cause: 'native' }, sureAtMost: 0.79 });
  });
});

test('no run has two ends: nothing is said', () => {
  expect(attributionOf(pod(growing({ heap: 200 }, { minutes: 2 })))).toBeUndefined();
  expect(attributionOf(pod())).toBeUndefined();
});
