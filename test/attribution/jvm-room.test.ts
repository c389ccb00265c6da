import { describe, expect, test } from 'vitest';
import { judgeRun } from '../../src/attribution/stable.ts';
import { aRun, type Drawn } from './a-run.ts';

interface Heap {
  readonly live: Drawn;
  readonly used: Drawn;
  readonly committed: Drawn;
  readonly max: number;
  /** What is charged in all. */
  readonly total: Drawn;
  readonly limit: number;
}

function leader({ live, used, committed, max, total, limit }: Heap) {
  const run = aRun({
    runtime: 'jvm',
    limit,
    bytes: {
      'working-set': total,
      rss: total,
      'live-heap': live,
      'heap-used': used,
      'heap-committed': committed,
      'heap-max': max,
      metaspace: 40,
      'code-cache': 10,
      buffers: 1,
    },
    counts: { collections: [2, 400] },
  });
  return judgeRun(run, { cpus: 1 })?.leader?.cause;
}

describe('empty heap of a JVM that was enlarged for what lives', () => {
  test.each([
    // Committed is 2.4 times what lives, as the serial collector does; what its start needs beside it goes again.
    [
      'fits under the limit at the end',
      { live: [20, 111], used: [40, 145], committed: [48, 268], max: 271, total: [190, 374], limit: 400 },
    ],
    [
      'fits into a larger limit',
      { live: [60, 300], used: [80, 340], committed: [100, 690], max: 700, total: [290, 860], limit: 1024 },
    ],
    [
      'does not fit, and is due to what lives',
      { live: [40, 210], used: [50, 225], committed: [70, 380], max: 768, total: [150, 460], limit: 512 },
    ],
  ] as const)('is no garbage where the heap %s', (_, heap) => {
    expect(leader(heap)).toBe('heap');
  });

  test.each([
    [
      'fills with garbage',
      { live: [55, 57], used: [60, 400], committed: [70, 420], max: 768, total: [150, 508], limit: 512 },
    ],
    [
      'was collected when it had grown',
      { live: [50, 58], used: [60, 100], committed: [70, 420], max: 768, total: [150, 500], limit: 512 },
    ],
  ] as const)('is what no collection freed in time where the heap may outgrow the limit and %s', (_, heap) => {
    expect(leader(heap)).toBe('uncollected');
  });
});
