import { expect, test } from 'vitest';
import { besideWorst } from '../../src/diagnosis/beside-worst.ts';
import type { Growth } from '../../src/diagnosis/growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { describeOthers } from '../../src/diagnosis/other-pods.ts';
import type { RankedPod } from '../../src/diagnosis/ranked-pod.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const GROWING: Growth = {
  answer: 'yes',
  probability: 0.98,
  kind: 'growing',
  lives: 1,
  growingLives: 1,
  perHour: 20 * MiB,
  rates: [20 * MiB],
};

/** A pod that was seen to rise by `rate` MiB an hour for three hours. */
function ranked(name: string, rate: number, growth: Partial<Growth>): RankedPod {
  const life: Lifetime = { from: 0, to: 3 * HOUR, end: 'running' };
  const rss = trackOf(
    Array.from({ length: 181 }, (_, i) => [i * MINUTE, (150 + (rate * i) / 60 + ((i * 0.382) % 1)) * MiB]),
  );
  const memory = { pod: name, rss, limit: 640 * MiB, lifetimes: [life], restarts: 0, kills: [] };
  return {
    pod: name,
    name,
    caption: name,
    memory,
    level: rss.values.at(-1) ?? 0,
    growth: { ...GROWING, ...growth },
    rate: { perHour: rate * MiB, ofThisRun: true },
  };
}

function others(...rates: readonly number[]) {
  const worst = ranked('a', 20, {});
  const unsure = rates.map((rate, i) => ranked(`b${i}`, rate, { answer: 'unclear', probability: 0.7 }));
  const all = [worst, ...unsure];
  const observation: Observation = {
    range: { from: 0, to: 3 * HOUR },
    step: MINUTE,
    runtime: undefined,
    pods: all.map(({ memory }) => memory),
    chosen: 'a',
    measured: {},
    deploys: [],
  };
  return describeOthers(besideWorst(observation, all), worst, false);
}

test('pods with the curve of the one that surely grows are not said to stand out from it', () => {
  expect(others(18, 15)).toBe('the 2 other pods rise too, not yet surely');
  expect(others(12, 1)).toBe('1 of the 2 other pods rises too, not yet surely');
  expect(others(2, 1)).toBe('none of the 2 other pods clearly grows');
});
