import { describe, expect, test } from 'vitest';
import { sameProcess } from '../../src/profile/same-process.ts';

const taken = (pid: number | undefined, startedAt: number, time = 100_000) => ({ process: { pid, startedAt }, time });

describe('two profiles', () => {
  test('are of one process where both say so', () => {
    expect(sameProcess(taken(7, 1000), taken(7, 1000, 900_000))).toBe(true);
    expect(sameProcess(taken(7, 1000), taken(7, 2000))).toBe(false);
    expect(sameProcess(taken(7, 1000), taken(8, 1000))).toBe(false);
  });

  // Of old-objects-jdk11.jfr the clock began 810 ms after jvmStartTime; of the recordings of one process in the same millisecond.
  test('are of one process where their clocks began together, and of two where they did not', () => {
    expect(sameProcess(taken(undefined, 1000), taken(undefined, 1000, 900_000))).toBe(true);
    expect(sameProcess(taken(undefined, 1810), taken(1, 1000))).toBe(true);
    expect(sameProcess(taken(undefined, 1000), taken(undefined, 61_000, 160_000))).toBe(false);
    // A day later the clock of the machine has been corrected by a second.
    expect(sameProcess(taken(undefined, 1000), taken(undefined, 2000 + 5000, 86_500_000))).toBe(true);
  });

  test('are of no one knows which process where one does not say', () => {
    expect(sameProcess(taken(7, 1000), { process: undefined, time: 5 })).toBeUndefined();
  });
});
