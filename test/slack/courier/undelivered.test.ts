import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { Undelivered } from '../../../src/slack/courier/undelivered.ts';
import { NOON } from '../../support/investigations.ts';

function aClock() {
  const clock = { set: 0, passed: 0, now: () => NOON + clock.set + clock.passed, elapsed: () => clock.passed };
  return clock;
}

test('a failure that lasts a minute, and at once what only people fix, until something is delivered to the channel', () => {
  const clock = aClock();
  const undelivered = new Undelivered(clock);
  undelivered.failed('C1', { say: 'Slack does not answer.', lasting: false });
  expect(undelivered.trouble()).toBeUndefined();
  undelivered.failed('C2', { say: 'Set the new token.', lasting: true });
  expect(undelivered.trouble()).toBe('nothing is delivered to C2: Set the new token.');
  clock.passed += MINUTE;
  undelivered.failed('C1', { say: 'Slack does not answer.', lasting: false });
  undelivered.delivered('C2');
  expect(undelivered.trouble()).toBe('nothing is delivered to C1: Slack does not answer.');
  undelivered.delivered('C1');
  expect(undelivered.trouble()).toBeUndefined();
});

test('a clock that is set changes nothing about it', () => {
  const clock = aClock();
  const undelivered = new Undelivered(clock);
  undelivered.failed('C1', { say: 'no', lasting: false });
  clock.set += 6 * HOUR;
  expect(undelivered.trouble()).toBeUndefined();
});
