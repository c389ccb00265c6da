import { expect, test } from 'vitest';
import { readSlot } from '../../../src/investigation/state/slot.ts';
import { compose } from '../../../src/slack/blocks/compose.ts';
import { Story } from '../../support/investigations.ts';

function shown(story: Story, slot: string): string {
  const message = compose(story.investigation, readSlot(slot) ?? expect.fail(slot), { services: [] });
  return JSON.stringify(message?.blocks ?? []);
}

const HELD = 'Goroutines hold 4 of the growth of 80 MiB (5 %)';

test('a report that an answer and the data see differently is not ticked off, and both are stated', () => {
  const story = new Story().observe().answer('rss-growing.1', 'yes');
  story.observe({ answer: 'no', headline: '40 goroutines throughout.' }).answer('goroutines-growing.1', 'yes');
  const ended = story.conclude('Goroutine leak');
  expect(shown(ended, 'status')).toContain(
    '⚠️ *Goroutine leak*. An answer and the data differ: 40 goroutines throughout.',
  );
  expect(shown(ended, 'status')).not.toContain('✅');
});

test('a report that rests on the data is', () => {
  const story = new Story().observe().answer('rss-growing.1', 'yes').observe().answer('goroutines-growing.1', 'yes');
  expect(shown(story.conclude('Goroutine leak'), 'status')).toContain('✅ *Goroutine leak*');
});

test('a question that follows a Yes says why it is asked', () => {
  const further = { after: 'yes', to: 'live-heap-growing', because: `${HELD}, so I go on.` } as const;
  const story = new Story().observe().answer('rss-growing.1', 'yes').observe({ further });
  expect(shown(story.answer('goroutines-growing.1', 'yes').observe(), 'step/live-heap-growing.1')).toContain(HELD);
});

test('after an answer that leads on by itself it does not', () => {
  const further = { after: 'yes', to: 'live-heap-growing', because: `${HELD}, so I go on.` } as const;
  const story = new Story().observe().answer('rss-growing.1', 'yes').observe({ further });
  expect(shown(story.answer('goroutines-growing.1', 'no').observe(), 'step/live-heap-growing.1')).not.toContain(HELD);
});
