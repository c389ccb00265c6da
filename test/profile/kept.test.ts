import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import { JfrProfile } from '../../src/profile/jfr/jfr-profile.ts';
import { keptText } from '../../src/profile/kept-text.ts';
import type { Profile } from '../../src/profile/profile.ts';

type Row = readonly [value: number, type: string, holder?: string];

/** Objects that one line allocated: how many, of which class, and what keeps them. */
function objects(...rows: readonly Row[]): Profile {
  const profile = new JfrProfile(100);
  const stack = profile.stack([{ function: 'com.acme.Plugins.load', file: 'Plugins.java', line: 9 }]);
  for (const [value, type, holder] of rows) {
    const labels = { class: type, ...(holder === undefined ? {} : { holder }) };
    profile.add({ stack, labels, values: [value] });
  }
  const sampleTypes = [{ type: 'inuse_objects', unit: 'count' }];
  return profile.finish({ sampleTypes, defaultSampleType: 'inuse_objects', time: undefined, comments: [] });
}

const keptOf = (base: Profile, current: Profile) =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }).paths[0]?.kept;

test('the holder is one of the class that grew most, not of another that more is kept by', () => {
  const base = objects([10, 'byte[]', 'static Plugins.ACTIVE']);
  const current = objects(
    [40, 'byte[]', 'static Plugins.ACTIVE'],
    [30, 'byte[]', 'static Plugins.OLD'],
    [50, 'java.lang.Module', 'static Module$ReflectionData.exports'],
  );
  // byte[] grew by 60, of which 30 and 30: the first of equal ones; the chain of the modules has 50.
  expect(keptOf(base, current)).toEqual({ class: 'byte[]', holder: 'static Plugins.ACTIVE' });
});

test('of a class of which nothing shows what keeps it, no holder is named', () => {
  const current = objects([60, 'byte[]'], [50, 'java.lang.Module', 'static Module$ReflectionData.exports']);
  expect(keptOf(objects(), current)).toEqual({ class: 'byte[]', holder: undefined });
});

test('what the agent holds beside others is named by the others, and where nothing else is seen it is held all the same', () => {
  const sampleTypes = [{ type: 'old_object_samples', unit: 'count' }];
  const seen = (...rows: readonly Row[]): Profile => ({
    ...objects(...rows),
    sampleTypes,
    defaultSampleType: 'old_object_samples',
  });
  const both = seen(
    [60, 'java.lang.Class', '(agent)'],
    [10, 'java.lang.Class', 'static DriverManager.registeredDrivers'],
  );
  expect(keptOf(seen(), both)).toMatchObject({ holder: 'static DriverManager.registeredDrivers' });
  const alone = keptOf(seen(), seen([60, 'java.lang.Class', '(agent)']));
  expect(alone?.holder).toBeUndefined();
  expect(alone?.unheld).toBeUndefined();
});

test('an array that keeps it has its length where that is always the same', () => {
  const ring = (places: number) => `static Blocks.RING → byte[${places}][]`;
  expect(keptOf(objects([10, 'byte[]', ring(640)]), objects([60, 'byte[]', ring(640)]))?.holder).toBe(ring(640));
  // It was replaced by a larger one meanwhile, or each of many has its own.
  const grown = keptOf(objects([10, 'byte[]', ring(640)]), objects([60, 'byte[]', ring(1280)]));
  expect(grown).toEqual({ class: 'byte[]', holder: 'static Blocks.RING → byte[][]' });
  const many = objects([20, 'byte[]', ring(8)], [20, 'byte[]', ring(12)], [30, 'byte[]', 'static Blocks.LIST']);
  expect(keptOf(objects(), many)?.holder).toBe('static Blocks.RING → byte[][]');
});

test('a holder that only the earlier profile shows has its time', () => {
  const base = { ...objects([10, 'byte[]', 'static Plugins.ACTIVE']), time: Date.UTC(2026, 10, 30, 3, 49) };
  expect(keptOf(base, objects([60, 'byte[]']))).toEqual({
    class: 'byte[]',
    holder: 'static Plugins.ACTIVE',
    asOf: Date.UTC(2026, 10, 30, 3, 49),
  });
  expect(keptText(keptOf(base, objects([60, 'byte[]'])))).toBe(
    'byte[], kept by static Plugins.ACTIVE (as of 03:49 UTC, by an earlier profile)',
  );
  const both = objects([40, 'byte[]'], [5, 'byte[]', 'static Plugins.ACTIVE'], [9, 'byte[]', 'static Plugins.OLD']);
  expect(keptOf(base, both)).toEqual({ class: 'byte[]', holder: 'static Plugins.OLD' });
  const fewer = objects([40, 'byte[]'], [5, 'byte[]', 'static Plugins.ACTIVE']);
  expect(keptOf(base, fewer)).toEqual({ class: 'byte[]', holder: 'static Plugins.ACTIVE' });
});

test('memory outside the heap is kept by what keeps the buffer that the same line allocated', () => {
  const profile = new JfrProfile(100);
  const line = { function: 'com.acme.Net.read', file: 'Net.java', line: 7 };
  const inner = { function: 'java.nio.ByteBuffer.allocateDirect', file: 'ByteBuffer.java', line: 317 };
  const other = { function: 'com.acme.Net.write', file: 'Net.java', line: 9 };
  const add = (stack: readonly (typeof line)[], labels: Record<string, string>, values: readonly number[]) =>
    profile.add({ stack: profile.stack([...stack]), labels, values: [...values] });
  add([line], { class: 'direct buffers' }, [90, 0]);
  add([inner, line], { class: 'java.nio.DirectByteBuffer', holder: 'static Net.IDLE' }, [0, 64]);
  add([inner, other], { class: 'java.nio.DirectByteBuffer', holder: 'static Net.OTHER' }, [0, 640]);
  const sampleTypes = [
    { type: 'outside_heap', unit: 'bytes' },
    { type: 'inuse_space', unit: 'bytes' },
  ];
  const current = profile.finish({ sampleTypes, defaultSampleType: 'outside_heap', time: undefined, comments: [] });
  const base = { ...current, samples: { ...current.samples, count: 0, values: new Float64Array(6) } };
  expect(keptOf(base, current)).toEqual({ class: 'direct buffers', holder: 'static Net.IDLE' });
});

describe('objects that no chain leads to', () => {
  const lines = {
    thumbs: { function: 'com.acme.Thumbs.draw', file: 'Thumbs.java', line: 8 },
    orders: { function: 'com.acme.Orders.book', file: 'Orders.java', line: 3 },
  } as const;

  /** How many objects of each line a chain leads to, and how many none does. */
  function recorded(
    of: Readonly<Record<keyof typeof lines, readonly [held: number, not: number]>>,
    sampleType = 'old_object_samples',
  ): Profile {
    const profile = new JfrProfile(100);
    for (const line of ['thumbs', 'orders'] as const) {
      const stack = profile.stack([lines[line]]);
      const [held, not] = of[line];
      profile.add({ stack, labels: { class: 'byte[]', holder: 'static Orders.OPEN' }, values: [held] });
      profile.add({ stack, labels: { class: 'byte[]' }, values: [not] });
    }
    const sampleTypes = [{ type: sampleType, unit: 'count' }];
    return profile.finish({ sampleTypes, defaultSampleType: sampleType, time: undefined, comments: [] });
  }
  const unheld = (current: Profile, empty = recorded({ thumbs: [0, 0], orders: [0, 0] })) =>
    compareProfiles({ time: 0, profile: empty }, { time: 1, profile: current })
      .paths.filter(({ kept }) => kept?.unheld === true)
      .map(({ frames }) => frames[0]?.function);

  test('are kept by no strong reference, where one leads to most others', () => {
    expect(unheld(recorded({ thumbs: [0, 160], orders: [5, 0] }))).toEqual(['com.acme.Thumbs.draw']);
    expect(unheld(recorded({ thumbs: [0, 160], orders: [5, 4] }))).toEqual(['com.acme.Thumbs.draw']);
  });

  test('may be kept where a chain leads to some of them, to few others, or to nothing at all', () => {
    expect(unheld(recorded({ thumbs: [1, 160], orders: [5, 0] }))).toEqual([]);
    expect(unheld(recorded({ thumbs: [0, 160], orders: [2, 9] }))).toEqual([]);
    expect(unheld(recorded({ thumbs: [0, 160], orders: [0, 9] }))).toEqual([]);
  });

  test('may be kept where chains are looked for in a bounded time', () => {
    const empty = recorded({ thumbs: [0, 0], orders: [0, 0] }, 'inuse_space');
    expect(unheld(recorded({ thumbs: [0, 160], orders: [5, 0] }, 'inuse_space'), empty)).toEqual([]);
  });
});
