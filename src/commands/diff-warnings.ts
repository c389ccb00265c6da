import type { Instant } from '../foundation/clock.ts';
import { formatMoments } from '../measurement/time.ts';
import { hasExternal } from '../profile/external-memory.ts';
import { CLASS_BYTES } from '../profile/histogram/class-growth.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import type { Profile, ProfiledProcess } from '../profile/profile.ts';
import { programOf, twoPrograms } from '../profile/program.ts';
import { sameProcess } from '../profile/same-process.ts';

/** What is odd about two files that someone compares, as sentences: the comparison is made all the same. */
export function pairWarnings({ base, current }: ProfilePair): readonly string[] {
  return [
    ...turnedRound(base.time, current.time),
    ...otherProcess(base, current),
    ...otherFormat(base, current),
    ...otherProgram(base, current),
    ...ofCpu(base, current),
    ...withExternal(base, current),
  ];
}

function turnedRound(base: Instant | undefined, current: Instant | undefined): readonly string[] {
  if (base === undefined || current === undefined || base <= current) return [];
  const [earlier, later] = formatMoments(current, base);
  return [
    `The base was taken after the current file (${later} UTC, ${earlier} UTC): what is called growth here shrank. Name the earlier file first.`,
  ];
}

/** What lived in one process lives in no other: the figures are those of two runs. */
function otherProcess(base: Profile, current: Profile): readonly string[] {
  const [before, after] = [base.process, current.process];
  const same = sameProcess(base, current);
  if (same === undefined && followsObjects(base) && followsObjects(current)) return [UNKNOWN_PROCESS];
  if (same !== false || before === undefined || after === undefined) return [];
  const [one, other] = formatMoments(before.startedAt, after.startedAt);
  const pid = (of: ProfiledProcess) => (of.pid === undefined ? '' : ` (pid ${of.pid})`);
  return [
    `The two files are of two processes: one started ${one}${pid(before)}, the other ${other} UTC${pid(after)}. Each began empty: what differs is the two runs, and no growth of either.`,
  ];
}

/**
 * Whether it is of one JVM, by what it holds: a recording, what the endpoint of `manifest/jvm` writes, a class histogram. A
 * profile of a server is of a service, and names no process.
 */
function followsObjects({ sampleTypes, comments }: Profile): boolean {
  return (
    sampleTypes.some(
      ({ type, followed }) => type === CLASS_BYTES || (type === 'old_object_samples' && followed !== undefined),
    ) || comments.some((text) => OF_JVM.test(text))
  );
}

const OF_JVM = /\(jdk\.OldObjectSample\)/;

const UNKNOWN_PROCESS =
  'Whether the two files are of one process cannot be seen: one of them does not say of which it is. If the JVM was restarted in between, what differs is no growth.';

/** A server may keep fewer columns than the profiler wrote: then one side has all that the other has. */
function otherFormat(base: Profile, current: Profile): readonly string[] {
  const types = (profile: Profile) => new Set(profile.sampleTypes.map(({ type }) => type));
  const [before, after] = [types(base), types(current)];
  const within = (some: ReadonlySet<string>, all: ReadonlySet<string>) => some.values().every((type) => all.has(type));
  if (within(before, after) || within(after, before)) return [];
  const list = (of: ReadonlySet<string>) => [...of].join(', ');
  return [
    `The two files were written by different profilers, or with other settings: the base has ${list(before)}, the current file ${list(after)}. Their figures may not mean the same.`,
  ];
}

/** By their binaries, else by the classes that they were started with. */
function otherProgram(base: Profile, current: Profile): readonly string[] {
  const names = twoPrograms(base, current);
  if (names !== undefined) {
    return [
      `The two files are of different programs: the base is of ${names[0]}, the current file of ${names[1]}. Compare two profiles of one service.`,
    ];
  }
  return [...otherBuild(base, current), ...otherService(base, current)];
}

/** Legitimate between two revisions, and worth knowing: lines move, and figures may differ by what was changed. */
function otherBuild(base: Profile, current: Profile): readonly string[] {
  const [before, after] = [programOf(base), programOf(current)];
  if (before.buildId === '' || after.buildId === '' || before.buildId === after.buildId) return [];
  const name = after.name === '' ? 'one program' : after.name;
  const short = (id: string) => id.slice(0, SHORT_ID);
  return [
    `The two files are of two builds of ${name} (${short(before.buildId)}, ${short(after.buildId)}): what was changed between them is part of what grew, and lines may have moved.`,
  ];
}

/** Characters of a build id that distinguish it, as git shortens its own. */
const SHORT_ID = 12;

/** A profile of the processor's time says nothing of memory, and is often what is at hand. */
function ofCpu(base: Profile, current: Profile): readonly string[] {
  const types = [base, current].flatMap(({ sampleTypes }) => sampleTypes.map(({ type }) => type));
  const measuresTime = types.length > 0 && types.every((type) => TIME_TYPES.has(type));
  if (!measuresTime) return [];
  return [
    'These are CPU profiles: they show where time is spent, and nothing of memory. For a leak compare two heap profiles (Go: /debug/pprof/heap).',
  ];
}

/** Node’s profilers add one sum to the samples of a heap. */
function withExternal(base: Profile, current: Profile): readonly string[] {
  if (!hasExternal(base) && !hasExternal(current)) return [];
  return [
    '(external) is memory of Buffers and ArrayBuffers outside the heap of V8, all of it in one sum: it is no leak of objects, and only two heap snapshots (v8.writeHeapSnapshot) show what retains it.',
  ];
}

/** What profiles of time count: Go, Java and Python agents, perf, V8. */
const TIME_TYPES: ReadonlySet<string> = new Set([
  'samples',
  'sample',
  'cpu',
  'wall',
  'itimer',
  'cpu-time',
  'wall-time',
]);

function otherService(base: Profile, current: Profile): readonly string[] {
  const [before, after] = [mainClasses(base), mainClasses(current)];
  if (before.size === 0 || after.size === 0 || before.values().some((type) => after.has(type))) return [];
  const name = (of: ReadonlySet<string>) => [...of].join(', ');
  return [
    `The two files are of different programs: the base was started by ${name(before)}, the current file by ${name(after)}. Compare two profiles of one service.`,
  ];
}

/** Profiles of more functions are of no JVM that was just started; to read all their names would take longer than to compare. */
const MOST_FUNCTIONS = 20_000;

/** The classes whose `main` a JVM was started with, by the outermost frames of its main thread. */
function mainClasses({ functions, strings, samples, locations }: Profile): ReadonlySet<string> {
  if (functions.count > MOST_FUNCTIONS) return new Set();
  const { stacks } = samples;
  const outermost = new Set<number>();
  for (let stack = 0; stack < stacks.count; stack++) {
    const end = stacks.start[stack + 1] ?? 0;
    if (end <= (stacks.start[stack] ?? 0)) continue;
    const location = stacks.locations[end - 1] ?? 0;
    const line = (locations.lineStart[location + 1] ?? 0) - 1;
    outermost.add(locations.lineFunction[line] ?? 0);
  }
  const names = [...outermost].map((id) => strings.at(functions.name[id] ?? 0));
  return new Set(names.flatMap((name) => MAIN.exec(name)?.groups?.['type'] ?? []));
}

/** `shop.mail.MailService.main`; Go writes `main.main`, which is every program’s. */
const MAIN = /^(?!main\.)(?<type>[\w$.]+)\.main$/;
