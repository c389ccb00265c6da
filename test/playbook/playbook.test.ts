import { describe, expect, test } from 'vitest';
import { playbookFor, stepOf } from '../../src/playbook/playbook.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import type { QuestionId } from '../../src/playbook/step.ts';
import { RUNTIME_NAMES, type Runtime } from '../../src/runtime/runtimes.ts';

/** What the design asks for, in this order. */
const ORDER: Readonly<Partial<Record<Runtime, readonly QuestionId[]>>> = {
  go: ['rss-growing', 'goroutines-growing', 'live-heap-growing', 'outside-heap-growing'],
  jvm: ['rss-growing', 'threads-growing', 'live-heap-growing', 'outside-heap-growing', 'heap-past-limit'],
  node: ['rss-growing', 'handles-growing', 'live-heap-growing', 'outside-heap-growing'],
  python: ['rss-growing', 'live-heap-growing', 'outside-heap-growing'],
  unknown: ['rss-growing', 'live-heap-growing', 'outside-heap-growing'],
};

describe.each<Runtime>([...RUNTIME_NAMES, 'unknown'])('the %s playbook', (runtime) => {
  const playbook = playbookFor(runtime);

  test('is the runtime’s own', () => {
    expect(playbook.runtime).toBe(runtime);
  });

  test('every answer of every step leads to a step that exists, or to the report', () => {
    const targets = playbook.steps.flatMap((step) => Object.values(step.next).map((next) => next.to));
    for (const target of targets)
      expect(target === 'report' || stepOf(playbook, target) !== undefined, target).toBe(true);
  });

  test('No all the way walks every question in order', () => {
    const walked: string[] = [];
    let step = stepOf(playbook, 'rss-growing');
    while (step !== undefined) {
      walked.push(step.id);
      step = stepOf(playbook, step.id === 'rss-growing' ? step.next.yes.to : step.next.no.to);
    }
    expect(walked).toEqual(playbook.steps.map(({ id }) => id));
  });
});

test.each(Object.entries(ORDER))('the questions of %s', (runtime, order) => {
  const definition = RUNTIME_NAMES.find((name) => name === runtime);
  expect(playbookFor(definition).steps.map(({ id }) => id)).toEqual(order);
});

test('every question leads somewhere in some playbook', () => {
  const asked = new Set(
    [...RUNTIME_NAMES, 'unknown' as const].flatMap((name) => playbookFor(name).steps.map(({ id }) => id)),
  );
  expect(Object.keys(QUESTIONS).filter((id) => !asked.has(id as QuestionId))).toEqual([]);
});

test('where nothing shows the heap, only a No leads on to what lies outside it', () => {
  const heap = stepOf(playbookFor('unknown'), 'live-heap-growing');
  expect(heap?.next).toMatchObject({
    yes: { to: 'report' },
    no: { to: 'outside-heap-growing' },
    unclear: { to: 'report' },
  });
});

test('a runtime that no one shows is asked what holds for any process', () => {
  expect(playbookFor(undefined)).toBe(playbookFor('unknown'));
});
