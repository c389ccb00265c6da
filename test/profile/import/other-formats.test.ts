import { Session } from 'node:inspector/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { diffProfiles } from '../../../src/profile/diff.ts';
import { readPprof } from '../../../src/profile/import/pprof.ts';
import { sumsOf } from '../../support/profile/jfr-sums.ts';

const bytes = (latin1: string) => Buffer.from(latin1, 'latin1');

/** A file of an archive: its header is 512 bytes long, and has its mark at byte 257. */
const tar = Buffer.alloc(1024);
tar.write('heap.pb.gz', 0);
tar.write('ustar', 257);

describe('what is no profile is named, with what to do', () => {
  test.each<[string, Uint8Array, RegExp]>([
    [
      'a heap snapshot of V8',
      bytes('{"snapshot":{"meta":{"node_fields":["type"]}},"nodes":[9]}'),
      /heapsnapshot.*--heap-prof/,
    ],
    ['a CPU profile of V8', bytes('{ "nodes": [ { "id": 1 } ] }'), /CPU profile of V8.*--heap-prof/],
    ['a trace of .NET', bytes('Nettrace\x14\0\0\0!FastSerialization.1'), /\.nettrace.*dotnet-gcdump collect/],
    ['a heap dump of .NET', bytes('\x14\0\0\0!FastSerialization.1\x05\x01\0\0'), /\.gcdump.*dotnet-gcdump report/],
    [
      'a capture of memray in LZ4',
      bytes('\x04"M\x18\x40\x40\xc0\x2f\x10\0\0\xf8\x06memray\0\x0d\0'),
      /memray_folded\.py/,
    ],
    ['a capture of memray', bytes('memray\0\x0d\0\0\0'), /memray_folded\.py/],
    [
      'a snapshot of tracemalloc',
      bytes('\x80\x04\x95\xc1\0\0\0\0\0\0\0\x8c\x0btracemalloc\x94\x8c\x08Snapshot'),
      /compare_to/,
    ],
    ['a pickle', bytes('\x80\x05\x95\x0b\0\0\0\0\0\0\0\x8c\x07collect\x94.'), /pickle.*may run code/],
    ['an execution trace of Go', bytes('go 1.26 trace\0\0\0'), /execution trace.*\/debug\/pprof\/heap/],
    ['a core dump', bytes('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x04\0\x3e\0'), /core dump/],
    ['a program', bytes('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0'), /a program, not its profile/],
    ['a heap dump of the JVM', bytes('JAVA PROFILE 1.0.2\0\0\0\0\x08'), /hprof/],
    ['xz', bytes('\xfd7zXZ\0\0\x04\xe6\xd6'), /unxz/],
    ['bzip2', bytes('BZh61AY&SY\x01\x02'), /bunzip2/],
    ['LZ4', bytes('\x04"M\x18\x64\x40\xa7\x0b'), /unlz4/],
    ['an empty zip archive', bytes(`PK\x05\x06${'\0'.repeat(18)}`), /unzip/],
    ['a tar archive', gzipSync(tar), /tar xf/],
    ['gzip in gzip', gzipSync(gzipSync('heap')), /gzip inside gzip.*gunzip/],
    [
      'a pointer of Git LFS',
      bytes('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
      /git lfs pull/,
    ],
    [
      'a file of speedscope',
      bytes('{"version":"0.0.1","$schema":"https://www.speedscope.app/file-format-schema.json"}'),
      /speedscope/,
    ],
    ['the answer of a server', bytes('404 page not found\n'), /no such page/],
    ['a log', bytes('retrying; attempt 3\nretrying; attempt 4\n'), /this is text/],
  ])('%s', (_, file, said) => expect(() => readPprof(file)).toThrow(said));
});

describe('a sampling heap profile of V8', () => {
  test('that V8 wrote has its bytes at the function that keeps them', async () => {
    const session = new Session();
    session.connect();
    await session.post('HeapProfiler.startSampling', { samplingInterval: 4096 });
    const kept = Array.from({ length: 40_000 }, keepRecord);
    const { profile } = await session.post('HeapProfiler.stopSampling');
    session.disconnect();
    const read = readPprof(Buffer.from(JSON.stringify(profile)));
    interface Node {
      readonly selfSize: number;
      readonly children: readonly Node[];
    }
    const sum = ({ selfSize, children }: Node): number => selfSize + children.reduce((all, each) => all + sum(each), 0);
    const { functions, total } = diffProfiles(read, read);
    expect(kept).toHaveLength(40_000);
    expect(total.current).toBe(sum(profile.head));
    const [top] = functions.toSorted((a, b) => Number(b.flat.current) - Number(a.flat.current));
    expect(top).toMatchObject({ name: 'keepRecord' });
    expect(top?.file).toMatch(/other-formats\.test\.ts/);
  });

  const node = (functionName: string, selfSize: number, ...children: readonly object[]): object => ({
    callFrame: { functionName, scriptId: '1', url: 'file:///srv/app.js', lineNumber: 6, columnNumber: 1 },
    selfSize,
    id: 1,
    children,
  });
  const written = (head: unknown) => Buffer.from(JSON.stringify({ head, samples: [] }, undefined, 1));

  test('is a tree whose paths become stacks, lines counted from 1', () => {
    const read = readPprof(gzipSync(written(node('(root)', 0, node('serve', 10, node('', 90)), node('warm', 5)))));
    expect(sumsOf(read, 'inuse_space')).toEqual({
      ' @ serve:7': 10,
      ' @ (anonymous):7 serve:7': 90,
      ' @ warm:7': 5,
    });
  });

  test('may be deeper than any stack of calls', () => {
    const depth = 20_000;
    const open = '{"callFrame":{"functionName":"again","url":"","lineNumber":-1},"selfSize":0,"children":[';
    const leaf = '{"callFrame":{"functionName":"leaf","url":"","lineNumber":-1},"selfSize":8,"children":[]}';
    const read = readPprof(bytes(`{"head":${open.repeat(depth)}${leaf}${']}'.repeat(depth)}}`));
    expect(Object.values(sumsOf(read, 'inuse_space'))).toEqual([8]);
  });

  test.each([
    ['cut off', written(node('(root)', 0, node('serve', 10))).subarray(0, 200), /cut off/],
    ['without bytes', written({ callFrame: {}, children: [] }), /without a call or its bytes/],
    ['with fewer than none', written(node('(root)', -1)), /without a call or its bytes/],
  ])('%s is refused', (_, file, said) => expect(() => readPprof(file)).toThrow(said));
});

/** Named for the profile; what it makes is kept alive by who called it. */
function keepRecord(_: unknown, id: number): object {
  return { id, tags: [`tag-${id}`, id * 2, id * 3] };
}

describe('folded stacks', () => {
  test('are read with their figures, and said to have no unit', () => {
    const read = readPprof(
      bytes('main;run;cache.put 4096\nmain;serve (app/http.py:12);parse (app/http.py:40) 7\nidle 1\n'),
    );
    expect(sumsOf(read, 'folded')).toEqual({
      ' @ cache.put run main': 4096,
      ' @ parse:40 serve:12 main': 7,
      ' @ idle': 1,
    });
    expect(read.comments[0]).toMatch(/neither what they count/);
  });

  test.each([
    ['cut off in a line', 'a;b 12\na;c'],
    ['one call a line', 'alpha 1\nbeta 2\n'],
  ])('%s are none', (_, text) => expect(() => readPprof(bytes(text))).toThrow(/this is text|not a pprof/));
});
