import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const END = 600;
const life = (from: number, to: number, end: Lifetime['end'] = 'restarted'): Lifetime => ({
  from: from * MINUTE,
  to: to * MINUTE,
  end,
  startSeen: from > 0,
});

/** One sample a minute, with noise of one unit. */
function onsetOf(lives: readonly Lifetime[], law: (minute: number) => number, seed = 5) {
  const random = randomOf(seed);
  const track = trackOf(
    Array.from({ length: END }, (_, minute) => [minute * MINUTE, law(minute) + random.normal()] as const),
  );
  const { onset } = growthOf(track, lives);
  return onset && { at: onset.at / MINUTE, earliest: onset.earliest / MINUTE, latest: onset.latest / MINUTE };
}

const running = [life(0, END, 'running')];
const bend = (at: number) => (minute: number) => 100 + Math.max(0, minute - at) / 4;

describe('onset', () => {
  test.each([120, 240, 360])('of a growth that begins after %i minutes of a life', (minute) => {
    const onset = onsetOf(running, bend(minute));
    expect(Math.abs((onset?.at ?? 0) - minute)).toBeLessThan(30);
  });

  test('the range holds the true moment nine times in ten', () => {
    const random = randomOf(3);
    const held = Array.from({ length: 60 }, (_, seed) => {
      const minute = random.between(90, 420);
      const onset = onsetOf(running, bend(minute), seed);
      return onset !== undefined && onset.earliest <= minute && minute <= onset.latest;
    });
    expect(held.filter(Boolean).length).toBeGreaterThanOrEqual(54);
  });

  test.each([100, 300])('of a growth that came with a new container at minute %i is its start', (start) => {
    const lives = [life(0, start - 2), life(start, END, 'running')];
    const onset = onsetOf(lives, (minute) => (minute < start ? 100 : 100 + (minute - start) / 4));
    expect(onset).toMatchObject({ at: start, earliest: start - 2 });
  });

  test('of teeth that a deploy brought is the start of the first', () => {
    const teeth = [300, 350, 400, 450, 500].map((from) => life(from, from + 49, 'oom-killed'));
    const lives = [life(0, 299), ...teeth, life(550, END, 'running')];
    const onset = onsetOf(lives, (minute) => (minute < 300 ? 100 : 100 + (minute % 50) * 2));
    expect(onset).toMatchObject({ at: 300, earliest: 299 });
  });

  test('is absent for what grew from the first moment watched, in one life or in each', () => {
    expect(onsetOf(running, (minute) => 100 + minute / 4)).toBeUndefined();
    const teeth = [life(0, 199, 'oom-killed'), life(200, 399, 'oom-killed'), life(400, END, 'running')];
    expect(onsetOf(teeth, (minute) => 100 + (minute % 200) / 2)).toBeUndefined();
  });

  test('is absent for what does not grow', () => expect(onsetOf(running, () => 100)).toBeUndefined());
});
