import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

/** As the endpoint of a JVM writes them, a line: the objects, the MiB that they stand for, the stack. */
function estimated(...lines: readonly (readonly [objects: number, mebibytes: number, stack: string])[]): Profile {
  const profile = drawnProfile(lines.map(([, , stack]) => `1 ${stack}`).join('\n'));
  const values = Float64Array.from(lines.flatMap(([objects, mebibytes]) => [objects, mebibytes * MiB]));
  const sampleTypes = [
    { type: 'old_object_samples', unit: 'count' },
    { type: 'inuse_space', unit: 'bytes' },
  ];
  return { ...profile, sampleTypes, defaultSampleType: 'inuse_space', samples: { ...profile.samples, values } };
}

/** As a recording has them once they are made parts of the heap: `objects` of a table of 256, in a heap of so many MiB. */
function followed(heap: number, ...lines: readonly (readonly [objects: number, stack: string])[]): Profile {
  const profile = drawnProfile(lines.map(([objects, stack]) => `${objects} ${stack}`).join('\n'));
  const objects = lines.reduce((sum, [count]) => sum + count, 0);
  const of = { table: 256, objects, full: false, heap: heap * MiB };
  return { ...profile, sampleTypes: [{ type: 'old_object_samples', unit: 'count', followed: of }] };
}

const compared = (base: Profile, current: Profile) =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current });
const named = (paths: ReturnType<typeof compared>['tooFew']) => paths?.map(({ frames }) => frames[0]?.function);

const ORDERS = 'com.acme.Orders.book /Orders.java:9';
const TABLES = 'com.acme.Tables.<clinit> /Tables.java:3';
const PRICES = 'com.acme.Prices.load /Prices.java:7';

describe('a figure that is estimated from few objects', () => {
  test('is an estimate of a class of the service too, where no class histogram weighs it', () => {
    const own = `class=com.acme.Price ${PRICES}`;
    const alike = (of: Profile): Profile => ({
      ...of,
      comments: [
        'inuse_space is an estimate of the 9 bytes that the last collection left: each sample stands for the same part',
      ],
    });
    const [base, current] = [estimated([40, 4, ORDERS], [4, 1, own]), estimated([40, 4, ORDERS], [30, 9, own])];
    expect(compared(base, current).paths[0]?.sampled).toBeUndefined();
    expect(compared(alike(base), alike(current)).paths[0]?.sampled).toMatchObject({ base: 4, current: 30 });
  });

  test('ranks no path, however many bytes its class has', () => {
    // All int[] of the heap, 9 MiB, stand behind the three that happen to be followed.
    const base = estimated([40, 4, ORDERS], [0, 0, PRICES]);
    const { paths, tooFew } = compared(base, estimated([60, 8, ORDERS], [3, 9, TABLES], [9, 1, PRICES]));
    expect(named(paths)).toEqual(['com.acme.Orders.book', 'com.acme.Prices.load']);
    expect(named(tooFew)).toEqual(['com.acme.Tables.<clinit>']);
    expect(tooFew?.[0]?.sampled).toMatchObject({ base: 0, current: 3 });
  });

  describe('is exact where the class is the service’s own and one path has all of it', () => {
    const base = estimated([40, 4, `class=java.util.HashMap$Node ${ORDERS}`]);
    const later = (...more: readonly (readonly [number, number, string])[]) =>
      compared(base, estimated([60, 8, `class=java.util.HashMap$Node ${ORDERS}`], ...more));

    test('as a histogram has it: one object is enough', () => {
      const { paths, tooFew } = later([1, 90, `class=com.acme.Price ${PRICES}`]);
      expect(named(paths)).toEqual(['com.acme.Prices.load', 'com.acme.Orders.book']);
      expect(tooFew).toBeUndefined();
      // An exact figure has no margin.
      expect(paths[0]?.sampled).toBeUndefined();
    });

    test.each([
      ['an array of numbers is anyone’s', [[2, 90, `class=int[] ${PRICES}`]]],
      ['so is a class of the JDK', [[2, 90, `class=java.lang.String ${PRICES}`]]],
      [
        'of several paths each may have any part',
        [
          [1, 45, `class=com.acme.Price ${PRICES}`],
          [1, 45, `class=com.acme.Price ${TABLES}`],
        ],
      ],
    ] as const)('%s', (_, more) => {
      const { paths, tooFew } = later(...more);
      expect(named(paths)).toEqual(['com.acme.Orders.book']);
      expect(tooFew).toHaveLength(more.length);
    });
  });

  describe('of a class that one line allocates is exact for the line, by however many ways it is reached', () => {
    const TABLE = 'class=java.lang.Object[] com.acme.Orders.book /Orders.java:5';
    const HANDLER = 'acme.Handler.invoke /Handler.java:1';
    // A framework calls the same code by another frame once it has seen it often enough.
    const early = `class=com.acme.Price ${HANDLER} > acme.Stub.call /Stub.java:2 > ${PRICES}`;
    const late = `class=com.acme.Price ${HANDLER} > ${PRICES}`;
    const base = estimated([32, 4, early], [9, 1, TABLE]);
    const later = (...more: readonly (readonly [number, number, string])[]) =>
      compared(base, estimated([99, 6, TABLE], ...more));

    test('too few to tell the ways apart are one path', () => {
      // Of a full table the larger arrays displace the small objects.
      const { paths, tooFew } = later([4, 33, early], [3, 25, late]);
      expect(paths.map(({ frames: [top], delta }) => [top?.function, top?.line, delta / MiB])).toEqual([
        ['com.acme.Prices.load', 7, 54],
        ['com.acme.Orders.book', 5, 5],
      ]);
      expect(paths[0]?.sampled).toBeUndefined();
      expect(tooFew).toBeUndefined();
    });

    test('enough of them tell the ways apart', () => {
      const { paths } = later([60, 30, early], [60, 30, late]);
      expect(paths.map(({ delta }) => delta / MiB)).toEqual([30, 26, 5]);
      expect(paths[0]?.sampled).toMatchObject({ base: 0, current: 60 });
    });

    test('not where bytes are divided among all objects alike', () => {
      const alike =
        'inuse_space is an estimate of the 9 bytes that the last collection left in the heap: each sample stands for the same part';
      const current = estimated([99, 60, TABLE], [3, 2, early], [3, 2, late]);
      const { paths } = compared(base, { ...current, comments: [alike] });
      expect(named(paths)).toEqual(['com.acme.Orders.book']);
    });
  });

  test('ranks none when each has too few: nothing is named rather than the largest', () => {
    const { paths, tooFew } = compared(estimated([2, 1, ORDERS]), estimated([3, 20, ORDERS], [1, 30, TABLES]));
    expect(paths).toEqual([]);
    expect(named(tooFew)).toEqual(['com.acme.Tables.<clinit>', 'com.acme.Orders.book']);
  });

  test('stands in a difference exactly, behind what can be ranked', () => {
    const diff = diffProfiles(estimated([40, 4, ORDERS]), estimated([60, 8, ORDERS], [3, 9, TABLES]));
    expect(diff.paths.map(({ frames, behind }) => [frames[0]?.function, behind])).toEqual([
      ['com.acme.Orders.book', undefined],
      ['com.acme.Tables.<clinit>', 'few'],
    ]);
    expect(diff.total.delta).toBe(13 * MiB);
  });

  test('has no growth that its own error hides', () => {
    // 30 of 60 objects, 33 of 66 then: what 10 MiB grew by is less than the error of 33 objects, a sixth of the figure.
    const base = estimated([30, 10, ORDERS], [30, 10, PRICES]);
    expect(named(compared(base, estimated([33, 11, ORDERS], [33, 11, PRICES])).paths)).toEqual([]);
    expect(named(compared(base, estimated([60, 20, ORDERS], [30, 10, PRICES])).paths)).toEqual([
      'com.acme.Orders.book',
    ]);
    // Nor one whose margin passes zero: 1.96 standard errors of both sides are 3.8 MiB.
    expect(named(compared(base, estimated([39, 13, ORDERS], [30, 10, PRICES])).withinError)).toEqual([
      'com.acme.Orders.book',
    ]);
  });

  test('that no object stands behind is no estimate, and ranked as it is', () => {
    const rest = 'com.acme.Rest.of /Rest.java:1';
    const { paths } = compared(estimated([9, 1, ORDERS], [0, 2, rest]), estimated([9, 1, ORDERS], [0, 7, rest]));
    expect(named(paths)).toEqual(['com.acme.Rest.of']);
    expect(paths[0]?.sampled).toBeUndefined();
  });
});

describe('the margin of a share of followed objects', () => {
  test('is that of a binomial count: 18 of 42 are 43 %, give or take 14 to 16', () => {
    const { paths } = compared(followed(20, [12, ORDERS], [25, PRICES]), followed(70, [18, ORDERS], [24, PRICES]));
    const orders = paths.find(({ frames }) => frames[0]?.function === 'com.acme.Orders.book');
    // 1.96 √(0.43 × 0.57 / 42) = 0.15; Wilson's interval is 29 to 58 %.
    expect((orders?.sampled?.currentMargin ?? 0) / 1e6).toBeGreaterThan(0.14);
    expect((orders?.sampled?.currentMargin ?? 0) / 1e6).toBeLessThan(0.16);
    // What is uncertain before is so by the part that the heap then was, 2/7: √(0.15² + (2/7 × 0.15)²) = 0.156.
    expect((orders?.sampled?.margin ?? 0) / 1e6).toBeGreaterThan(0.15);
    expect((orders?.sampled?.margin ?? 0) / 1e6).toBeLessThan(0.17);
  });

  test('is not none for all of them, and smaller the more there are', () => {
    const marginOf = (objects: number) =>
      (compared(followed(10, [8, ORDERS]), followed(70, [objects, ORDERS])).paths[0]?.sampled?.currentMargin ?? 0) /
      1e6;
    // Of 30 hits in 30 the rule of three allows a tenth of misses.
    expect(marginOf(30)).toBeGreaterThan(0.03);
    expect(marginOf(30)).toBeLessThan(0.12);
    expect(marginOf(240)).toBeLessThan(marginOf(30) / 4);
  });

  test('rows of a single object are not ranked', () => {
    const { paths, tooFew } = compared(
      followed(20, [30, ORDERS]),
      followed(70, [100, ORDERS], [1, TABLES], [1, PRICES]),
    );
    expect(named(paths)).toEqual(['com.acme.Orders.book']);
    expect(named(tooFew)?.toSorted()).toEqual(['com.acme.Prices.load', 'com.acme.Tables.<clinit>']);
  });

  test('profiles that count everything have none', () => {
    const { paths, tooFew } = compared(drawnProfile(`1 ${ORDERS}`), drawnProfile(`2 ${ORDERS}`));
    expect(paths[0]?.sampled).toBeUndefined();
    expect(tooFew).toBeUndefined();
  });
});

describe('what a profile cannot place', () => {
  const REST = '[objects without a sample] :0';

  test('is a remainder, and no path: neither the first nor one that explains', () => {
    const { paths, unplaced } = compared(
      estimated([9, 1, ORDERS], [0, 2, REST]),
      estimated([39, 5, ORDERS], [0, 9, REST]),
    );
    expect(named(paths)).toEqual(['com.acme.Orders.book']);
    expect(unplaced).toBe(7 * MiB);
  });

  test.each(['[unknown]', '<unknown>', '(unknown)', '[no Java frame]', '??'])('under any such name: %s', (name) => {
    const { paths, unplaced } = compared(
      drawnProfile(`1 ${ORDERS}\n1 ${name} :0`),
      drawnProfile(`2 ${ORDERS}\n9 ${name} :0`),
    );
    expect(named(paths)).toEqual(['com.acme.Orders.book']);
    expect(unplaced).toBe(8);
  });

  test.each([
    ['called from the service', `${ORDERS} > [unknown] :0`],
    ['a pool of threads', '[threads worker-#] :0'],
    ['a part of the memory that has a name', '[direct buffers without a sample] :0'],
  ])('is not %s', (_, stack) => {
    const { paths, unplaced } = compared(drawnProfile(`1 ${stack}`), drawnProfile(`9 ${stack}`));
    expect(paths).toHaveLength(1);
    expect(unplaced).toBeUndefined();
  });

  test('stands in a difference exactly, behind what has a place', () => {
    const diff = diffProfiles(estimated([9, 1, ORDERS], [0, 2, REST]), estimated([39, 5, ORDERS], [0, 9, REST]));
    expect(diff.paths.map(({ behind, delta }) => [behind, delta])).toEqual([
      [undefined, 4 * MiB],
      ['unplaced', 7 * MiB],
    ]);
    expect(diff.unplaced).toBe(7 * MiB);
  });
});

describe('the work of the endpoint that writes the profiles', () => {
  const dump = 'java.lang.Thread.run /Thread.java:840 > leakbot.OldObjects.dump /OldObjects.java:73';

  test('is no path of the service, whether the service calls it or not', () => {
    const route = `com.acme.MemoryRoute.memory /MemoryRoute.java:12 > ${dump}`;
    for (const stack of [dump, route, `${dump} > java.lang.String.<init> /String.java:4`]) {
      const { paths, ofProfiler } = compared(estimated([9, 1, ORDERS]), estimated([19, 3, ORDERS], [40, 8, stack]));
      expect(named(paths)).toEqual(['com.acme.Orders.book']);
      expect(ofProfiler).toBe(8 * MiB);
    }
  });

  test('has a margin as every estimate has, and is no figure where that passes zero', () => {
    const grown = (objects: number, mebibytes: number) =>
      compared(estimated([90, 9, ORDERS]), estimated([190, 19, ORDERS], [objects, mebibytes, dump]));
    expect(grown(40, 8)).toMatchObject({ ofProfiler: 8 * MiB });
    const margin = (grown(40, 8).ofProfilerMargin ?? 0) / MiB;
    // 1.96 √40 of 40 objects, less a little: they are a part of all.
    expect(margin).toBeGreaterThan(2);
    expect(margin).toBeLessThan(3);
    // Three objects say nothing, however much their class has.
    const few = grown(3, 9);
    expect(few.ofProfiler).toBeUndefined();
    expect(named(few.tooFew)).toEqual(['leakbot.OldObjects.dump']);
    expect(named(few.paths)).toEqual(['com.acme.Orders.book']);
  });

  test('is that of its package alone: a service may have such a name in its own', () => {
    const own = 'com.acme.leakbot.Orders.book /Orders.java:9';
    const { paths, ofProfiler } = compared(estimated([9, 1, own]), estimated([19, 3, own]));
    expect(named(paths)).toEqual(['com.acme.leakbot.Orders.book']);
    expect(ofProfiler).toBeUndefined();
  });
});

describe('a share', () => {
  const rows = (base: string, current: string) =>
    diffProfiles(drawnProfile(base), drawnProfile(current)).paths.map(({ share }) => Math.round(share * 100));

  test('is of the net growth, as long as that is much of what grew', () => {
    expect(rows(`10 ${ORDERS}\n9 ${PRICES}`, `50 ${ORDERS}\n4 ${PRICES}`)).toEqual([114, -14]);
  });

  test('is of what grew where the net is next to nothing beside it', () => {
    expect(rows(`10 ${ORDERS}\n900 ${PRICES}`, `810 ${ORDERS}\n101 ${PRICES}`)[0]).toBe(100);
  });
});

test('where fewer paths grew than are shown, the largest losses are, and not what did not change', () => {
  const still = Array.from({ length: 5 }, (_, at) => `7 com.acme.Still${at}.of /Still.java:1`).join('\n');
  const base = drawnProfile(`10 ${ORDERS}\n90 ${PRICES}\n20 ${TABLES}\n${still}`);
  const current = drawnProfile(`30 ${ORDERS}\n1 ${PRICES}\n15 ${TABLES}\n${still}`);
  const deltas = (top: number) => diffProfiles(base, current, { top }).paths.map(({ delta }) => Number(delta));
  expect(deltas(2)).toEqual([20, -89]);
  expect(deltas(4)).toEqual([20, -5, -89]);
  expect(deltas(1)).toEqual([20]);
});
