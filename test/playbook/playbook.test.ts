import { describe, expect, test } from 'vitest';
import { playbookFor, stepOf } from '../../src/playbook/playbook.ts';
import { RUNTIMES } from '../../src/runtime/runtimes.ts';

const ORDER = {
  go: ['rss-growing', 'goroutines-growing', 'live-heap-growing', 'outside-heap-growing'],
  jvm: ['rss-growing', 'threads-growing', 'live-heap-growing', 'outside-heap-growing', 'heap-past-limit'],
  node: ['rss-growing', 'handles-growing', 'live-heap-growing', 'outside-heap-growing'],
  python: ['rss-growing', 'live-heap-growing', 'outside-heap-growing'],
  unknown: ['rss-growing', 'live-heap-growing'],
} as const;

describe.each([...RUNTIMES.map(({ name }) => name), 'unknown'] as const)('the %s playbook', (runtime) => {
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
    expect(walked).toEqual(ORDER[runtime]);
  });

  test('speaks of nothing that only another runtime has', () => {
    const texts = playbook.steps.flatMap((step) => [
      step.question('x2x'),
      ...Object.values(step.settled).map((say) => say('x2x')),
    ]);
    const foreign =
      runtime === 'go' ? /thread|handle|JVM|Python/ : runtime === 'jvm' ? /oroutine|\bGo\b/ : /oroutine|\bGo\b|thread/;
    for (const text of texts) expect(text).not.toMatch(foreign);
  });
});

test('a runtime that nobody tells is asked what holds for any process', () => {
  expect(playbookFor(undefined)).toBe(playbookFor('unknown'));
});
