import { describe, expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { withoutDenied } from '../../src/diagnosis/denied-verdict.ts';
import { explanationOf } from '../../src/diagnosis/explanation.ts';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { leakingIn } from './go-case.ts';

/** The latest level of the pod is at 325 MiB. */
const seen = leakingIn({ heap: 58 });

const withLimit = (observation: Observation, limit: number): Observation => ({
  ...observation,
  pods: observation.pods.map((pod) => ({ ...pod, limit: limit * MiB })),
});

/** Profiles of the run that the figures are of, in MiB. */
function profiles(before: number, after: number, observation = seen): Comparison {
  const { run } = explanationOf(observation)?.ledger ?? { run: { from: 0, to: 0 } };
  const frames = [{ function: 'shop.Basket.add', file: 'Basket.java', line: 12 }];
  const delta = (after - before) * MiB;
  return {
    sampleType: 'inuse_space',
    unit: 'bytes',
    base: { time: run.from + (run.to - run.from) / 5, total: before * MiB },
    current: { time: run.to, total: after * MiB },
    delta,
    paths: delta > 0 ? [{ frames, below: [], base: 0, current: delta, delta, share: 1 }] : [],
    tree: { name: 'all', base: before * MiB, current: after * MiB, application: false, top: false, children: [] },
  };
}

/** Recordings of that run: shares of the objects that are followed, beside a heap of so many MiB. */
function recordings(before: number | undefined, after: number | undefined): Comparison {
  const grown = profiles(40, 260);
  const [base, current] = [before, after].map((heap) => ({
    objects: 900,
    full: true,
    ...(heap === undefined ? {} : { heap: heap * MiB }),
  }));
  const none = { objects: 0, full: false };
  return {
    ...grown,
    sampleType: 'old_object_samples',
    unit: 'ppm',
    delta: 800_000,
    followed: { table: 1024, base: base ?? none, current: current ?? none },
  };
}

interface Given {
  readonly kind?: FindingKind;
  readonly heap?: Answer;
  readonly limit?: number;
  readonly compared?: readonly Comparison[];
}

function found({ kind = 'not-enough-data', heap = 'unclear', limit = 340, compared = [] }: Given): FindingKind {
  const judgement = { answer: heap, confidence: 0.5, headline: 'Too few collections.', reasons: [] };
  const means = QUESTIONS['live-heap-growing'](undefined).means;
  const steps: readonly SettledStep[] = [{ step: 'live-heap-growing', means, judgement, answer: heap }];
  const observation = withLimit(seen, limit);
  const verdict = withoutDenied(
    { kind, confidence: 0.6, also: [], contradicted: [] },
    {
      file: { observation, steps, comparisons: compared, gaps: [] },
      attribution: explanationOf(observation),
      asked: new Set(steps.map(({ step }) => step)),
      contradicted: [],
    },
  );
  expect(verdict.confidence).toBeLessThanOrEqual(0.6);
  return verdict.kind;
}

describe('a nearly full container whose live heap could not be judged', () => {
  test.each<FindingKind>(['not-enough-data', 'limit-too-small', 'warm-up'])(
    'is no %s where profiles hold the growth',
    (kind) => {
      expect(found({ kind, compared: [profiles(40, 260)] })).toBe('heap-leak');
    },
  );

  test('nor where recordings do, which say how large the heap was', () => {
    expect(found({ compared: [recordings(40, 260)] })).toBe('heap-leak');
    expect(found({ compared: [recordings(200, 260)] })).toBe('not-enough-data');
    expect(found({ compared: [recordings(undefined, undefined)] })).toBe('not-enough-data');
  });

  test.each<[string, Given]>([
    ['there are no profiles', {}],
    ['they hold a little of the growth', { compared: [profiles(40, 60)] }],
    ['they grew by less than they had', { compared: [profiles(300, 500)] }],
    ['there is room for a start to fill', { compared: [profiles(40, 260)], limit: 2048 }],
    ['the live heap was judged', { compared: [profiles(40, 260)], heap: 'no' }],
  ])('stays as it was found where %s', (_, given) => {
    expect(found(given)).toBe('not-enough-data');
  });
});
