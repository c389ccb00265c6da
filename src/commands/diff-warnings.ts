import type { Instant } from '../foundation/clock.ts';
import { formatMoments } from '../measurement/time.ts';
import type { ProfilePair } from '../profile/import/pair.ts';
import type { Profile } from '../profile/profile.ts';

/** What is odd about two files that someone compares, as sentences: the comparison is made all the same. */
export function pairWarnings({ base, current }: ProfilePair): readonly string[] {
  return [...turnedRound(base.time, current.time), ...otherFormat(base, current), ...otherService(base, current)];
}

function turnedRound(base: Instant | undefined, current: Instant | undefined): readonly string[] {
  if (base === undefined || current === undefined || base <= current) return [];
  const [earlier, later] = formatMoments(current, base);
  return [
    `The base was taken after the current file (${later} UTC, ${earlier} UTC): what is called growth here shrank. Name the earlier file first.`,
  ];
}

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
