import { describe, expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { withoutDenied } from '../../src/diagnosis/denied-verdict.ts';
import { explanationOf } from '../../src/diagnosis/explanation.ts';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { aPod, minute, T0 } from '../support/a-pod.ts';
import { leakingIn, RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

function step(id: QuestionId, answer: Answer, confidence = 0.96): SettledStep {
  const judgement = { answer, confidence, headline: `${id} is ${answer}.`, reasons: [] };
  return { step: id, means: QUESTIONS[id](undefined).means, judgement, answer };
}

/** 58 of the 62 MiB that memory gains in an hour lie in the heap; or 5 of them. */
const ofHeap = leakingIn({ heap: 58 });
const ofLittleHeap = leakingIn({ heap: 5 });

function guarded(observation: Observation, kind: FindingKind, ...steps: SettledStep[]) {
  return withoutDenied(
    { kind, confidence: 0.9, also: [], contradicted: [] },
    {
      file: { observation, steps, comparisons: [], gaps: [] },
      memory: steps.find(({ step: id }) => id === 'rss-growing'),
      attribution: explanationOf(observation),
      asked: new Set(steps.map(({ step: id }) => id)),
      contradicted: [],
    },
  );
}

describe('a finding that its own answers deny', () => {
  test('is no heap leak where the live heap does not grow', () => {
    const steps = [step('rss-growing', 'yes'), step('live-heap-growing', 'no', 0.7)];
    const finding = conclude({ observation: ofHeap, steps, comparisons: [], gaps: [] });
    expect(finding.kind).toBe('not-enough-data');
    expect(finding.confidence).toBeLessThanOrEqual(0.5);
    expect(finding.title).not.toMatch(/leak/i);
  });

  test('is no flat heap leak in its title where the question about the live heap is open', () => {
    const titleOf = (answer: Answer) => {
      const steps = [step('rss-growing', 'yes'), step('live-heap-growing', answer, answer === 'yes' ? 0.9 : 0.5)];
      return conclude({ observation: ofHeap, steps, comparisons: [], gaps: [] }).title;
    };
    expect(titleOf('unclear')).toMatch(/^Heap growth: a leak, or/);
    expect(titleOf('yes')).toMatch(/^Heap leak/);
  });

  test('stays a heap leak where the live heap grows, or where a person says so against the data', () => {
    expect(guarded(ofHeap, 'heap-leak', step('live-heap-growing', 'yes')).kind).toBe('heap-leak');
    const insisted = { ...step('live-heap-growing', 'no'), answer: 'yes' as const };
    expect(guarded(ofHeap, 'heap-leak', insisted).kind).toBe('heap-leak');
  });

  const grownFrom = (observation: Observation, kind: FindingKind, own: SettledStep) => {
    const cause = explanationOf(observation)?.leader;
    return withoutDenied(
      { kind, confidence: 0.79, also: [], contradicted: [], cause },
      {
        file: { observation, steps: [own], comparisons: [], gaps: [] },
        memory: undefined,
        attribution: explanationOf(observation),
        asked: new Set([own.step]),
        contradicted: [],
      },
    );
  };

  test.each([
    ['heap-leak', ofHeap, 'live-heap-growing'],
    ['native-growth', ofLittleHeap, 'outside-heap-growing'],
  ] as const)(
    'is no %s where its own question says no or leans to it, and unsure where that is open',
    (kind, of, id) => {
      expect(grownFrom(of, kind, step(id, 'no', 0.7)).kind).toBe('not-enough-data');
      expect(grownFrom(of, kind, step(id, 'unclear', 0.7)).kind).toBe('not-enough-data');
      const open = grownFrom(of, kind, step(id, 'unclear', 0.5));
      expect(open.kind).toBe(kind);
      expect(open.confidence).toBeLessThanOrEqual(0.6);
      expect(grownFrom(of, kind, step(id, 'yes', 0.9))).toMatchObject({ kind, confidence: 0.79 });
    },
  );

  test('is as sure as before where nothing measures its part', () => {
    const own = step('live-heap-growing', 'unclear', 0.7);
    const unmeasured = { ...own, judgement: { ...own.judgement, unmeasured: true as const } };
    expect(grownFrom(ofHeap, 'heap-leak', unmeasured)).toMatchObject({ kind: 'heap-leak', confidence: 0.79 });
  });

  test.each(['warm-up', 'no-growth'] as const)('is no %s where a part beside the heap grows on', (kind) => {
    const memory = step('rss-growing', 'no');
    const heap = step('live-heap-growing', 'no');
    const verdict = guarded(ofLittleHeap, kind, memory, heap, step('outside-heap-growing', 'yes'));
    expect(verdict).toMatchObject({ kind: 'native-growth', cause: { cause: 'native' } });
    expect(verdict.confidence).toBeLessThanOrEqual(0.6);
    expect(guarded(ofLittleHeap, kind, memory, heap, step('outside-heap-growing', 'no')).kind).toBe(kind);
    expect(guarded(ofHeap, kind, memory, heap, step('outside-heap-growing', 'yes')).kind).toBe(kind);
  });

  test('is no warm-up where the live heap surely grows and explains the growth', () => {
    const verdict = guarded(ofHeap, 'warm-up', step('rss-growing', 'no'), step('live-heap-growing', 'yes'));
    expect(verdict).toMatchObject({ kind: 'heap-leak', cause: { cause: 'heap' } });
    expect(verdict.confidence).toBeLessThan(0.8);
  });

  test('stays calm where the live heap grows by a small part, or not surely', () => {
    expect(guarded(ofLittleHeap, 'warm-up', step('live-heap-growing', 'yes')).kind).toBe('warm-up');
    expect(guarded(ofHeap, 'warm-up', step('live-heap-growing', 'yes', 0.77)).kind).toBe('warm-up');
  });

  test('is not calm where too little was seen for any answer', () => {
    const observation: Observation = {
      range: { from: T0, to: minute(59) },
      step: MINUTE,
      runtime: 'jvm',
      pods: [aPod('api', { rss: '90 110 150 198', limit: 1024 })],
      chosen: 'api',
      measured: {},
      deploys: [],
    };
    expect(guarded(observation, 'no-growth', step('rss-growing', 'unclear', 0.5)).kind).toBe('not-enough-data');
    // A person who says No has seen more.
    const said = { ...step('rss-growing', 'unclear', 0.5), answer: 'no' as const };
    expect(guarded(observation, 'no-growth', said).kind).toBe('no-growth');
  });
});

describe('a growth of next to nothing', () => {
  /** 7 MiB in a day, of a limit of 1 GiB: below the noise of the figures. */
  const slowly = () => {
    const rss = track((hour) => (200 + 0.3 * hour) * MiB);
    const pods = podMemoryOf({ rss: [series('container_memory_rss', { pod: 'api-1' }, rss)] }, RANGE, {
      limit: 1024 * MiB,
    });
    return withRuns(
      withMeasured(
        { range: RANGE, step: STEP, runtime: 'go', pods, chosen: 'api-1', measured: {}, deploys: [] },
        {
          'live-heap': track((hour) => (80 + 0.1 * hour) * MiB),
          'heap-inuse': track((hour) => (100 + 0.1 * hour) * MiB),
          'heap-idle': track(() => 20 * MiB),
          'heap-released': track(() => 10 * MiB),
          stacks: track((hour) => (4 + 0.2 * hour) * MiB),
          'runtime-sys': track((hour) => (140 + 0.3 * hour) * MiB),
          goroutines: track((hour) => 300 + 40 * hour),
        },
      ),
    );
  };
  const settled = (...steps: SettledStep[]) => conclude({ observation: slowly(), steps, comparisons: [], gaps: [] });

  test('is not called healthy where its goroutines surely grow', () => {
    const { kind, confidence } = settled(step('rss-growing', 'yes'), step('goroutines-growing', 'yes'));
    expect(kind).toBe('goroutine-leak');
    expect(confidence).toBeLessThan(0.8);
  });

  test('is healthy where no part surely grows', () => {
    const steps = [step('rss-growing', 'yes'), step('goroutines-growing', 'no'), step('live-heap-growing', 'no')];
    expect(settled(...steps).kind).toBe('no-growth');
  });
});
