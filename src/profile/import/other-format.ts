import { InvalidProfileError } from '../invalid-profile.ts';

/** So much of a file says what it is; the mark of a tar archive stands at byte 257. */
const HEAD_BYTES = 512;

/** What a file begins with, and what it is: with the command that makes a profile of it, or what to take instead. */
type Format = readonly [head: string | RegExp | ((head: string) => boolean), what: string];

/** Four bytes that begin a frame of LZ4. */
const LZ4 = '\u0004"M\u0018';

/** Pickles of protocol 2 and later begin with its number; older ones are text. */
function isPickle(head: string): boolean {
  return head.startsWith('\u0080') && head.charCodeAt(1) >= 2 && head.charCodeAt(1) <= 5;
}

/** The name that a capture begins with, in a frame of LZ4 behind its header. */
function isMemray(head: string): boolean {
  return head.startsWith('memray') || (head.startsWith(LZ4) && head.slice(0, 48).includes('memray'));
}

/** The kind of an ELF file is its 17th byte; 4 is a core dump. */
function isCoreDump(head: string): boolean {
  return head.startsWith('\u007fELF') && head.charCodeAt(16) === 4;
}

/** What people take of a process and compare in another tool. */
const OF_RUNTIMES: readonly Format[] = [
  [
    /^goroutine \d+ .*\[/,
    'a list of goroutines as text (debug=2), which counts no stacks: fetch it without the debug parameter',
  ],
  [/^go 1\.\d+ trace/, 'an execution trace of Go, which shows events and no heap: fetch /debug/pprof/heap'],
  [
    /^heap_v2\/\d+/,
    'a heap dump of jemalloc: convert it with `pprofutils jemalloc DUMP OUT` (github.com/felixge/pprofutils), then name its functions with `go tool pprof -proto PROGRAM OUT`; a Rust service can serve pprof itself by the crate jemalloc_pprof',
  ],
  ['JAVA PROFILE 1.0', 'a heap dump of the JVM (hprof): open it with a heap analyser, Leakbot compares profiles'],
  [
    'FLR\0',
    'a recording of JDK Flight Recorder where a pprof profile is expected: `leakbot diff` compares two recordings',
  ],
  [
    /^\s*\{\s*"snapshot"\s*:/,
    'a heap snapshot of V8 (.heapsnapshot), which has every object and no allocation site: compare two of them in the Memory panel of Chrome’s DevTools, or take sampling profiles (`node --heap-prof`, .heapprofile), which Leakbot reads',
  ],
  [
    /^\s*\{\s*"nodes"\s*:/,
    'a CPU profile of V8, which shows nothing of memory: take a sampling heap profile (`node --heap-prof`, .heapprofile)',
  ],
  [
    'Nettrace',
    'a trace of .NET (.nettrace), which has events and no heap: take `dotnet-gcdump collect -p PID` twice, and compare what `dotnet-gcdump report FILE` prints of each',
  ],
  [
    /^[\s\S]{4}!FastSerialization/,
    'a heap dump of .NET (.gcdump), which has types and no allocation site: compare what `dotnet-gcdump report FILE` prints of each',
  ],
  [
    isMemray,
    'a capture of memray: make stacks of it with manifest/python/memray_folded.py, which can be compared; or print what is still allocated with `memray tree FILE`',
  ],
  [
    (head) => isPickle(head) && head.slice(0, 64).includes('tracemalloc'),
    'a snapshot of tracemalloc in a pickle, which Leakbot does not load, because a pickle may run code: compare two in Python, `tracemalloc.Snapshot.load(CURRENT).compare_to(tracemalloc.Snapshot.load(BASE), "lineno")`',
  ],
  [isPickle, 'a Python pickle, which Leakbot does not load, because a pickle may run code: save a pprof profile'],
  ['PERFILE2', 'data of Linux perf: convert it with perf_to_profile (github.com/google/perf_data_converter)'],
  ['desc: ', 'an output of Massif (Valgrind): print it with `ms_print FILE`'],
  [isCoreDump, 'a core dump, not a profile: open it with a debugger'],
  ['\u007fELF', 'a program, not its profile'],
];

/** What a profile may be packed in; gzip and Zstandard are unpacked before. */
const PACKED: readonly Format[] = [
  ['\u001f\u008b', 'gzip inside gzip: unpack it once (`gunzip`), and name what comes out'],
  ['(\u00b5/\u00fd', 'Zstandard inside another packing: unpack it once (`unzstd`), and name what comes out'],
  ['\u00fd7zXZ\0', 'packed with xz: unpack it first (`unxz`)'],
  [/^BZh[1-9]1AY&SY/, 'packed with bzip2: unpack it first (`bunzip2`)'],
  [LZ4, 'packed with LZ4: unpack it first (`unlz4`)'],
  [
    (head) => head.startsWith('PK\u0003\u0004') || head.startsWith('PK\u0005\u0006'),
    'a zip archive: unpack it first (`unzip`), and name the profile in it',
  ],
  [/^[\s\S]{257}ustar/, 'a tar archive: unpack it first (`tar xf`), and name the profile in it'],
];

/** What begins with plain text: the most general comes last. */
const TEXTS: readonly Format[] = [
  [
    'version https://git-lfs.github.com/spec/',
    'a pointer of Git LFS, not the file itself: fetch that with `git lfs pull`',
  ],
  [
    /^\s*\{[^{[]*"\$schema"\s*:\s*"https:\/\/www\.speedscope\.app/,
    'a file of speedscope: name the profile that it was made from',
  ],
  [
    /^404 page not found/,
    'the answer of a server that has no such page: fetch /debug/pprof/heap or /debug/pprof/goroutine',
  ],
  [/^\s*[<{[]/, 'a web page or JSON, not a pprof profile'],
  [/^[\t\n\r -~]{8,}/, 'text, not a pprof profile: fetch /debug/pprof/heap or /debug/pprof/goroutine'],
];

/** What people pass by mistake, recognised for them; the parser would only say that it is corrupt. */
export function otherFormat(bytes: Uint8Array): InvalidProfileError | undefined {
  // A TextDecoder reads latin1 as windows-1252, which has other characters from 0x80 to 0x9f.
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const all = [...OF_RUNTIMES, ...PACKED, ...TEXTS];
  const found = all.find(([is]) =>
    typeof is === 'string' ? head.startsWith(is) : typeof is === 'function' ? is(head) : is.test(head),
  );
  return found && new InvalidProfileError(`this is ${found[1]}`);
}
