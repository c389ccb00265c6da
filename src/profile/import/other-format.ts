import { InvalidProfileError } from '../invalid-profile.ts';

/** So much of a file says what it is. */
const HEAD_BYTES = 512;

/** What a file of each kind begins with; what begins with plain text comes last. */
const FORMATS: readonly (readonly [head: string | RegExp, what: string])[] = [
  [
    /^goroutine \d+ .*\[/,
    'a list of goroutines as text (debug=2), which counts no stacks: fetch it without the debug parameter',
  ],
  [
    /^heap_v2\/\d+/,
    'a heap dump of jemalloc: convert it with `pprofutils jemalloc DUMP OUT` (github.com/felixge/pprofutils), then name its functions with `go tool pprof -proto PROGRAM OUT`; a Rust service can serve pprof itself by the crate jemalloc_pprof',
  ],
  ['JAVA PROFILE 1.0', 'a heap dump of the JVM (hprof): open it with a heap analyser, Leakbot compares profiles'],
  [
    'FLR\0',
    'a recording of JDK Flight Recorder where a pprof profile is expected: `leakbot diff` compares two recordings',
  ],
  ['PERFILE2', 'data of Linux perf: convert it with perf_to_profile (github.com/google/perf_data_converter)'],
  ['PK\u0003\u0004', 'a zip archive: unpack it first'],
  ['\u007fELF', 'a program, not its profile'],
  [/^\s*[<{[]/, 'a web page or JSON, not a pprof profile'],
  [/^[\t\n\r -~]{8,}/, 'text, not a pprof profile: fetch /debug/pprof/heap or /debug/pprof/goroutine'],
];

/** What people pass by mistake, recognised for them; the parser would only say that it is corrupt. */
export function otherFormat(bytes: Uint8Array): InvalidProfileError | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const found = FORMATS.find(([is]) => (typeof is === 'string' ? head.startsWith(is) : is.test(head)));
  return found && new InvalidProfileError(`this is ${found[1]}`);
}
