import { expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { gapsThatHide } from '../../src/diagnosis/gaps-that-hide.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { KiB, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';
import { leakingIn } from './go-case.ts';

/** A question that the data leaves open, as a person answered it. */
function answered(step: QuestionId, answer: Answer): SettledStep {
  const judgement = {
    answer: 'unclear' as const,
    confidence: 0.5,
    headline: `Too few samples of ${step}.`,
    reasons: [],
  };
  return { step, means: QUESTIONS[step](undefined).means, judgement, answer };
}

/** A burst: memory rose fivefold within minutes, and came back. */
const burst: Observation = {
  range: { from: T0, to: minute(6) },
  step: MINUTE,
  runtime: 'jvm',
  pods: [aPod('api', { rss: '50 90 180 260 250 90 70', limit: 400 })],
  chosen: 'api',
  measured: {},
  deploys: [],
};

const frames = [{ function: 'shop.Report.make', file: 'Report.java', line: 4 }];

/** Class histograms, exact after a collection, from a minute after the start to the end. */
function histograms({ delta, to = minute(6) }: { readonly delta: number; readonly to?: number }): Comparison {
  return {
    sampleType: 'class_bytes',
    unit: 'bytes',
    base: { time: minute(1), total: 2 * MiB },
    current: { time: to, total: 2 * MiB + delta },
    delta,
    paths: delta > 0 ? [{ frames, below: [], base: 0, current: delta, delta, share: 1 }] : [],
    tree: { name: 'all', base: 0, current: 0, application: false, top: false, children: [] },
  };
}

const concluded = (comparison: Comparison, heap: Answer = 'unclear', observation = burst) =>
  conclude({
    observation,
    steps: [answered('rss-growing', 'yes'), answered('live-heap-growing', heap)],
    comparisons: [comparison],
    gaps: [{ missing: 'No metric shows the working set.', fix: 'Let Prometheus scrape the kubelet.' }],
  });

test('a Yes that exact histograms contradict ends in what they say', () => {
  const { kind, title, evidence, advice } = concluded(histograms({ delta: -64 * KiB }));
  expect(kind).toBe('not-enough-data');
  expect(title).toBe('No heap leak seen: the heap held 2 MiB at 10:01 and 1.9 MiB at 10:06 UTC');
  expect(evidence.slice(0, 2)).toEqual([
    'The data says otherwise than the answer given: class histograms of 10:01 and 10:06 UTC show that the heap did not grow (2 → 1.9 MiB).',
    'Memory came back: it was at 260 MiB, and is at 70 MiB.',
  ]);
  expect(advice.join('\n')).not.toMatch(/heap dump|working set/);
});

test('not where they are a moment of what was seen, and not against who says that the live heap grows', () => {
  expect(concluded(histograms({ delta: -64 * KiB, to: minute(2) })).title).not.toMatch(/^No heap leak/);
  expect(concluded(histograms({ delta: -64 * KiB }), 'yes').title).not.toMatch(/^No heap leak/);
  expect(concluded(histograms({ delta: 64 * MiB })).title).not.toMatch(/^No heap leak/);
});

test('what only an answer says of a run seen too briefly is called growth, and a leak or its start', () => {
  const start = { ...burst, pods: [aPod('api', { rss: '90 110 150 198', limit: 1024 })] };
  const { title } = concluded(histograms({ delta: 64 * MiB }), 'yes', start);
  expect(title).toBe('Heap growth in Report.make: a leak, or still the filling after a start');
});

test('where memory is split into its parts, what only its container reports hides no cause', () => {
  const container = { missing: 'No metric shows the working set.', fix: 'Let Prometheus scrape the kubelet.' };
  const profiles = { about: 'profiles' as const, missing: 'No heap profile.', fix: 'Keep profiles.' };
  const gaps = [container, profiles];
  expect(gapsThatHide({ observation: leakingIn({ heap: 58 }), gaps })).toEqual([profiles]);
  expect(gapsThatHide({ observation: burst, gaps })).toEqual(gaps);
});
