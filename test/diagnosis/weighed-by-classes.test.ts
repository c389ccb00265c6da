import { expect, test } from 'vitest';
import { partLines } from '../../src/diagnosis/followed-lines.ts';
import { weighedByClasses } from '../../src/diagnosis/weighed-by-classes.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';

type Row = readonly [name: string, delta: number, type?: string];

function path([name, delta, type = name]: Row): GrowthPath {
  const frames = [{ function: name, file: '', line: 7 }];
  return { frames, below: [], base: 0, current: delta, delta, share: 0.5, kept: { class: type } };
}

function comparison(sampleType: string, rows: readonly Row[], tooFew: readonly Row[] = []): Comparison {
  const [base, current] = [
    { time: 0, total: 1e6 },
    { time: 60_000, total: 1e6 },
  ];
  const side = { objects: 40, full: false };
  const followed = { table: 256, base: { ...side, heap: 20 * MiB }, current: { ...side, heap: 71 * MiB } };
  const tree = { name: 'all', base: 0, current: 1e6, children: [] };
  const paths = { paths: rows.map(path), tooFew: tooFew.map(path) };
  return { sampleType, unit: 'ppm', base, current, delta: 1e6, tree, followed, ...paths };
}

function classes(...rows: readonly Row[]): Comparison {
  const delta = rows.reduce((sum, [, gained]) => sum + gained, 0);
  const histogram = comparison('class_bytes', rows);
  return { ...histogram, unit: 'bytes', delta, current: { ...histogram.current, total: histogram.base.total + delta } };
}
const order = ({ paths }: Comparison) => paths.map(({ frames, bytes }) => [frames[0]?.function, bytes]);

test('a few large objects stand before many small ones, with the bytes that their class gained', () => {
  const followed = comparison('old_object_samples', [
    ['Dispatcher.accept', 340_000, 'Parcel'],
    ['Parcel.<init>', 90_000, 'byte[]'],
  ]);
  const weighed = weighedByClasses(followed, classes(['byte[]', 48 * MiB], ['Parcel', MiB]));
  expect(order(weighed)).toEqual([
    ['Parcel.<init>', 48 * MiB],
    ['Dispatcher.accept', MiB],
  ]);
  expect(partLines(weighed).join(' ')).toContain('By the class histogram these objects gained about 48 MiB');
});

test('paths of one class share its bytes by their objects, those that are too few to rank among them', () => {
  const followed = comparison(
    'old_object_samples',
    [
      ['Session.<init>', 600_000, 'byte[]'],
      ['login', 100_000, 'byte[]'],
    ],
    [['render', 100_000, 'byte[]']],
  );
  expect(order(weighedByClasses(followed, classes(['byte[]', 8 * MiB])))).toEqual([
    ['Session.<init>', 6 * MiB],
    ['login', MiB],
  ]);
});

test('the picture marks the path that stands first then', () => {
  const leaf = (name: string, top: boolean) => ({ name, base: 0, current: 1, top, children: [] });
  const children = [leaf('Dispatcher.accept', true), leaf('Parcel.<init>', false)];
  const tree = { name: 'all', base: 0, current: 2, top: true, children };
  const rows: readonly Row[] = [
    ['Dispatcher.accept', 340_000, 'Parcel'],
    ['Parcel.<init>', 90_000, 'byte[]'],
  ];
  const followed = { ...comparison('old_object_samples', rows), tree };
  const marks = (of: Comparison) => of.tree.children.map(({ name, top }) => [name, top]);
  expect(marks(weighedByClasses(followed, classes(['byte[]', 48 * MiB], ['Parcel', MiB])))).toEqual([
    ['Dispatcher.accept', false],
    ['Parcel.<init>', true],
  ]);
  expect(marks(weighedByClasses(followed, classes(['byte[]', MiB], ['Parcel', 48 * MiB])))).toEqual(marks(followed));
});

test('where the histogram lacks a class of one the order stays, and so it does of what is in bytes', () => {
  const rows: readonly Row[] = [
    ['Dispatcher.accept', 340_000, 'Parcel'],
    ['Parcel.<init>', 90_000, 'byte[]'],
  ];
  const bytes = classes(['byte[]', 48 * MiB]);
  expect(order(weighedByClasses(comparison('old_object_samples', rows), bytes)).map(([name]) => name)).toEqual([
    'Dispatcher.accept',
    'Parcel.<init>',
  ]);
  const inBytes = comparison('live_space', rows);
  expect(weighedByClasses(inBytes, bytes)).toBe(inBytes);
});

test('a line that makes objects of several classes has its part of each, and stands before one that fills a ring again', () => {
  const followed = comparison('old_object_samples', [
    ['Blocks.read', 60_000, 'byte[]'],
    ['Trail.book', 50_000, 'String'],
  ]);
  const [ring, book] = followed.paths;
  if (ring === undefined || book === undefined) throw new Error('two paths');
  const made = [
    ['String', 30_000],
    ['Entry', 10_000],
    ['byte[]', 10_000],
  ] as const;
  const paths = [ring, { ...book, kept: { class: 'String', made } }];
  const weighed = weighedByClasses(
    { ...followed, paths },
    classes(['byte[]', 7 * MiB], ['String', 6 * MiB], ['Entry', 8 * MiB]),
  );
  expect(order(weighed)).toEqual([
    ['Trail.book', 15 * MiB],
    ['Blocks.read', 6 * MiB],
  ]);
});
