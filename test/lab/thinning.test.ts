import { describe, expect, test } from 'vitest';
import { type Capture, thin } from '../../scripts/lab/record/thinning.ts';

/** Captures of one pod's life, `1 2 3` are times. */
function life(pod: string, kind: Capture['kind'], times: string, processStart = 0): Capture[] {
  return times.split(' ').map((time) => ({
    time: Number(time),
    pod,
    target: 'http://127.0.0.1:1',
    kind,
    processStart,
    profile: Buffer.alloc(0),
  }));
}

const timesOf = (captures: readonly Capture[]): string => captures.map(({ time }) => time).join(' ');

describe('thinning', () => {
  test.each([
    { kind: 'heap', taken: '1 2 3', kept: '1 2 3' },
    { kind: 'heap', taken: '1 2 3 4 5 6 7 8 9 10', kept: '1 9 10' },
    { kind: 'goroutine', taken: '1 2 3 4 5 6 7 8 9 10', kept: '1 10' },
  ] as const)('of a life of the busiest pod, $kind: $taken → $kept', ({ kind, taken, kept }) => {
    expect(timesOf(thin(life('busy', kind, taken), new Set(['busy'])))).toBe(kept);
  });

  test('keeps each life of the busiest pod, and only the ends of a sibling', () => {
    const captures = [
      ...life('busy', 'heap', '1 2 3', 0),
      ...life('busy', 'heap', '11 12', 10),
      ...life('sibling', 'heap', '4 5 6 7', 0),
    ];
    expect(timesOf(thin(captures, new Set(['busy'])))).toBe('1 2 3 4 7 11 12');
  });
});
