import type { Conclusion } from '../../src/investigation/state/investigation.ts';
import { NOON } from './investigations.ts';

const MIB = 1024 ** 2;
const FILE = '/build/cache/markets.go';

/** A heap leak with one path, its link and its code. */
export function aConclusion(changes: Partial<Conclusion> = {}): Conclusion {
  const frames = [{ function: 'github.com/acme/markets/cache.(*MarketsValueCache).Put', file: FILE, line: 88 }];
  const url = 'https://github.com/acme/markets/blob/4f2c1a9/cache/markets.go#L88';
  return {
    key: '1',
    at: NOON,
    finding: {
      kind: 'heap-leak',
      title: 'Heap leak in cache.(*MarketsValueCache).Put',
      confidence: 0.95,
      evidence: [],
      explained: { amount: 271 * MIB, of: 314 * MIB, unit: 'bytes' },
      paths: [{ frames, below: [], base: 0, current: 271 * MIB, delta: 271 * MIB, share: 0.86 }],
      advice: ['Fix: bound the map.'],
      proof: 'It stays flat.',
    },
    revision: '4f2c1a9',
    links: { [`${FILE}:88`]: url },
    source: {
      path: 'cache/markets.go',
      revision: '4f2c1a9',
      url,
      snippet: {
        first: 86,
        lines: ['', 'func (c *MarketsValueCache) Put(k Key, v *Values) {', '    c.entries[k] = v', '}', ''],
      },
      marks: [{ line: 88, delta: 271 * MIB }],
      owners: ['@acme/markets', '@sam'],
    },
    gaps: [],
    ...changes,
  };
}
