import type { Granularity } from '../../../scripts/corpus/pprof-top.ts';
import type { ProfileDiff } from '../../../src/profile/diff.ts';

type Side = 'base' | 'current' | 'delta';
type Top = Record<string, readonly [number, number]>;

/** All three as `go tool pprof -top` has them, `delta` with `-diff_base`. */
export function topsOf(diff: ProfileDiff, by: Granularity): Record<Side, Top> {
  return { base: topOf(diff, 'base', by), current: topOf(diff, 'current', by), delta: topOf(diff, 'delta', by) };
}

/**
 * A diff in the form that `go tool pprof -top` has: flat and cum by `function file` or `function file:line`, without
 * those that are 0. Rounded beyond 2^53, as pprof prints through a double.
 */
function topOf(diff: ProfileDiff, side: Side, by: Granularity): Top {
  const named =
    by === 'lines'
      ? diff.lines.map((line) => ({
          ...line,
          key: `${line.function} ${line.file}${line.line > 0 ? `:${line.line}` : ''}`,
        }))
      : diff.functions.map((each) => ({ ...each, key: `${each.name} ${each.file}` }));
  const rows: Top = {};
  for (const { key, flat, cum } of named) {
    const row = [Number(flat[side]), Number(cum[side])] as const;
    if (row[0] !== 0 || row[1] !== 0) rows[key.trim()] = row;
  }
  return rows;
}
