import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { isHistogram } from '../../../src/profile/histogram/is-histogram.ts';
import { classGrowth, ownGrowthText } from '../../../src/profile/histogram/own-growth.ts';
import { readHistogram } from '../../../src/profile/histogram/read-histogram.ts';
import { readPair } from '../../../src/profile/import/pair.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';

const HEADING = ' num     #instances         #bytes  class name (module)\n-------\n';
const histogram = (...rows: readonly string[]) => Buffer.from(HEADING + rows.map((row) => `${row}\n`).join(''));
const ownGrowth = (base: Profile, current: Profile) => ownGrowthText(classGrowth(base, current) ?? { alike: [] });
const recorded = (side: string) => new Uint8Array(gunzipSync(readFixture(`jfr/histogram-${side}.txt.gz`)));

describe('a class histogram', () => {
  test('has the instances and bytes of each class, named as Java names it', () => {
    const profile = readHistogram(
      histogram(
        '   1:         15000        360000  com.acme.Quote',
        '   2:            10          1600  [B (java.base@17.0.15)',
        '   3:             4            64  [[Ljava.util.HashMap$Node; (java.base@17.0.15)',
        'Total         15014        361664',
      ),
    );
    const { functions } = diffProfiles({ ...profile, samples: { ...profile.samples, count: 0 } }, profile);
    expect(functions.map(({ name, flat }) => [name, flat.delta])).toEqual([
      ['com.acme.Quote', 360000],
      ['byte[]', 1600],
      ['java.util.HashMap$Node[][]', 64],
    ]);
  });

  test('names the file of a class of the service alone: no one changes that of the JDK', () => {
    const profile = readHistogram(
      histogram(
        '   1:         15000        360000  com.acme.Quote$Entry',
        '   2:            10          1600  java.lang.String (java.base@17.0.15)',
        '   3:             4            64  org.springframework.core.ResolvableType',
        'Total         15014        361664',
      ),
    );
    const { paths } = diffProfiles({ ...profile, samples: { ...profile.samples, count: 0 } }, profile);
    expect(paths.map(({ frames: [first] }) => [first?.function, first?.file])).toEqual([
      ['com.acme.Quote$Entry', 'com/acme/Quote.java'],
      ['java.lang.String', ''],
      ['org.springframework.core.ResolvableType', ''],
    ]);
  });

  test.each([
    ['as the diagnostic command answers', HEADING],
    ['behind the pid that jcmd prints', `4711:\n${HEADING}`],
    ['of JDK 8, without modules', ' num     #instances         #bytes  class name\n----------\n'],
  ])('is recognised %s', (_, text) => {
    expect(isHistogram(Buffer.from(text))).toBe(true);
  });

  test('that is cut off is refused: its sums would be short', () => {
    const bytes = recorded('base');
    expect(() => readHistogram(bytes.subarray(0, 2000))).toThrow(InvalidProfileError);
    expect(() => readHistogram(histogram('   1:  2  3  a.B', 'Total  2  4'))).toThrow(/do not add up/);
  });

  test('of a leak of quotes: byte[] grew most, and the class that keeps it is named', async () => {
    const pair = await readPair(
      () => readFixture('jfr/histogram-base.txt.gz'),
      () => readFixture('jfr/histogram-current.txt.gz'),
    );
    const { functions, total } = diffProfiles(pair.base, pair.current);
    expect(functions[0]?.name).toBe('byte[]');
    // The totals are the last lines of the two files.
    const lastLine = (side: string) => Number(/Total\s+\d+\s+(\d+)/.exec(Buffer.from(recorded(side)).toString())?.[1]);
    expect([total.base, total.current]).toEqual([lastLine('base'), lastLine('current')]);
    expect(ownGrowth(pair.base, pair.current)).toMatch(
      /^Of the classes that belong to no library com\.acme\.markets\.LeakyQuotes\$Quote grew most: \+15000 instances\..*byte\[\]/,
    );
  });

  test('without a class of the service says nothing of one', () => {
    const before = readHistogram(histogram('   1:  1  16  [B', 'Total  1  16'));
    const after = readHistogram(histogram('   1:  9  999  [B', 'Total  9  999'));
    expect(ownGrowth(before, after)).toBeUndefined();
  });

  const counted = (tasks: number, snapshots: number, finalizers = 0) =>
    readHistogram(
      histogram(
        `   1:  ${tasks}  ${tasks * 72}  java.util.concurrent.FutureTask`,
        `   2:  ${snapshots}  ${snapshots * 64}  com.acme.session.Snapshot`,
        `   3:  ${finalizers + 7}  ${(finalizers + 7) * 64}  java.lang.ref.Finalizer`,
        `Total  ${tasks + snapshots + finalizers + 7}  ${tasks * 72 + (snapshots + finalizers + 7) * 64}`,
      ),
    );

  test('one instance more is no growth beside thousands of another class, and is one beside a few', () => {
    expect(classGrowth(counted(100, 50), counted(20_100, 51))?.own).toBeUndefined();
    expect(classGrowth(counted(100, 50), counted(110, 51))?.own).toEqual({
      name: 'com.acme.session.Snapshot',
      more: 1,
    });
    expect(classGrowth(counted(100, 50), counted(200_100, 350))?.own?.more).toBe(300);
  });

  test('counts what waits for its finalizer', () => {
    expect(classGrowth(counted(100, 50), counted(110, 4850, 4801))?.finalizers).toBe(4801);
    expect(classGrowth(counted(100, 50), counted(110, 4850))?.finalizers).toBeUndefined();
  });

  const rows = (...counts: readonly (readonly [name: string, count: number])[]) => {
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const lines = counts.map(([name, count], at) => `   ${at + 1}:  ${count}  ${count * 16}  ${name}`);
    return readHistogram(histogram(...lines, `Total  ${all}  ${all * 16}`));
  };

  // Of a real JDK 17 with 337 loaders of 51 classes each, of which one is looked into.
  test('counts the classes that were loaded, and no soft reference that a class has for what was looked up in it', () => {
    const at = (loaders: number, soft: number) =>
      rows(
        ['java.lang.Class', 2800 + 51 * loaders],
        ['java.lang.ref.SoftReference', 400 + soft],
        ['java.lang.Class$ReflectionData', 150 + loaders],
      );
    const reloaded = classGrowth(at(0, 0), at(337, 337));
    expect([reloaded?.loaded, reloaded?.soft]).toEqual([17_187, undefined]);
    expect(classGrowth(at(0, 0), at(337, 5337))?.soft).toBe(5000);
    expect(classGrowth(at(0, 0), at(0, 5000))).toMatchObject({ soft: 5000 });
    expect(classGrowth(at(0, 0), at(0, 5000))?.loaded).toBeUndefined();
  });

  // Rows of a real JDK 17: 5,314 callbacks of a future, each a lambda and a context.
  test('names a class that has a name in the code rather than its lambda, its anonymous class or its array', () => {
    const at = (count: number) =>
      rows(
        ['dev.wren.Shapes$$Lambda$16/0x00007f7b6c002a00', count],
        ['dev.wren.PriceBus$Ticker$1', count],
        ['[Ldev.wren.Shapes$Context;', count],
        ['dev.wren.Shapes$Context', count],
      );
    expect(classGrowth(at(10), at(5324))?.own).toEqual({ name: 'dev.wren.Shapes$Context', more: 5314 });
    const lambda = (count: number) =>
      rows(['dev.wren.Shapes$$Lambda$16/0x00007f7b6c002a00', count], ['dev.wren.Shapes$Context', 3]);
    expect(classGrowth(lambda(10), lambda(5324))?.own?.name).toBe('dev.wren.Shapes$$Lambda');
  });

  test('names the class of a library where none of the service grew', () => {
    const at = (count: number) =>
      rows(
        ['[J', count + 90],
        ['com.codahale.metrics.Histogram', count],
        ['com.codahale.metrics.UniformReservoir', count],
        ['dev.heron.Invoice', 4],
      );
    expect(ownGrowth(at(800), at(5500))).toMatch(
      /^No class of the service’s own grew; of those of libraries com\.codahale\.metrics\.Histogram grew most: \+4700 instances\. .*UniformReservoir \(\+4700\)/,
    );
  });

  test('names what wants to be closed and multiplied, however few bytes it takes', () => {
    const at = (count: number, bytes = 90_000) =>
      rows(['[B', bytes], ['java.util.zip.Deflater', count], ['org.h2.jdbc.JdbcPreparedStatement', 5 * count]);
    expect(classGrowth(at(4), at(200))?.closeable).toEqual([
      { name: 'org.h2.jdbc.JdbcPreparedStatement', more: 980 },
      { name: 'java.util.zip.Deflater', more: 196 },
    ]);
    expect(ownGrowth(at(4), at(200))).toContain('java.util.zip.Deflater (+196) multiplied');
    // A pool that is half full, and what is done at the moment.
    expect(classGrowth(at(400), at(500))?.closeable).toBeUndefined();
    expect(classGrowth(at(1), at(4))?.closeable).toBeUndefined();
  });
});
