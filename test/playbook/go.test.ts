import { expect, test } from 'vitest';
import { playbookFor, stepOf } from '../../src/playbook/playbook.ts';

test('every answer of every Go step leads to a step that exists, or to the report', () => {
  const go = playbookFor('go');
  const targets = go.steps.flatMap((step) => Object.values(step.next).map((next) => next.to));
  for (const target of targets) expect(target === 'report' || stepOf(go, target) !== undefined, target).toBe(true);
});

test('No all the way walks the four questions in order', () => {
  const go = playbookFor('go');
  const walked: string[] = [];
  let step = stepOf(go, 'rss-growing');
  while (step !== undefined) {
    walked.push(step.id);
    step = stepOf(go, step.id === 'rss-growing' ? step.next.yes.to : step.next.no.to);
  }
  expect(walked).toEqual(['rss-growing', 'goroutines-growing', 'live-heap-growing', 'outside-heap-growing']);
});

test('an unknown runtime is asked the Go questions', () => {
  expect(playbookFor(undefined).runtime).toBe('go');
});
