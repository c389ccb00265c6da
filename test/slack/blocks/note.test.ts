import { expect, test } from 'vitest';
import { noteMessage } from '../../../src/slack/blocks/note.ts';
import { anIncidentAlert, NOON, Story } from '../../support/investigations.ts';

const resolved = { kind: 'alerts-heard', news: [{ kind: 'resolved', fingerprint: 'f1' }], at: NOON } as const;
const fired = { kind: 'alerts-heard', news: [{ kind: 'fired', alert: anIncidentAlert() }], at: NOON + 1 } as const;

/** The line that all is over, as the thread shows it now. */
function lineOf({ investigation }: Story): string {
  const note = investigation.notes.find(({ kind }) => kind === 'resolved');
  if (note === undefined) throw new Error('there is no such line');
  return noteMessage(investigation, note).text;
}

test('the line that an alert is over says when it fires again, and when that is over too', () => {
  const story = new Story();
  story.apply(resolved);
  expect(lineOf(story)).toMatch(/^🟢 .* is resolved/);
  story.apply(fired);
  expect(story.shown()).toContain('note/resolved');
  expect(lineOf(story)).toMatch(/^🔴 .* fires again; it was resolved at /);
  story.apply(resolved);
  expect(lineOf(story)).toMatch(/^🟢 .* is resolved/);
});

test('after a report it stays: what fires again has a line of its own', () => {
  const story = new Story().observe().answer('rss-growing.1', 'no').conclude();
  story.apply(resolved);
  story.apply(fired);
  expect(lineOf(story)).toMatch(/^🟢 .* is resolved/);
  expect(story.investigation.notes.map(({ kind }) => kind)).toEqual(['resolved', 'fired-again']);
});
