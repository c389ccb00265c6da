import { expect, test } from 'vitest';
import { checkStepsNamed, unaskedText } from '../../src/commands/named-steps.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';

test('an answer to a question that there is not is refused, with those that there are', () => {
  expect(() => checkStepsNamed({ 'rss-growing': 'yes', 'live-heap-growing': 'no' })).not.toThrow();
  expect(() => checkStepsNamed({ 'rss-growing': 'yes', 'heap-growing': 'no' })).toThrow(
    /^--answers: no question is called heap-growing; there are rss-growing, .*live-heap-growing/,
  );
});

test('an answer to a question that was not asked is named, with the questions of the runtime in order', () => {
  const jvm = playbookFor('jvm');
  expect(unaskedText({ 'rss-growing': 'yes' }, ['rss-growing', 'threads-growing'], jvm)).toBeUndefined();
  expect(unaskedText({ 'goroutines-growing': 'yes' }, ['rss-growing', 'threads-growing'], jvm)).toBe(
    '--answers: goroutines-growing was not asked, and the answer not used; the questions of this service (jvm) are, in order: rss-growing, threads-growing, live-heap-growing, outside-heap-growing, heap-past-limit',
  );
});
