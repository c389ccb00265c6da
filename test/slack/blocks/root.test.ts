import { expect, test } from 'vitest';
import { rootMessage } from '../../../src/slack/blocks/root.ts';
import { Story } from '../../support/investigations.ts';

const shown = (changes: object) => JSON.stringify(rootMessage({ ...new Story().investigation, ...changes }).blocks);

test('the opening says how many alerts a call left out, and nothing of it where none were', () => {
  expect(shown({ leftOut: 70 })).toContain('70 alerts left out of a call with too many');
  expect(shown({ leftOut: 1 })).toContain('1 alert left out of a call with too many');
  expect(shown({})).not.toContain('left out');
  expect(shown({ leftOut: 0 })).not.toContain('left out');
});

test('it counts the alerts that the state does not list', () => {
  expect(shown({ unlisted: { fired: 4800, resolved: 0 } })).toContain('4800 more alerts');
});
