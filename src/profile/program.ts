import type { Profile } from './profile.ts';

/** The binary that a profile was taken of; absent parts are empty. */
export interface Program {
  /** Without its folder. */
  readonly name: string;
  /** The linker's id of the build. */
  readonly buildId: string;
}

/** The main binary is the first mapping (profile.proto). Profiles of interpreters, and what some servers keep, have none. */
export function programOf({ mappings, strings }: Profile): Program {
  if (mappings.count === 0) return { name: '', buildId: '' };
  const file = strings.at(mappings.file[0] ?? 0);
  // A library that stands first, [vdso] and [heap] are no programs.
  const name = /^\[|\.so(\.|$)/.test(file) ? '' : file.slice(file.lastIndexOf('/') + 1);
  return { name: name.replace(/ \(deleted\)$/, ''), buildId: strings.at(mappings.buildId[0] ?? 0) };
}

/**
 * The names of two programs, where both are known and differ. One build under two names is one program: a link to it, or
 * a copy of it.
 */
export function twoPrograms(base: Profile, current: Profile): readonly [base: string, current: string] | undefined {
  const [before, after] = [programOf(base), programOf(current)];
  if (before.name === '' || after.name === '' || before.name === after.name) return undefined;
  return before.buildId !== '' && before.buildId === after.buildId ? undefined : [before.name, after.name];
}
