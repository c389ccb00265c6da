import { describe, expect, test } from 'vitest';
import { explanationOf } from '../../src/diagnosis/explanation.ts';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { withWhatGrew } from '../../src/diagnosis/what-grew.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import type { QuestionId } from '../../src/runtime/question-plan.ts';
import { leakingIn } from './go-case.ts';

const observation = leakingIn({ heap: 58 });
/** MiB that the run gained. */
const gained = (explanationOf(observation)?.whole ?? 0) / MiB;

/** Two profiles that went from one total to another, in the unit of their type. */
function compared(sampleType: string, unit: string, before: number, after: number): Comparison {
  const delta = after - before;
  const frames = [{ function: 'shop.Basket.add', file: 'Basket.java', line: 12 }];
  return {
    sampleType,
    unit,
    base: { time: observation.range.from, total: before },
    current: { time: observation.range.to, total: after },
    delta,
    paths: delta > 0 ? [{ frames, below: [], base: 0, current: delta, delta, share: 1 }] : [],
    tree: { name: 'all', base: before, current: after, application: false, top: false, children: [] },
  };
}

const heap = (before: number, after: number) => compared('inuse_space', 'bytes', before * MiB, after * MiB);
const threads = (before: number, after: number) => compared('threads', 'count', before, after);
const outside = (before: number, after: number) => compared('outside_heap', 'bytes', before * MiB, after * MiB);
/** Recordings of a full table that say how large the heap was. */
const recorded = (before: number, after: number): Comparison => ({
  ...compared('old_object_samples', 'ppm', 0, 900_000),
  followed: {
    table: 256,
    base: { objects: 256, full: true, heap: before * MiB },
    current: { objects: 256, full: true, heap: after * MiB },
  },
});

type Answers = Partial<Record<QuestionId, Answer | readonly [said: Answer, judged: Answer]>>;

interface Given {
  readonly kind?: FindingKind;
  readonly answers: Answers;
  readonly comparisons: readonly Comparison[];
  readonly verdict?: Partial<Verdict>;
}

function shown({ kind = 'not-enough-data', answers, comparisons, verdict }: Given): Comparison | undefined {
  const steps = (Object.entries(answers) as [QuestionId, Answer | readonly [Answer, Answer]][]).map(([step, each]) => {
    const [answer, judged] = typeof each === 'string' ? [each, each] : each;
    const judgement = { answer: judged, confidence: 0.65, headline: 'So it is.', reasons: [] };
    return { step, means: QUESTIONS[step]('jvm').means, judgement, answer };
  });
  const found = withWhatGrew(
    { kind, confidence: 0.5, also: [], contradicted: [], ...verdict },
    { observation, steps, comparisons, gaps: [] },
  );
  expect(found.kind).toBe(kind);
  return found.comparison;
}

describe('what grew while nothing is found yet', () => {
  const leak = heap(20, 20 + 0.8 * gained);

  test.each<[string, Answers, Comparison]>([
    ['the heap, which was seen to grow', { 'rss-growing': 'unclear', 'live-heap-growing': 'yes' }, heap(20, 28)],
    ['the heap, by recordings', { 'rss-growing': 'unclear', 'live-heap-growing': 'yes' }, recorded(20, 90)],
    ['threads, which were seen to multiply', { 'rss-growing': 'unclear', 'threads-growing': 'yes' }, threads(20, 175)],
    ['the heap, of which it is not clear, where it is most of it', { 'live-heap-growing': 'unclear' }, leak],
    ['the same by recordings', { 'live-heap-growing': 'unclear' }, recorded(20, 20 + 0.8 * gained)],
    ['what lies outside the heap', { 'outside-heap-growing': 'yes' }, outside(2, 2 + 0.8 * gained)],
  ])('is shown: %s', (_, answers, comparison) => {
    expect(shown({ answers, comparisons: [comparison] })).toBe(comparison);
  });

  test('is what was seen to grow before what is not clear', () => {
    const multiplied = threads(20, 175);
    const answers: Answers = { 'threads-growing': 'yes', 'live-heap-growing': 'unclear' };
    expect(shown({ answers, comparisons: [leak, multiplied] })).toBe(multiplied);
  });

  test.each<[string, Given]>([
    ['a heap that does not grow', { answers: { 'live-heap-growing': 'no' }, comparisons: [leak] }],
    [
      'a little of the heap, of which it is not clear',
      { answers: { 'live-heap-growing': 'unclear' }, comparisons: [heap(20, 20 + 0.2 * gained)] },
    ],
    ['profiles that show no growth', { answers: { 'live-heap-growing': 'yes' }, comparisons: [heap(40, 30)] }],
    ['recordings of a heap that shrank', { answers: { 'live-heap-growing': 'yes' }, comparisons: [recorded(90, 40)] }],
    ['what only a person says', { answers: { 'live-heap-growing': ['yes', 'no'] }, comparisons: [leak] }],
    ['another finding', { kind: 'warm-up', answers: { 'live-heap-growing': 'yes' }, comparisons: [leak] }],
    [
      'what profiles have refuted',
      { answers: { 'live-heap-growing': 'yes' }, comparisons: [leak], verdict: { refuted: heap(40, 40) } },
    ],
  ])('is not said of %s', (_, given) => {
    expect(shown(given)).toBeUndefined();
  });
});
