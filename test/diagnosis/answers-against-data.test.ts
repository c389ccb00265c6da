import { expect, test } from 'vitest';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { leakingIn } from './go-case.ts';

/** 58 of the 62 MiB that memory gains in an hour are heap. */
const observation = leakingIn({ heap: 58 });

function step(id: QuestionId, answer: Answer, judged: Answer): SettledStep {
  const judgement = { answer: judged, confidence: 0.96, headline: `${id}: I see ${judged}.`, reasons: [] };
  return { step: id, means: QUESTIONS[id](undefined).means, judgement, answer };
}

function concluded(...steps: SettledStep[]) {
  return conclude({ observation, steps, comparisons: [], gaps: [] });
}

const growing = step('rss-growing', 'yes', 'yes');

test('a cause that answer and data agree on leads, whatever was answered before it', () => {
  const finding = concluded(growing, step('goroutines-growing', 'yes', 'no'), step('live-heap-growing', 'yes', 'yes'));
  expect(finding.kind).toBe('heap-leak');
  expect(finding.confidence).toBeLessThanOrEqual(0.6);
  expect(finding.evidence).toContain('The data says otherwise than the answer given: goroutines-growing: I see no.');
  // The heap is in no dispute: what helps against its growth helps whoever was right about the goroutines.
  expect(finding.advice.join(' ')).not.toMatch(/settle which is right/);
});

test('where the data sees no cause, the answer decides, and the advice is to settle it', () => {
  const finding = concluded(growing, step('goroutines-growing', 'yes', 'no'), step('live-heap-growing', 'no', 'no'));
  expect(finding.kind).toBe('goroutine-leak');
  expect(finding.confidence).toBeLessThanOrEqual(0.6);
  expect(finding.advice[0]).toMatch(/settle which is right/);
});

test('what the data says is said once in a report', () => {
  const { evidence, advice } = concluded(step('rss-growing', 'no', 'yes'));
  const said = [...evidence, ...advice].filter((line) => line.includes('rss-growing: I see yes.'));
  expect(said).toEqual(['The data says otherwise than the answer given: rss-growing: I see yes.']);
});

const level = step('rss-growing', 'no', 'no');

test('memory that is level, with a live heap that may grow in it, is not called healthy', () => {
  const finding = concluded(level, step('live-heap-growing', 'unclear', 'unclear'));
  expect(finding.title).toMatch(/^No leak seen so far: whether .*live heap grows is not clear yet$/);
  expect(finding.confidence).toBeLessThanOrEqual(0.6);
  expect(finding.advice[0]).not.toMatch(/nothing has to be done/);
});

test('a Yes where the data leaves it open is not dropped', () => {
  const finding = concluded(level, step('live-heap-growing', 'yes', 'unclear'));
  expect(finding.kind).toBe('heap-leak');
  expect(finding.confidence).toBeLessThanOrEqual(0.6);
});

test('a live heap that is level too leaves nothing open', () => {
  const finding = concluded(level, step('live-heap-growing', 'no', 'no'));
  expect(finding.title).toBe('No leak: memory does not grow');
});
