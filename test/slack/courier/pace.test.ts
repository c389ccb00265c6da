import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { Pace } from '../../../src/slack/courier/pace.ts';
import { Waits } from '../../../src/slack/courier/waits.ts';
import { NOON } from '../../support/investigations.ts';

/** A clock that can be set, and what passes whatever it is set to. */
function aClock() {
  const clock = {
    set: 0,
    passed: 0,
    now: () => NOON + clock.set + clock.passed,
    elapsed: () => clock.passed,
  };
  return clock;
}

describe('the pace of a channel', () => {
  test('one post a second in each channel', () => {
    const clock = aClock();
    const pace = new Pace(clock);
    expect([pace.take('A'), pace.take('A'), pace.take('B')].map((turn) => turn !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(pace.left('chat.postMessage', 'A')).toBe(SECOND);
    clock.passed += SECOND;
    expect(pace.take('A')).toBeDefined();
  });

  test('where Slack took no burst, a second begins when a message stands', () => {
    const clock = aClock();
    const pace = new Pace(clock);
    pace.hold('chat.postMessage', 'A', SECOND);
    clock.passed += SECOND;
    const turn = pace.take('A');
    clock.passed += 400;
    if (turn !== undefined) pace.posted(turn);
    expect(pace.left('chat.postMessage', 'A')).toBe(SECOND);
    const elsewhere = pace.take('B');
    clock.passed += 400;
    if (elsewhere !== undefined) pace.posted(elsewhere);
    expect(pace.left('chat.postMessage', 'B')).toBe(SECOND - 400);
  });

  test('a first reply may follow its root at once; what it is ahead, the next post waits longer', () => {
    const clock = aClock();
    const pace = new Pace(clock);
    expect([pace.take('A'), pace.take('A', true), pace.take('A', true)].map((turn) => turn !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    expect(pace.left('chat.postMessage', 'A')).toBe(2 * SECOND);
    expect(pace.left('chat.postMessage', 'A', true)).toBe(SECOND);
  });

  test('after Slack asked for a pause between posts none follows another at once', () => {
    const clock = aClock();
    const pace = new Pace(clock);
    pace.hold('chat.postMessage', 'A', SECOND);
    clock.passed += SECOND;
    pace.take('A');
    expect(pace.left('chat.postMessage', 'A', true)).toBe(SECOND);
    clock.passed += 10 * MINUTE;
    pace.take('A');
    expect(pace.take('A', true)).toBeDefined();
  });

  test('what one method is asked to wait the others do not; files belong to no channel', () => {
    const pace = new Pace(aClock());
    pace.hold('chat.update', 'A', MINUTE);
    pace.hold('files.info', 'A', MINUTE);
    const left = (['chat.update', 'reactions.add', 'files.info', 'files.getUploadURLExternal'] as const).map((method) =>
      ['A', 'B'].map((channel) => pace.left(method, channel)),
    );
    expect(left).toEqual([
      [MINUTE, 0],
      [0, 0],
      [MINUTE, MINUTE],
      [0, 0],
    ]);
    expect(pace.take('A')).toBeDefined();
  });

  test('a turn that is given back is free again, a hold that Slack asked for stays, however short', () => {
    const pace = new Pace(aClock());
    const turn = pace.take('A');
    if (turn !== undefined) pace.giveBack(turn);
    const again = pace.take('A');
    expect(again).toBeDefined();
    pace.hold('chat.postMessage', 'A', SECOND / 2);
    if (again !== undefined) pace.giveBack(again);
    expect(pace.left('chat.postMessage', 'A')).toBe(SECOND / 2);
  });

  test.each([-6 * HOUR, 6 * HOUR])('a clock that is set by %i ms changes no wait', (ms) => {
    const clock = aClock();
    const pace = new Pace(clock);
    pace.take('A');
    pace.hold('chat.update', 'A', 10 * SECOND);
    clock.set += ms;
    expect([pace.left('chat.postMessage', 'A'), pace.left('chat.update', 'A')]).toEqual([SECOND, 10 * SECOND]);
    clock.passed += 10 * SECOND;
    expect([pace.left('chat.postMessage', 'A'), pace.left('chat.update', 'A')]).toEqual([0, 0]);
  });
});

describe('the wait of a parcel', () => {
  test.each([-6 * HOUR, 6 * HOUR])('is what Slack asked for, also when the clock is set by %i ms', (ms) => {
    const clock = aClock();
    const waits = new Waits(clock);
    const notBefore = waits.begin(7, 30 * SECOND);
    expect(notBefore).toBe(NOON + 30 * SECOND);
    clock.set += ms;
    expect(waits.left({ id: 7, notBefore })).toBe(30 * SECOND);
    clock.passed += 30 * SECOND;
    expect(waits.left({ id: 7, notBefore })).toBe(0);
  });

  test('of an earlier process whose clock was ahead is a minute at most', () => {
    const clock = aClock();
    const waits = new Waits(clock);
    const parcel = { id: 7, notBefore: NOON + 6 * HOUR };
    expect(waits.left(parcel)).toBe(MINUTE);
    clock.passed += 40 * SECOND;
    expect(waits.left(parcel)).toBe(20 * SECOND);
    expect(waits.left({ id: 8, notBefore: NOON + 50 * SECOND })).toBe(10 * SECOND);
  });

  test('ends when the state has changed: what was refused may be taken now', () => {
    const waits = new Waits(aClock());
    waits.begin(7, MINUTE);
    expect(waits.left({ id: 7, notBefore: 0 })).toBe(0);
  });
});
