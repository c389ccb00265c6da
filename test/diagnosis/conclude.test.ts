import { describe, expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Answer, Judgement } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';
import { leakingIn, leakingService, NOW, withMeasured, withRuns } from './go-case.ts';

const observation = leakingService();
/** 58 of the 62 MiB that memory gains in an hour. */
const heapLeaks = leakingIn({ heap: 58 });

function step(id: QuestionId, answer: Answer, judged: Partial<Judgement> = {}): SettledStep {
  const judgement = { answer, confidence: 0.96, headline: `${id} is ${answer}.`, reasons: [], ...judged };
  return { step: id, means: QUESTIONS[id](undefined).means, judgement, answer };
}

function path(name: string, delta: number, below: readonly string[] = []): GrowthPath {
  const frames = [{ function: name, file: '/build/internal/cache/cache.go', line: 88 }];
  return { frames, below, base: 0, current: delta, delta, share: 1 };
}

function comparison(sampleType: string, unit: string, ...paths: GrowthPath[]): Comparison {
  const delta = paths.reduce((sum, one) => sum + one.delta, 0);
  return {
    sampleType,
    unit,
    base: { time: NOW - 4 * HOUR, total: 0 },
    current: { time: NOW, total: delta },
    delta,
    paths,
    tree: { name: 'all', base: 0, current: delta, children: [] },
  };
}

const growing = step('rss-growing', 'yes', { gained: 280 * MiB });
const noGoroutines = step('goroutines-growing', 'no');
const heapYes = step('live-heap-growing', 'yes', { gained: 270 * MiB, suggests: 'heap-leak' });
const put = path('github.com/acme/markets/internal/cache.(*MarketsValueCache).Put', 271 * MiB);

test('a cache that grows is named by its function, with advice for a cache', () => {
  const finding = conclude({
    observation: heapLeaks,
    steps: [growing, noGoroutines, heapYes],
    comparisons: [comparison('inuse_space', 'bytes', put)],
    gaps: [],
  });
  expect(finding).toMatchObject({
    kind: 'heap-leak',
    title: 'Heap leak in cache.(*MarketsValueCache).Put: a cache that only grows',
    explained: { amount: 271 * MiB, of: 271 * MiB, unit: 'bytes' },
  });
  expect(finding.confidence).toBeGreaterThan(0.9);
  expect(finding.advice.at(-1)).toMatch(/bound the cache \(size or TTL\)/);
});

test('a frame whose name says nothing is not called a cache', () => {
  const quote = {
    ...path('github.com/acme/markets/api.Quote', MiB),
    frames: [{ function: 'api.Quote', file: 'q.go', line: 1 }],
  };
  const finding = conclude({
    observation: heapLeaks,
    steps: [growing, heapYes],
    comparisons: [comparison('inuse_space', 'bytes', quote)],
    gaps: [],
  });
  expect(finding.title).toBe('Heap leak in api.Quote');
});

test('what grew beside it is named with it', () => {
  // Of 62 MiB an hour the heap gains 40 and what lies outside Go 22.
  const finding = conclude({
    observation: leakingIn({ heap: 40 }),
    steps: [growing, heapYes],
    comparisons: [],
    gaps: [],
  });
  expect(finding.kind).toBe('heap-leak');
  expect(finding.share).toBeCloseTo(40 / 62, 1);
  expect(finding.evidence.join('\n')).toMatch(/^Grew too, but explains less: memory outside the Go heap/m);
});

test('of two causes that explain about as much both are named and fixed, and always the same one first', () => {
  const found = (heap: number) => {
    const finding = conclude({
      observation: leakingIn({ heap }),
      steps: [growing, heapYes],
      comparisons: [],
      gaps: [],
    });
    return { ...finding, said: finding.evidence.join('\n') };
  };
  // Of 62 MiB an hour, what the heap does not gain lies outside Go.
  for (const heap of [30, 31, 32]) {
    const { kind, confidence, title, advice, said } = found(heap);
    expect(kind).toBe('heap-leak');
    expect(confidence).toBeLessThan(0.8);
    expect(title).toMatch(
      /^Heap leak, with memory outside the Go heap about as large \((48|49|50|51|52) % of the growth\)$/,
    );
    expect(said).toMatch(/^Explains about as much: memory outside the Go heap/m);
    expect(said).not.toMatch(/explains less/);
    expect(advice.filter((line) => /^Fix/.test(line))).toHaveLength(2);
    expect(advice.at(-1)).toMatch(/^Fix memory outside the Go heap as well: /);
  }
  expect(found(26).kind).toBe('native-growth');
  expect(found(44).advice.filter((line) => /^Fix/.test(line))).toHaveLength(1);
});

test('goroutines blocked on a send name the send, before the heap that they keep alive', () => {
  const finding = conclude({
    // Stacks of 8 KiB and twice as much that they hold of the heap.
    observation: leakingIn({ stacks: 20, heap: 40, goroutines: 2_500 }),
    steps: [growing, step('goroutines-growing', 'yes', { gained: 20_000 }), heapYes],
    comparisons: [
      comparison(
        'goroutine',
        'count',
        path('github.com/acme/markets/worker.(*Pool).dispatch', 20_000, [
          'runtime.gopark',
          'runtime.chansend',
          'runtime.chansend1',
        ]),
      ),
      comparison('inuse_space', 'bytes', put),
    ],
    gaps: [],
  });
  expect(finding).toMatchObject({
    kind: 'goroutine-leak',
    title: 'Goroutine leak in worker.(*Pool).dispatch: blocked on a channel send',
  });
  expect(finding.advice.at(-1)).toMatch(/ctx\.Done\(\)/);
});

describe('when memory does not grow', () => {
  test.each([
    [
      'limit-too-small',
      /^The limit is too small: set 640 MiB and GOMEMLIMIT 576 MiB$/,
      /640 MiB and GOMEMLIMIT to 576MiB/,
    ],
    ['burst', /^Bursts hit the limit/, /minutes before each kill/],
    ['page-cache', /^Page cache/, /RSS/],
    // The memory of this service still rises.
    ['warm-up', /^Probably a warm-up/, /more and more slowly/],
    ['load-driven', /^Memory follows the load/, /scale out/],
    ['no-growth', /^No leak/, /node pressure/],
  ] as const)('%s is a finding of its own', (kind, title, advice) => {
    const finding = conclude({
      observation,
      steps: [step('rss-growing', 'no', { suggests: kind })],
      comparisons: [],
      gaps: [],
    });
    expect(finding.kind).toBe(kind);
    expect(finding.title).toMatch(title);
    expect(finding.advice.join(' ')).toMatch(advice);
  });
});

/** Nine minutes of one small pod, a sample each five seconds, that may have gained 1 MiB. */
function seenBriefly(): Observation {
  const from = NOW - 9 * MINUTE;
  const of = (law: (share: number) => number) =>
    trackOf(
      Array.from({ length: 109 }, (_, i) => {
        return [from + i * 5 * SECOND, (law(i / 108) + 0.4 * Math.sin(i * 1.7)) * MiB] as const;
      }),
    );
  const life = { from, to: NOW, end: 'running', startSeen: true, startedAt: from } as const;
  const pod = { pod: 'tiny-1', rss: of((share) => 24 + share), lifetimes: [life], restarts: 0, kills: [] };
  const young = {
    ...observation,
    range: { from: NOW - HOUR, to: NOW },
    step: 5 * SECOND,
    pods: [pod],
    chosen: pod.pod,
  };
  const level = (at: number) => of(() => at);
  return withRuns(
    withMeasured(young, {
      'live-heap': level(2),
      'heap-inuse': level(4),
      'heap-idle': level(2),
      'heap-released': level(1),
      stacks: level(1),
      'runtime-sys': level(12),
    }),
  );
}

test('memory that may be growing, a little, is not said not to grow', () => {
  const unclear = (id: QuestionId) => step(id, 'unclear', { headline: 'x2x may be growing (19.9 → 21 MiB).' });
  const finding = conclude({
    observation: seenBriefly(),
    steps: [unclear('rss-growing'), step('live-heap-growing', 'no')],
    comparisons: [],
    gaps: [],
  });
  expect(finding.kind).toBe('no-growth');
  expect(finding.title).not.toContain('does not grow');
  expect(finding.advice.join(' ')).toMatch(/Look again at \d\d:\d\d UTC/);
  expect(finding.advice.join(' ')).not.toContain('nothing has to be done');
});

test("a human's answer wins, and the evidence says that the data disagrees", () => {
  const overruled: SettledStep = {
    ...growing,
    judgement: { ...growing.judgement, answer: 'no', headline: 'x2x is flat.' },
  };
  const finding = conclude({ observation: heapLeaks, steps: [overruled, heapYes], comparisons: [], gaps: [] });
  expect(finding.kind).toBe('heap-leak');
  expect(finding.confidence).toBeLessThan(0.7);
  expect(finding.evidence[0]).toBe('The data says otherwise than the answer given: x2x is flat.');
});

test('without data the finding names the missing setting', () => {
  const gap = { missing: 'No metric shows the goroutines (go_goroutines or a).', fix: 'Serve promhttp.Handler().' };
  const finding = conclude({
    observation,
    steps: [growing, step('goroutines-growing', 'unclear'), step('live-heap-growing', 'unclear')],
    comparisons: [],
    gaps: [gap],
  });
  // That memory grows was answered: a title that says only what is missing would hide it.
  expect(finding).toMatchObject({
    kind: 'not-enough-data',
    title: 'Memory grows; what in it grows is not known: no metric shows the goroutines',
  });
  expect(finding.advice).toEqual([
    'Now: restart markets-api-7d9f-x2x (none of the 5 other pods grows), or raise the limit from 512 MiB to 1 GiB to gain about 8 h.',
    'No metric shows the goroutines (go_goroutines or a). Serve promhttp.Handler().',
  ]);
});
