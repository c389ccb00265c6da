import { describe, expect, test } from 'vitest';
import { climbNow, slowedClause } from '../../src/diagnosis/pace-wording.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';

const pace = { perHour: 0, slowed: true, stands: { since: 4 * MINUTE, inSteps: true } };
const rate = { perHour: 0, ofThisRun: true, pace };
const kill = { at: HOUR, earliest: HOUR, latest: 2 * HOUR };
const full = { ...kill, heapFull: true as const };

describe('memory that stands', () => {
  test('while a heap fills within it does not pause', () => {
    expect(slowedClause(pace, full)).toBe('and its heap fills on within that');
    expect(climbNow({ rate, nextKill: full }, HOUR)).toBe('only within its heap (level for 4 min)');
  });

  test('is level where no heap is about to be full', () => {
    for (const nextKill of [kill, undefined]) {
      expect(slowedClause(pace, nextKill)).toBe('in steps, and has stood level for 4 min');
      expect(climbNow({ rate, nextKill }, HOUR)).toBe('no more (level for 4 min)');
    }
  });
});
