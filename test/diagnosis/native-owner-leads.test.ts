import { expect, test } from 'vitest';
import { nativeOwnerLines } from '../../src/diagnosis/native-owner-lines.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';

type Kept = GrowthPath['kept'];

function path(name: string, share: number, kept: Kept): GrowthPath {
  const frames = [{ function: `com.acme.${name}`, file: `${name}.java`, line: 12 }];
  return { frames, below: [], base: 0, current: 1000 * share, delta: 1000 * share, share, kept };
}

const side = { objects: 300, full: false, heap: 8e6 };

function recorded(...paths: readonly GrowthPath[]): Comparison {
  return {
    sampleType: 'old_object_samples',
    unit: 'ppm',
    base: { time: Date.UTC(2026, 10, 30, 12, 50), total: 0 },
    current: { time: Date.UTC(2026, 10, 30, 12, 58), total: 1000 },
    delta: 1000,
    paths,
    followed: { table: 1024, base: side, current: side },
    tree: { name: 'all', base: 0, current: 1000, children: [] },
  };
}

test.each([
  [
    {
      class: 'jdk.internal.ref.Cleaner',
      holder: 'static App.PARKED → Parked.map → Session.window → DirectByteBuffer.cleaner',
    },
  ],
  [{ class: 'java.lang.Class' }],
  [{ class: 'java.net.URLClassLoader' }],
])('where only the heap was recorded, the line of what owns memory beside it is named (%o)', (kept) => {
  const lines = nativeOwnerLines([], [recorded(path('Text', 0.6, { class: 'byte[]' }), path('Reloader', 0.4, kept))]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Reloader \(Reloader\.java:12\) is a line to look at: /);
});

test('what lies in a level heap is none, nor a class that is less than noise', () => {
  const text = path('Text', 0.6, { class: 'byte[]' });
  expect(nativeOwnerLines([], [recorded(text, path('Reloader', 0.02, { class: 'java.lang.Class' }))])).toEqual([]);
  expect(nativeOwnerLines([], [])).toEqual([]);
});

test('of class histograms it is the service’s own class, and what wants to be closed', () => {
  const classes = {
    bytes: [{ name: 'byte[]', more: 9000 }],
    own: { name: 'com.acme.Session', more: 925 },
    alike: [{ name: 'java.nio.DirectByteBuffer', more: 925 }],
    closeable: [{ name: 'java.nio.DirectByteBuffer', more: 925 }],
  };
  const { followed: _, ...plain } = recorded();
  const histogram = { ...plain, sampleType: 'class_bytes', unit: 'bytes', classes };
  const [own, closed, ...more] = nativeOwnerLines([], [histogram]);
  expect(own).toContain(
    'Session grew most between 12:50 and 12:58 UTC, by 925 instances, and by about as many DirectByteBuffer',
  );
  expect(closed).toContain('java.nio.DirectByteBuffer (+925) multiplied');
  expect(more).toEqual([]);
  // Of the heap itself the report has it already.
  expect(nativeOwnerLines([histogram]).join()).not.toContain('grew most');
});
