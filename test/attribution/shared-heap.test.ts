import { expect, test } from 'vitest';
import { ledgerOfRun } from '../../src/attribution/run-ledger.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { aRun, type Drawn } from './a-run.ts';

/** A JVM of which ZGC keeps the heap in a memory file; the cgroup charges it as shared memory. */
function zgc(heap: Drawn, { shared = heap, rss = 30 }: { readonly shared?: Drawn; readonly rss?: Drawn } = {}) {
  const [from = 0, to = from] = typeof shared === 'number' ? [shared] : shared;
  const charged: Drawn = [from + 30, to + 30];
  const bytes = { 'working-set': charged, usage: charged, rss, 'page-cache': shared, 'active-file': 0 };
  return aRun({
    runtime: 'jvm',
    limit: 1024,
    bytes: { ...bytes, 'heap-used': heap, 'heap-committed': heap, 'heap-max': 512, 'live-heap': heap },
    counts: { collections: [0, 100] },
  });
}

const grown = (run: ReturnType<typeof zgc>) => {
  const ledger = ledgerOfRun(run);
  if (ledger === undefined) throw new Error('nothing was accounted for');
  const { base, end } = ledger;
  const of = (part: keyof typeof end.parts) => Math.round(((end.parts[part] ?? 0) - (base.parts[part] ?? 0)) / MiB);
  return { live: of('live-heap'), 'memory-backed': of('memory-backed') };
};

test('a heap that is charged as shared memory is the heap', () => {
  // Base and end are the medians of minutes 20 to 22 and 98 to 100: 78 of 100 minutes.
  expect(grown(zgc([100, 400]))).toEqual({ live: 234, 'memory-backed': 0 });
});

test('files in memory beside such a heap stay what they are', () => {
  expect(grown(zgc(200, { shared: [200, 500] }))).toEqual({ live: 0, 'memory-backed': 234 });
});

test('a heap that its pools name as one of ZGC is the heap, however much anonymous memory there is beside it', () => {
  expect(grown({ ...zgc([40, 118], { rss: 130 }), sharesHeap: true })).toEqual({ live: 61, 'memory-backed': 0 });
});

test('a heap that fits into the anonymous memory takes nothing of a volume in memory', () => {
  expect(grown(zgc(20, { shared: [100, 400] }))).toEqual({ live: 0, 'memory-backed': 234 });
});
