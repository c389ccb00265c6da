import { describe, expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { furtherAfter } from '../../src/diagnosis/further.ts';
import type { Answer, Judgement } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';
import { aPod, minute } from '../support/a-pod.ts';

/** A program without metrics of its own under a limit of 900 MiB. */
function program(rss: Drawn, more: Partial<Record<'kernel' | 'usage', Drawn>> = {}): Observation {
  const bytes = { rss, 'working-set': rss, usage: rss, ...more };
  const run = aRun({ limit: 900, bytes });
  const track = run.tracks.rss?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const pod: PodMemory = { pod: 'db-1', rss: track, lifetimes: [run], restarts: 0, kills: [], limit: 900 * MiB };
  return {
    range: { from: minute(0), to: minute(100) },
    step: 60_000,
    pods: [pod],
    runs: { pod: 'db-1', runs: [run], cpus: 1, restarts: 0 },
    chosen: 'db-1',
    measured: {},
    deploys: [],
  };
}

const UNMEASURED: Judgement = {
  answer: 'unclear',
  confidence: 0.5,
  headline: 'Not measured.',
  reasons: [],
  unmeasured: true,
};

function step(id: QuestionId, judgement: Judgement, answer: Answer = judgement.answer): SettledStep {
  return { step: id, means: QUESTIONS[id](undefined).means, judgement, answer };
}

function found(observation: Observation, ...steps: SettledStep[]) {
  return conclude({
    observation,
    steps: [step('rss-growing', judgeRssGrowing(observation)), ...steps],
    comparisons: [],
    gaps: [],
  });
}

describe('what someone knows of a heap that nothing measures', () => {
  const growing = program([220, 610]);
  const heap = (answer: Answer) => step('live-heap-growing', UNMEASURED, answer);
  const outside = (answer?: Answer) => step('outside-heap-growing', judgeOutsideHeapGrowing(growing), answer);

  test('that it does not grow leaves what lies outside it, not sure', () => {
    expect(judgeOutsideHeapGrowing(growing)).toMatchObject({
      answer: 'yes',
      confidence: 0.6,
      suggests: 'native-growth',
    });
    const { kind, confidence } = found(growing, heap('no'), outside());
    expect(kind).toBe('native-growth');
    expect(confidence).toBeLessThanOrEqual(0.6);
  });

  test('that it grows is a heap leak, not sure, and nothing more is asked', () => {
    const { kind, confidence } = found(growing, heap('yes'));
    expect(kind).toBe('heap-leak');
    expect(confidence).toBeLessThanOrEqual(0.6);
    const plan = ['rss-growing', 'live-heap-growing', 'outside-heap-growing'] as const;
    expect(furtherAfter(growing, { question: 'live-heap-growing', before: [], plan })).toBeUndefined();
  });

  test('where neither the heap nor what lies outside it is said to grow, the growth stays unexplained', () => {
    expect(found(growing, heap('no'), outside('no')).kind).toBe('not-enough-data');
  });

  test('where no one knows, what grows stays unknown', () => {
    expect(found(growing, heap('unclear')).kind).toBe('not-enough-data');
  });

  test('nothing lies outside the heap where no part grows', () => {
    expect(judgeOutsideHeapGrowing(program(400))).toMatchObject({ answer: 'no' });
  });
});

describe('who says that memory does not grow', () => {
  /** Fills 256 MiB in each of three runs, and is killed there. */
  const fills = Array.from({ length: 40 }, (_, i) => 58 + i * 5).join(' ');
  const pod = aPod('db-1', { rss: [fills, fills, fills].join(' | '), limit: 256 });
  const killed: Observation = {
    range: { from: minute(0), to: minute(120) },
    step: 60_000,
    pods: [pod],
    chosen: 'db-1',
    measured: {},
    deploys: [],
  };

  test('is not given “No leak” where the kernel kills it at its limit', () => {
    const memory = step('rss-growing', judgeRssGrowing(killed), 'no');
    expect(memory.judgement.answer).toBe('yes');
    const { kind, confidence } = conclude({ observation: killed, steps: [memory], comparisons: [], gaps: [] });
    expect(['limit-too-small', 'burst']).toContain(kind);
    expect(confidence).toBeLessThanOrEqual(0.6);
  });

  test('is given it where nothing was killed', () => {
    const growing = program([220, 610]);
    const memory = step('rss-growing', judgeRssGrowing(growing), 'no');
    const { kind } = conclude({ observation: growing, steps: [memory], comparisons: [], gaps: [] });
    expect(kind).toBe('no-growth');
  });
});
