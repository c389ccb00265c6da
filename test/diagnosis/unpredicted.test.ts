import { describe, expect, test } from 'vitest';
import type { Growth } from '../../src/diagnosis/growth.ts';
import { growthOf } from '../../src/diagnosis/growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { unpredicted } from '../../src/diagnosis/unpredicted.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

const HOURS = 20;

/** A run that climbs from 100 MiB and of which the last hours were not sampled, or repeat their last sample. */
function climbing({
  perHour,
  limit,
  unseen,
  repeats,
}: {
  perHour: number;
  limit: number;
  unseen: number;
  repeats: boolean;
}) {
  const until = (HOURS - unseen) * 60;
  const points: [number, number][] = [];
  for (let i = 0; i <= HOURS * 60; i += 5)
    if (i <= until || repeats) points.push([minute(i), (100 + (perHour * Math.min(i, until)) / 60) * MiB]);
  const rss = trackOf(points);
  const to = points.at(-1)?.[0] ?? 0;
  const lifetimes = [{ from: minute(0), to, end: 'running' as const, startSeen: true }];
  const memory: PodMemory = { pod: 'api-1', rss, limit: limit * MiB, lifetimes, restarts: 0, kills: [] };
  const range = { from: minute(0), to: minute(HOURS * 60) };
  const observation: Observation = {
    range,
    step: 5 * MINUTE,
    pods: [memory],
    chosen: 'api-1',
    measured: {},
    deploys: [],
  };
  const growth: Growth = growthOf(rss, lifetimes, { limit: limit * MiB });
  return unpredicted(observation, { memory, rate: { perHour: perHour * MiB, ofThisRun: true }, growth });
}

const CASES = [0.5, 3, 9, 40].flatMap((perHour) =>
  [400, 1000, 4000].flatMap((limit) =>
    [0, 0.5, 1, 3].flatMap((unseen) => [true, false].map((repeats) => ({ perHour, limit, unseen, repeats }))),
  ),
);

describe('why no kill is predicted', () => {
  test.each(CASES)(
    '$perHour MiB/h under $limit MiB, unseen for $unseen h: days are said only where the figures make them',
    (one) => {
      const left = ((one.limit - 100 - one.perHour * (HOURS - one.unseen)) / one.perHour) * HOUR;
      const { why, farOff, mayBeNear } = climbing(one);
      if (left < 29 * 24 * HOUR) expect(why).not.toContain('30 days');
      if (left < 29 * 24 * HOUR) expect({ farOff, mayBeNear }).toEqual({ mayBeNear: true });
      if (left > 31 * 24 * HOUR) expect(mayBeNear).toBeUndefined();
      if (left > 31 * 24 * HOUR && one.unseen === 0)
        expect({ why, farOff }).toEqual({ why: 'At this rate the limit is more than 30 days off.', farOff: true });
    },
  );

  test('of a pod that was replaced an hour ago it is said when it was seen last', () => {
    expect(climbing({ perHour: 9, limit: 400, unseen: 1, repeats: false }).why).toBe(
      'No kill is predicted: its memory was last seen to move at 23 Nov 05:00 UTC, and its pod may have been replaced. Should it still run, about 14 h 20 min were left then.',
    );
  });
});
