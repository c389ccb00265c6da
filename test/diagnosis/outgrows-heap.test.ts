import { describe, expect, test } from 'vitest';
import { attributionOf } from '../../src/attribution/attribution.ts';
import { outgrowsHeap } from '../../src/diagnosis/outgrows-heap.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';

interface Given {
  /** What lives in the heap, MiB, evenly from one figure to the next. */
  readonly live?: Drawn;
  readonly max?: number;
  /** Of the pools in which it lives long, where a metric has it. */
  readonly liveMax?: number;
  readonly runtime?: 'jvm' | 'go';
  readonly holder?: string | undefined;
  readonly unheld?: boolean;
  readonly minutes?: number;
}

const CHAIN = 'static Trail.accounts → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val';

function found(given: Given): boolean {
  const { live = [20, 250], max = 280, liveMax, runtime = 'jvm', unheld, minutes = 9 } = given;
  const holder = 'holder' in given ? given.holder : CHAIN;
  const knots = typeof live === 'number' ? [live] : live;
  const bytes = {
    rss: knots.map((each) => each + 130),
    'working-set': knots.map((each) => each + 132),
    'live-heap': live,
    'heap-used': knots.map((each) => each + 20),
    'heap-committed': knots.map((each) => each + 60),
    'heap-max': max,
    ...(liveMax === undefined ? {} : { 'live-max': liveMax }),
    metaspace: 10,
    'code-cache': 6,
    buffers: 1,
  };
  const run = aRun({ minutes: 100, limit: 600, runtime, bytes, counts: { collections: [0, 200], threads: 20 } });
  const attribution = attributionOf({ pod: 'api-1', runs: [run], cpus: 1, restarts: 0 });
  const frames = [{ function: 'dev.heron.audit.Trail.book', file: 'dev/heron/audit/Trail.java', line: 17 }];
  const kept = { class: 'dev.heron.audit.Trail$Entry', holder, ...(unheld === true ? { unheld } : {}) };
  const comparison: Comparison = {
    sampleType: 'inuse_space',
    unit: 'bytes',
    base: { time: run.from, total: 20 * MiB },
    current: { time: run.to, total: 250 * MiB },
    delta: 230 * MiB,
    paths: [{ frames, below: [], base: 0, current: 230 * MiB, delta: 230 * MiB, share: 1, kept }],
    tree: { name: 'all', base: 0, current: 230 * MiB, application: false, top: false, children: [] },
  };
  const verdict: Verdict = {
    kind: 'heap-leak',
    confidence: 0.985,
    also: [],
    contradicted: [],
    attribution,
    comparison,
  };
  return outgrowsHeap(verdict, minutes * MINUTE);
}

describe('a first run whose heap is nearly full of what a chain keeps', () => {
  test.each<[string, Given]>([
    ['that rose evenly', {}],
    ['that gathers pace', { live: [20, 60, 120, 250] }],
    ['of the pools in which it lives long', { live: [20, 176], max: 280, liveMax: 190 }],
  ])('has room for no more, be it a cache: %s', (_, given) => {
    expect(found(given)).toBe(true);
  });

  test.each<[string, Given]>([
    ['a cache that still fills, with room left', { live: [20, 150] }],
    ['a cache that slows down', { live: [20, 150, 210, 240, 250, 255] }],
    ['a cache that is full', { live: [20, 250, 250, 250, 250] }],
    ['what only soft references keep', { holder: undefined, unheld: true }],
    ['what nothing shows a chain of', { holder: undefined }],
    ['a run of four minutes', { minutes: 4 }],
    ['a runtime whose heap grows past any bound', { runtime: 'go' }],
  ])('is not said of %s', (_, given) => {
    expect(found(given)).toBe(false);
  });
});
