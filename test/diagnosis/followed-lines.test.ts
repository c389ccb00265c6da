import { expect, test } from 'vitest';
import { partLines } from '../../src/diagnosis/followed-lines.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import type { FollowedHeap } from '../../src/profile/followed-heap.ts';

const side = { objects: 247, full: true };
const path = {
  frames: [{ function: 'com.acme.RequestContext.note', file: 'RequestContext.java', line: 28 }],
  below: [],
  base: 330_000,
  current: 980_000,
  delta: 650_000,
  share: 0.98,
};

function comparison(since: number): Comparison {
  return {
    sampleType: 'old_object_samples',
    unit: 'ppm',
    base: { time: Date.UTC(2026, 10, 30, 12, 58, 20), total: 333_000 },
    current: { time: Date.UTC(2026, 10, 30, 12, 58, 42), total: 1_000_000 },
    delta: 667_000,
    paths: [path],
    followed: {
      table: 256,
      base: { ...side, heap: 35 * 2 ** 20 },
      current: { ...side, heap: 110 * 2 ** 20 },
      since,
      stale: true,
    },
    tree: { name: '', base: 0, current: 0, children: [] },
  };
}

test.each([
  [0, 'None of them was allocated since 12:58:20 UTC'],
  [1, 'Only 1 of them was allocated since 12:58:20 UTC'],
  [3, 'Only 3 of them were allocated since 12:58:20 UTC'],
])('objects that kept the places of a full table say nothing of what came later, which is said (%i)', (since, said) => {
  const lines = partLines(comparison(since));
  expect(lines[1]).toBe(
    'Of the 247 objects that the profiler follows 98 % were allocated in RequestContext.note (RequestContext.java:28); of the 247 before, 99 %.',
  );
  expect(lines[2]).toBe(
    `${said}, as earlier ones fill the table: that the heap gained the same since is likely, not seen.`,
  );
});

test('what nothing keeps any longer is left out, which is said', () => {
  const { followed, ...rest } = comparison(481);
  const sampled = { base: 212, current: 302, margin: 40_000, currentMargin: 30_000, few: false };
  const compared = { ...rest, paths: [{ ...path, sampled }] };
  const said = partLines({ ...compared, followed: { ...(followed as FollowedHeap), stale: undefined, garbage: 391 } });
  expect(said.slice(1, 3)).toEqual([
    'Of the 481 objects that the profiler follows and that were allocated since 12:58:20 UTC, 63 % (± 4 %) were allocated in RequestContext.note (RequestContext.java:28); those that were there before are no growth.',
    '391 more are left out: nothing keeps them, where objects are replaced all the time, and only a collection of the whole heap frees them.',
  ]);
});

const level = (kept: { class: string; holder?: string }, counted?: { base: number; current: number }) => {
  const { followed, ...rest } = comparison(0);
  const heap = 8 * 2 ** 20;
  const sides = { base: { ...side, heap }, current: { ...side, heap } };
  const plain = { ...(followed as FollowedHeap), ...sides, stale: undefined, counted };
  return partLines({ ...rest, paths: [{ ...path, kept }], followed: plain })[0];
};

test.each([
  [{ class: 'java.nio.DirectByteBuffer' }],
  [{ class: 'java.util.zip.Deflater' }],
  [{ class: 'java.lang.Thread' }],
  [{ class: 'java.net.URLClassLoader' }],
  [{ class: 'byte[]', holder: 'static Sessions.OPEN → ArrayList.elementData → Deflater.inputArray' }],
])('a level heap does not clear what owns memory outside it (%o)', (kept) => {
  expect(level(kept)).toMatch(
    /^The heap did not grow .*says nothing of what lies outside it: the objects of RequestContext\.note own/,
  );
});

test('a level heap clears what lies in it, surely only where its objects were counted', () => {
  expect(level({ class: 'byte[]' })).toMatch(
    /: unless garbage hides a small growth, the paths below are not the cause\.$/,
  );
  const counted = level({ class: 'byte[]' }, { base: 9 * 2 ** 20, current: 8 * 2 ** 20 });
  expect(counted).toMatch(/\(all objects, by class histograms: 9 → 8 MiB\): the paths below are not the cause\.$/);
  expect(level({ class: 'byte[]' }, { base: 7 * 2 ** 20, current: 9 * 2 ** 20 })).toMatch(
    /^The heap grew .* 7 → 9 MiB\)\.$/,
  );
});
