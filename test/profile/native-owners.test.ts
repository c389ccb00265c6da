import { describe, expect, test } from 'vitest';
import { nativeOwnerLines } from '../../src/diagnosis/native-owner-lines.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { JfrProfile } from '../../src/profile/jfr/jfr-profile.ts';

const LINE = { function: 'com.acme.Codecs.of', file: 'Codecs.java', line: 12 };
const OTHER = { function: 'com.acme.Orders.book', file: 'Orders.java', line: 3 };

/** Bytes of a class in the heap, and what lies outside it in all. */
function taken(type: string, bytes: number, outside = 0) {
  const profile = new JfrProfile(100);
  const add = (line: typeof LINE, name: string, values: readonly number[]) =>
    profile.add({ stack: profile.stack([line]), labels: { class: name }, values: [...values] });
  add(LINE, type, [0, bytes]);
  add(OTHER, 'byte[]', [0, 9000 + 10 * bytes]);
  add(OTHER, 'direct buffers', [50 + outside, 0]);
  const sampleTypes = [
    { type: 'outside_heap', unit: 'bytes' },
    { type: 'inuse_space', unit: 'bytes' },
  ];
  return profile.finish({ sampleTypes, defaultSampleType: 'outside_heap', time: undefined, comments: [] });
}

function linesOf(type: string, was: number, is: number, sampleType = 'outside_heap') {
  const sides = [
    { time: 0, profile: taken(type, was) },
    { time: 60_000, profile: taken(type, is, 1) },
  ] as const;
  return nativeOwnerLines([compareProfiles(sides[0], sides[1], { sampleType })]);
}

describe('objects that own memory outside the heap', () => {
  test.each([
    'java.util.zip.Deflater',
    'java.util.zip.Inflater',
    'java.util.zip.Deflater$DeflaterZStreamRef',
    'jdk.internal.ref.CleanerImpl$PhantomCleanableRef',
    'java.nio.MappedByteBuffer',
    'java.nio.DirectByteBuffer',
    'java.lang.ref.Finalizer',
  ])('name the line where they multiplied: %s', (type) => {
    const [line, ...more] = linesOf(type, 4096, 65_536);
    expect(line).toMatch(/^Codecs\.of \(Codecs\.java:12\) is the line to look at: .*4 → 64 KiB/);
    expect(more).toEqual([]);
  });

  test.each([
    ['of another class', 'com.acme.Order', 4096, 65_536, 'outside_heap'],
    ['that hardly became more', 'java.util.zip.Deflater', 4096, 5000, 'outside_heap'],
  ] as const)('say nothing: those %s', (_, type, was, is, sampleType) => {
    expect(linesOf(type, was, is, sampleType)).toEqual([]);
  });

  test('are a lead in the heap as well, where nothing of what lies outside it was compared', () => {
    expect(linesOf('java.util.zip.Deflater', 4096, 65_536, 'inuse_space')).toEqual([
      'Codecs.of (Codecs.java:12) is a line to look at: what grew there in the heap belongs to objects that own memory outside it (Deflater).',
    ]);
    expect(linesOf('com.acme.Deflater', 4096, 65_536, 'inuse_space')).toEqual([]);
  });

  test('are a lead by what they refer to: a Deflater keeps its last input, which takes more of the heap than itself', () => {
    const base = comparedHeap(
      'static Sessions.OPEN → HashMap.table → HashMap$Node[] → HashMap$Node.value → Deflater.inputArray',
    );
    expect(nativeOwnerLines([base])[0]).toMatch(/^Orders\.book .* \(Deflater\), kept by static Sessions\.OPEN/);
    expect(nativeOwnerLines([comparedHeap('static Sessions.OPEN → DeflaterPool.free')])).toEqual([]);
  });

  test('are named by class histograms where nothing has their line', () => {
    const classes = { bytes: [], alike: [], closeable: [{ name: 'java.util.zip.Deflater', more: 383 }] };
    expect(nativeOwnerLines([{ ...comparedHeap('static Orders.ALL → ArrayList.elementData'), classes }])).toEqual([
      expect.stringMatching(/^java\.util\.zip\.Deflater \(\+383\) multiplied/),
    ]);
  });
});

/** Arrays of one line that grew, and what keeps them. */
function comparedHeap(holder: string) {
  const of = (bytes: number) => {
    const profile = new JfrProfile(100);
    profile.add({ stack: profile.stack([OTHER]), labels: { class: 'byte[]', holder }, values: [bytes] });
    const sampleTypes = [{ type: 'inuse_space', unit: 'bytes' }];
    return profile.finish({ sampleTypes, defaultSampleType: 'inuse_space', time: undefined, comments: [] });
  };
  return compareProfiles({ time: 0, profile: of(4096) }, { time: 1, profile: of(65_536) });
}
