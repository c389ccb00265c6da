import { describe, expect, test } from 'vitest';
import { LEAKS } from '../../scripts/score/forecasts/laws.ts';
import { tallyOf } from '../../scripts/score/forecasts/tally.ts';
import { predictions } from '../../scripts/score/forecasts/world.ts';

/** Seeds that were not looked at while the ranges were set. */
const SEEDS = Array.from({ length: 25 }, (_, i) => 2_000_000 + i);
/** What a range of 80 % must hold, with what chance takes from as many pods. */
const HELD = 0.72;

describe('when leaks meet their limit', () => {
  test.each(
    LEAKS.filter(({ name }) => !name.includes('below') && !name.startsWith('speeds')).map(
      (leak) => [leak.name, leak] as const,
    ),
  )('%s: the range holds the kill', (name, leak) => {
    const tally = tallyOf(
      name,
      SEEDS.flatMap((seed) => predictions(leak, seed)),
    );
    expect(tally.predicted).toBeGreaterThan(20);
    expect(tally.held).toBeGreaterThanOrEqual(HELD);
    expect(tally.ratio).toBeGreaterThan(0.6);
    expect(tally.ratio).toBeLessThan(1.5);
  });
});
