import type { BlockedOn, Starter } from './suspect.ts';

/** Whose code a function is. */
export type Origin = 'application' | 'dependency' | 'standard' | 'runtime';

/** The functions of a profile by number: their names, and the files that they lie in (empty where none is known). */
export interface FunctionNames {
  readonly names: readonly string[];
  readonly files: readonly string[];
}

/** Whose a function is, as one runtime reads it. */
export interface OriginRead {
  readonly origin: Origin;
  /** Nothing else writes such names or files; without it another runtime that is sure goes first. */
  readonly sure: boolean;
}

/** How the frames of one runtime are written. */
export interface FrameRules {
  /** How names begin (in ASCII) that `reader` looks for: such functions it sees even where no stack has them. */
  readonly landmarks?: readonly string[] | undefined;
  /**
   * Looks once at the functions of the stacks and at the landmarks, then at each: whose it is, or undefined where it is
   * not written as this runtime's functions are.
   */
  readonly reader: (functions: FunctionNames) => (name: string, file: string) => OriginRead | undefined;
  /** `cache.(*MarketsValueCache).Put`: the name as pictures and tables show it; undefined where that is the whole name. */
  readonly shortName?: ((name: string) => string | undefined) | undefined;
  /** What a finding calls the function; undefined where it is not written as this runtime's functions are. */
  readonly suspectName?: ((name: string, file: string) => string | undefined) | undefined;
  /**
   * What functions of the same code as this one begin with, for one that is the first of the service’s on a stack: the packages
   * of who wrote it. Undefined where the name has none.
   */
  readonly codeOf?: ((name: string, file: string) => string | undefined) | undefined;
  /** The name of a function with `#` for the numbers that a class may have been given when it was made; undefined where it has none. */
  readonly numbered?: ((name: string, file: string) => string | undefined) | undefined;
  /** The function that started what began in a function: the one around a literal; the function itself where it is not known. */
  readonly creatorOf?: ((name: string) => string) | undefined;
  /** Whether a function belongs to what takes the profile, and not to what is profiled. */
  readonly ofProfiler?: ((name: string) => boolean) | undefined;
  /** What a thread or goroutine waits for, by the names of the runtime's frames below the application's, leaf first. */
  readonly blockedOn?: ((below: readonly string[]) => BlockedOn | undefined) | undefined;
  /** What started a thread, by the same names; undefined where they start none. */
  readonly starterOf?: ((below: readonly string[]) => Starter | undefined) | undefined;
}

/** Kept in the repository of the service, or fetched by its build, and yet someone else's. */
const VENDORED = /(^|\/)(vendor|external)\//;

export function isVendored(file: string): boolean {
  return VENDORED.test(file);
}

/** Code of others, whatever it is written in: a vendored file, or a function that the profiler had no name for. */
export function isForeign(name: string, file: string): boolean {
  return name.startsWith('[') || name === '<unknown>' || isVendored(file);
}

/** The last element of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
