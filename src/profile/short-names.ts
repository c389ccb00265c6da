import { ALL_FRAMES } from '../runtime/all-frames.ts';

/** `cache.(*MarketsValueCache).Put`: a function's name as people say it; names of no known shape as they are. */
export function shortName(name: string): string {
  for (const frames of ALL_FRAMES) {
    const short = frames.shortName?.(name);
    if (short !== undefined) return short;
  }
  return name;
}

/** Short names, but the full one wherever two different functions would share the short one. */
export function distinctShortNames(names: Iterable<string>): Map<string, string> {
  const short = new Map<string, string>();
  const owner = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const name of new Set(names)) {
    const own = shortName(name);
    short.set(name, own);
    if (owner.has(own)) ambiguous.add(own);
    owner.set(own, name);
  }
  for (const [name, own] of short) if (ambiguous.has(own)) short.set(name, name);
  return short;
}
