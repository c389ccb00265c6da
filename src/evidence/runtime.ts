import { RUNTIMES, type Runtime } from '../runtime/runtimes.ts';

/**
 * The runtime whose metrics a process exposes: by the surest sign of any, then by the next ones, as one metric that was
 * dropped must not hide it. Of several (a process with two runtimes) the first in the list.
 */
export function runtimeOf(signs: ReadonlySet<string>): Runtime {
  const rounds = Math.max(...RUNTIMES.map(({ metrics }) => metrics.signs.length));
  for (let round = 0; round < rounds; round += 1) {
    const found = RUNTIMES.find(({ metrics }) => signs.has(metrics.signs[round] ?? ''));
    if (found !== undefined) return found.name;
  }
  return 'unknown';
}
