import { ALL_FRAMES } from '../runtime/all-frames.ts';
import type { Profile } from './profile.ts';

/** So many classes that differ by a number only no one wrote: they were made while the program ran. */
const MADE = 12;

/**
 * The names of functions without the numbers of classes that a program made while it ran (`Script33`, `Script408` …): each is
 * `Script#`. A few classes that end in a number were written so, and stay what they are.
 */
export function numberedClasses(profiles: readonly Profile[]): (name: string, file: string) => string {
  const members = new Map<string, Set<string>>();
  for (const { functions, strings } of profiles)
    for (let index = 0; index < functions.count; index++) {
      const [name, file] = [strings.at(functions.name[index] ?? 0), strings.at(functions.file[index] ?? 0)];
      const plain = plainOf(name, file);
      if (plain === undefined) continue;
      const family = classIn(plain);
      members.set(family, (members.get(family) ?? new Set()).add(classIn(name)));
    }
  const made = new Set([...members].filter(([, classes]) => classes.size >= MADE).map(([family]) => family));
  if (made.size === 0) return (name) => name;
  return (name, file) => {
    const plain = plainOf(name, file);
    return plain !== undefined && made.has(classIn(plain)) ? plain : name;
  };
}

function plainOf(name: string, file: string): string | undefined {
  for (const { numbered } of ALL_FRAMES) {
    const plain = numbered?.(name, file);
    if (plain !== undefined) return plain;
  }
  return undefined;
}

/** Without the method. */
function classIn(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
