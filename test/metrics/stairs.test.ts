import { describe, expect, test } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { stairsOf } from '../../src/metrics/stairs.ts';
import { T0 } from '../support/a-pod.ts';

/** One sample each two minutes for some hours, by the minutes since the full hour at which it begins. */
function drawn(hours: number, law: (minute: number) => number, every = 2) {
  const count = Math.floor((hours * 60) / every);
  return trackOf(Array.from({ length: count }, (_, i) => [T0 + i * every * MINUTE, law(i * every)] as const));
}

const wobble = (minute: number) => ((minute * 13) % 7) / 10;
/** So many at a minute of each hour, or of every few hours. */
const steps = (minute: number, at: number, hours = 1) => Math.floor((minute - at) / (60 * hours)) + 1;

describe('a rise in steps', () => {
  test('has a minute of the hour where it keeps to one', () => {
    for (const [at, each] of [
      [6, 8],
      [40, 25],
      [58, 3],
    ] as const) {
      const found = stairsOf(drawn(8, (minute) => 100 + each * steps(minute, at) + wobble(minute)));
      expect(found?.minute).toBe(at);
      expect(found?.each).toBeCloseTo(each, 0);
      expect(found?.period).toBeCloseTo(HOUR, -6);
    }
  });

  test('may come every few hours, and one may fall into a gap of the data', () => {
    const four = drawn(25, (minute) => 200 + 40 * steps(minute, 30, 4) + wobble(minute));
    expect(stairsOf(four)).toMatchObject({ minute: 30, period: 4 * HOUR });
    const gap = drawn(10, (minute) => 100 + 10 * steps(minute, 20) + wobble(minute));
    const kept = [...gap.times].flatMap((time, i) => {
      const minute = (time - T0) / MINUTE;
      return minute > 245 && minute < 275 ? [] : [[time, gap.values[i] ?? 0] as const];
    });
    expect(stairsOf(trackOf(kept))?.minute).toBe(20);
  });

  test('has no minute where its period is none of the clock', () => {
    const found = stairsOf(drawn(9, (minute) => 100 + 12 * Math.floor(minute / 47) + wobble(minute)));
    expect(found?.period).toBeCloseTo(47 * MINUTE, -6);
    expect(found?.minute).toBeUndefined();
  });
});

test('a slope, a saw, a single step, steps at no distance of their own and a fall are no stairs', () => {
  expect(stairsOf(drawn(8, (minute) => 100 + minute / 5 + wobble(minute)))).toBeUndefined();
  expect(stairsOf(drawn(8, (minute) => 100 + 30 * ((minute % 60) / 60)))).toBeUndefined();
  expect(stairsOf(drawn(8, (minute) => (minute < 200 ? 100 : 180) + wobble(minute)))).toBeUndefined();
  const irregular = [30, 52, 190, 240, 420];
  expect(
    stairsOf(drawn(8, (minute) => 100 + 20 * irregular.filter((at) => minute >= at).length + wobble(minute))),
  ).toBeUndefined();
  expect(stairsOf(drawn(8, (minute) => 300 - 10 * steps(minute, 5)))).toBeUndefined();
});

test('noise puts no steps into a slope, be it straight or bent', () => {
  // Found in a run of 17 hours that grew 14 MiB/h in a straight line: "in steps, 3.3 MiB each 17 min".
  const bent = [(x: number) => x, (x: number) => x ** 2, Math.sqrt, (x: number) => 1 - (1 - x) ** 3];
  const said = bent.flatMap((curve) =>
    Array.from({ length: 400 }, (_, seed) => {
      const { normal } = randomOf(seed + 1);
      // Of half of them the noise has a memory of about ten samples.
      const memory = seed % 2 === 0 ? 0 : 0.9;
      let state = normal();
      const noise = () => {
        state = memory * state + Math.sqrt(1 - memory ** 2) * normal();
        return state;
      };
      const [hours, rise, every] = [3 + (seed % 15), [4, 12, 40, 120][seed % 4] ?? 0, [1, 2, 5][seed % 3] ?? 1];
      return stairsOf(drawn(hours, (minute) => 200 + rise * curve(minute / (60 * hours)) + 3 * noise(), every));
    }),
  );
  expect(said.filter((one) => one !== undefined)).toEqual([]);
});

test('steps well above noise are seen', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { normal } = randomOf(seed);
    const found = stairsOf(drawn(8, (minute) => 200 + 12 * steps(minute, 20) + 1.5 * normal()));
    expect(found?.minute).toSatisfy((minute: number) => Math.abs(minute - 20) <= 2);
  }
});
