// Writes profiles of the formats before pprof's own, and what go tool pprof says of each (needs Go):
//   node scripts/corpus/legacy.ts
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { LegacyGolden } from './legacy-golden.ts';
import { type Top, top } from './pprof-top.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/legacy-profiles/', import.meta.url));
const SOURCE = fileURLToPath(new URL('./texts/', import.meta.url));
const run = promisify(execFile);

const MAP = `MAPPED_LIBRARIES:
00400000-00500000 r-xp 00000000 08:01 1234 /app/server
00500000-00600000 rw-p 00100000 08:01 1234 /app/server
7f0000000000-7f0000200000 r-xp 00000000 08:01 77 /lib/x86_64/libc.so.6
ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 [vsyscall]
`;

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  // Only what is in use, of tcmalloc.
  'cpp.heap': `heap profile:      3:     6000 [     3:     6000] @ heap_v2/524288
     1:     2000 [     1:     2000] @ 0x00400010 0x00400020 0x7f0000000100
     2:     4000 [     2:     4000] @ 0x7f0000000200 0x00400020
     1:  2000000 [     1:  2000000] @ 0x00900000

${MAP}`,
  // Allocations too, and one stack that holds nothing.
  'cpp-allocations.heap': `heap profile:      5:  1200000 [     9:  2400000] @ heapprofile
     5:  1200000 [     8:  2300000] @ 0x00400010 0x00400020
     0:        0 [     1:   100000] @ 0x00400030

${MAP}`,
  'cpp.growth': `heap profile:      2:  3145728 [     2:  3145728] @ growthz
     1:  1048576 [     1:  1048576] @ 0x00400010 0x00400020
     1:  2097152 [     1:  2097152] @ 0x00400030 0x00400020

--- Memory map: ---
  $build=/srv/build
  00400000-00500000: $build/server
`,
  'cpp.contention': `--- contentionz 1 ---
cycles/second = 2000000000
sampling period = 100
ms since reset = 16502830
discarded samples = 0
  19490304 27 @ 0x00400010 0x00400020
  768 1 @ 0x00400030

--- Memory map: ---
  00400000-00500000: /app/server
`,
  'cpp.threadz': `--- threadz 1 ---

--- Thread 7f0000000940 (name: main/14748) stack: ---
  PC: 0x00400010: waits
  0x00400020: runs
  0x00400031: starts
--- Thread 7f0000000941 (name: worker/14760) stack: ---
  PC: 0x00400040 0x00400020
  creator: 0x00400051
--- Thread 7f0000000942 (name: worker/14761) stack: ---
    [same as previous thread]
--- Memory map: ---
  00400000-00500000: /app/server
`,
  'go.threadcreate': `threadcreate profile: total 5
3 @ 0x4159ee 0x460425
2 @ 0x442f31
`,
  // The second frame of nearly all samples is the signal handler's.
  'cpp-64.cpu': cpuProfile(8, true, [
    [3, [0x400010n, 0x7f0000000101n, 0x400020n]],
    [1, [0x400030n, 0x7f0000000101n, 0x400021n, 0x400041n]],
    [2, [0x7f0000000200n, 0x7f0000000101n]],
  ]),
  'cpp-32-big-endian.cpu': cpuProfile(4, false, [
    [5, [0x400010n, 0x400020n]],
    // The leaf twice: from the signal, and from the stack as the address behind it.
    [2, [0x400030n, 0x400030n, 0x400020n]],
  ]),
  'java.heap': `--- heapz 1 ---
format = java
resolution = bytes
     7048     1 @ 0x00000003 0x00000004
  4752384     9 @ 0x00000005 0x00000004 0x00000006
   880000     8 @ 0x00000007

 0x00000003 com.acme.orders.Book.grow (Book.java:31)
 0x00000004 com.acme.orders.Book.put (Book.java:12)
 0x00000005 com.acme.orders.Fill.<init> (Fill.java:-1)
 0x00000006 [GC]
 0x00000007 memcpy (/lib/x86_64/libc.so.6)
`,
  'java.contention': `--- contentionz 1 ---
format = java
resolution = microseconds
sampling period = 100
ms since reset = 6019923
            1 1 @ 0x00000003 0x00000004
           14 3 @ 0x00000004

 0x00000003 com.acme.orders.Book.lock (Book.java:40)
 0x00000004 com.acme.orders.Book.put (Book.java:12)
`,
  'java.cpu': Buffer.concat([
    cpuProfile(
      8,
      true,
      [
        [4, [3n, 4n]],
        [1, [5n]],
      ],
      { java: true },
    ),
    Buffer.from(` 0x00000003 com.acme.orders.Book.hash (Book.java:55)
 0x00000004 com.acme.orders.Book.put (Book.java:12)
 0x00000005 generated stub/JIT
`),
  ]),
};

/** What the values of each kind of file count, and the unit to print them in. */
const TYPES: Readonly<Record<string, readonly (readonly [sampleType: string, unit: string])[]>> = {
  'cpp.heap': [
    ['objects', 'count'],
    ['space', 'B'],
  ],
  'cpp.growth': [
    ['objects', 'count'],
    ['space', 'B'],
  ],
  'cpp.threadz': [['thread', 'count']],
  'go.threadcreate': [['threadcreate', 'count']],
  'java.heap': [
    ['inuse_objects', 'count'],
    ['inuse_space', 'B'],
  ],
  'java.contention': [
    ['contentions', 'count'],
    ['delay', 'us'],
  ],
  'cpp.contention': [
    ['contentions', 'count'],
    ['delay', 'ns'],
  ],
  '.cpu': [
    ['samples', 'count'],
    ['cpu', 'ns'],
  ],
  '': [
    ['alloc_objects', 'count'],
    ['alloc_space', 'B'],
    ['inuse_objects', 'count'],
    ['inuse_space', 'B'],
  ],
};

await mkdir(FIXTURES, { recursive: true });
const { stdout: version } = await run('go', ['version']);
for (const [name, content] of Object.entries(FILES)) await writeFile(join(FIXTURES, name), content);
await recordTexts();
const golden: LegacyGolden[] = [];
for (const name of Object.keys(FILES)) golden.push(await goldenOf(name));
// Of the text pprof has no names: it is to be what the profile of the same moment is.
golden.push({ ...(await goldenOf('go-heap.pb.gz')), name: 'go-heap.txt' });
await writeFile(join(FIXTURES, 'go-tool-pprof.json.gz'), gzipSync(JSON.stringify(golden)));
await writeFile(
  join(FIXTURES, 'README.md'),
  `Written by \`node scripts/corpus/legacy.ts\` with ${version.replace('go version ', '').trim()}: profiles of every format
that \`go tool pprof\` reads besides its own, and \`go-tool-pprof.json.gz\`, what it says of each. \`go-*\` are what the program
\`scripts/corpus/texts\` wrote of itself, as profiles and as the text of \`debug=1\`.
`,
);

/** Words of gperftools: a header, stacks, an end, a memory map as text. */
function cpuProfile(
  size: 4 | 8,
  littleEndian: boolean,
  stacks: readonly (readonly [count: number, stack: readonly bigint[]])[],
  { java = false } = {},
): Uint8Array {
  const words = [0n, 3n, java ? 1n : 0n, 10_000n, 0n];
  for (const [count, stack] of stacks) words.push(BigInt(count), BigInt(stack.length), ...stack);
  words.push(0n, 1n, 0n);
  const bytes = new DataView(new ArrayBuffer(words.length * size));
  for (const [index, word] of words.entries()) {
    if (size === 4) bytes.setUint32(index * size, Number(BigInt.asUintN(32, word)), littleEndian);
    else bytes.setBigUint64(index * size, word, littleEndian);
  }
  return Buffer.concat([Buffer.from(bytes.buffer), Buffer.from(java ? '' : MAP.slice(MAP.indexOf('\n') + 1))]);
}

async function recordTexts(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'texts-'));
  try {
    const program = join(scratch, 'texts');
    await run('go', ['build', '-trimpath', '-o', program, '.'], { cwd: SOURCE });
    await run(program, ['-out', FIXTURES]);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function goldenOf(name: string): Promise<LegacyGolden> {
  const [, types = []] = Object.entries(TYPES).find(([ending]) => name.endsWith(ending)) ?? [];
  const tops: Record<string, Top> = {};
  for (const [sampleType, unit] of types) {
    const flags = ['-filefunctions', `-sample_index=${sampleType}`, `-unit=${unit}`];
    tops[sampleType] = await top([...flags, join(FIXTURES, name)]);
  }
  return { name, tops };
}
