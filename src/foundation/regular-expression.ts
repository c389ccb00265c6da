import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { InvalidInputError } from './errors.ts';

/**
 * Regular expressions that users and other programs write, in RE2's syntax, as everywhere in Prometheus: `(?i)`, `\z`,
 * POSIX classes. RE2 matches in time linear in the text, so no expression can keep the process busy.
 */
export interface Pattern {
  /** Whether the whole text fits, as a label matcher of Prometheus wants it; `.` stands for a line break too. */
  fits(text: string): boolean;
  /** The named groups of the first match anywhere in a text, those that took part; undefined where there is none. */
  find(text: string): Readonly<Record<string, string>> | undefined;
}

/** Reads an expression. Throws InvalidInputError that says what is wrong with it. */
export function readPattern(expression: string): Pattern {
  const { RE2JS, RE2JSException } = re2();
  try {
    // By itself first: `a)(b` is an expression only inside the parentheses that follow.
    const part = RE2JS.compile(expression);
    const whole = RE2JS.compile(`(?s:${expression})`);
    return { fits: (text) => whole.matches(text), find: (text) => groupsOf(part, text) };
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    // re2js says it twice where it was thrown again.
    const reason = cause.message.split('error parsing regexp: ').at(-1) ?? cause.message;
    throw new InvalidInputError(`is not a regular expression: ${reason}`, { cause });
  }
}

/** Loaded where an expression has to be read: most commands read none, and it takes as long as fifty files of our own. */
function re2(): typeof Re2 {
  return createRequire(import.meta.url)('re2js') as typeof Re2;
}

function groupsOf(pattern: Re2.RE2JS, text: string): Readonly<Record<string, string>> | undefined {
  const matcher = pattern.matcher(text);
  if (!matcher.find()) return undefined;
  const named = Object.keys(pattern.namedGroups()).map((name) => [name, matcher.group(name)] as const);
  return Object.fromEntries(named.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
