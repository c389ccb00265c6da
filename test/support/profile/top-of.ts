import type { ProfileDiff } from '../../../src/profile/diff.ts';

type Side = 'base' | 'current' | 'delta';

/**
 * A diff in the form that `go tool pprof -top` has: flat and cum by `function file`, without those that are 0. Rounded
 * beyond 2^53, as pprof prints through a double.
 */
export function topOf(diff: ProfileDiff, side: Side): Record<string, readonly [number, number]> {
  const rows: Record<string, readonly [number, number]> = {};
  for (const { name, file, flat, cum } of diff.functions) {
    const row = [Number(flat[side]), Number(cum[side])] as const;
    if (row[0] !== 0 || row[1] !== 0) rows[`${name} ${file}`.trim()] = row;
  }
  return rows;
}
