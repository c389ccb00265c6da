import { describe, expect, test } from 'vitest';
import { filledOtherwise } from '../../src/diagnosis/filled-otherwise.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';

const LIMIT = 160;
const LIFE = 45;

/** A container that was killed after 45 s; `level` by the share of its life. */
function killed(level: (share: number) => number): boolean {
  const floor = trackOf(Array.from({ length: LIFE }, (_, i) => [i * SECOND, level(i / (LIFE - 1))] as const));
  const life = { from: 0, to: (LIFE - 1) * SECOND, end: 'oom-killed', startSeen: true } as const;
  return filledOtherwise({ floor, life }, LIMIT);
}

describe('a limit was filled by something else than a trend', () => {
  test.each([
    ['a steady state that fills it at once and creeps on', true, (share: number) => 112 + 45 * share],
    ['a burst at the end', true, (share: number) => (share < 0.85 ? 30 : 30 + 800 * (share - 0.85))],
    ['a line from a low start', false, (share: number) => 16 + 140 * share],
    ['a line from half the limit', false, (share: number) => 80 + 78 * share],
    [
      'a climb from a low start that slows',
      false,
      (share: number) => (share < 0.375 ? 14 + 315 * share : 120 + 34 * share),
    ],
  ] as const)('%s: %s', (_, filled, level) => expect(killed(level)).toBe(filled));

  test.each([
    ['stands far below its limit', false, 112],
    ['stands close to its limit', true, 124],
  ] as const)('what still runs and %s: %s', (_, filled, start) => {
    const floor = trackOf(Array.from({ length: LIFE }, (__, i) => [i * SECOND, start + i / 2] as const));
    const life = { from: 0, to: (LIFE - 1) * SECOND, end: 'running', startSeen: true } as const;
    expect(filledOtherwise({ floor, life }, LIMIT)).toBe(filled);
  });
});
