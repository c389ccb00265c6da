import { describe, expect, test } from 'vitest';
import { waitWhileSlowing } from '../../src/diagnosis/settling.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';

describe('memory that rises more and more slowly', () => {
  test.each([
    ['hours', 4 * HOUR, 'in 4 h:'],
    ['days', 22 * HOUR, 'in 22 h:'],
    ['a start of minutes', 6 * MINUTE, 'in an hour:'],
  ])('is looked at again in proportion to what it took: %s', (_, over, again) => {
    const { now } = waitWhileSlowing({ late: 50 * MiB, over }, { level: 500 * MiB, limit: undefined });
    expect(now).toContain(`Now: look again ${again}`);
    expect(now).not.toContain('limit');
  });

  test('says when the limit would be met, where that is within days', () => {
    const slowing = { late: 56 * MiB, over: 22 * HOUR };
    const { now, proof } = waitWhileSlowing(slowing, { level: 832 * MiB, limit: GiB });
    // 192 MiB are left, at 56 MiB in 22 h.
    expect(now).toContain('at the rate of its last 22 h it would meet the limit of 1 GiB in about 3 d 3 h.');
    expect(proof).toBe('At that look it has gained less than the 56 MiB of the last 22 h.');
    expect(waitWhileSlowing(slowing, { level: 300 * MiB, limit: GiB }).now).not.toContain('limit');
  });

  test.each([
    // 104 MiB are left, at 14 MiB in 28 s: 3 min 28 s.
    { late: 14, over: 28 / 60, level: 408, again: '104 s' },
    // 240 MiB at 14 MiB in 28 s: 8 min.
    { late: 14, over: 28 / 60, level: 272, again: '4 min' },
    // 60 MiB at 40 MiB in an hour and a half: 2 h 15 min.
    { late: 40, over: 90, level: 452, again: '1 h 8 min' },
  ])('is looked at again before a limit would be met: after $again', ({ late, over, level, again }) => {
    const { now } = waitWhileSlowing({ late: late * MiB, over: over * MINUTE }, { level: level * MiB, limit: GiB / 2 });
    expect(now).toContain(`Now: look again in ${again}:`);
    expect(now).toContain('it would meet the limit of 512 MiB in about');
  });
});
