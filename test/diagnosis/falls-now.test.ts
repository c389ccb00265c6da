import { describe, expect, test } from 'vitest';
import { conclude, type SettledStep } from '../../src/diagnosis/conclude.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';

const T0 = Date.UTC(2026, 2, 3);

type Law = (minute: number) => number;

function track(minutes: number, law: Law) {
  return trackOf(
    Array.from(
      { length: 2 * minutes + 1 },
      (_, i) => [T0 + i * 30 * SECOND, (law(i / 2) + ((i * 0.382) % 1)) * MiB] as const,
    ),
  );
}

/** A queue that fills for two hours from minute `since` on and drains, by half in `half` minutes. */
const queue =
  ({ since = 180, half = 20, low = 90, perMinute = 3 } = {}): Law =>
  (minute) => {
    const top = low + 120 * perMinute;
    if (minute < since) return low;
    return minute < since + 120
      ? low + perMinute * (minute - since)
      : low + (top - low) * 0.5 ** ((minute - since - 120) / half);
  };

function observed(
  minutes: number,
  laws: readonly Law[],
  beside: { readonly heap?: Law; readonly requests?: Law } = {},
): Observation {
  const life: Lifetime = { from: T0, to: T0 + minutes * MINUTE, end: 'running', startedAt: T0 - 10 * HOUR };
  const pods = laws.map(
    (law, i): PodMemory => ({
      pod: `audit-${i}`,
      rss: track(minutes, law),
      limit: 1024 * MiB,
      lifetimes: [life],
      restarts: 0,
      kills: [],
    }),
  );
  const measure = (law: Law | undefined, metric: string) =>
    law === undefined ? undefined : ({ track: track(minutes, law), metric, reading: 'value' } as const);
  const heap = measure(beside.heap, 'go_memstats_next_gc_bytes');
  const requests = measure(beside.requests, 'http_requests_total');
  return {
    range: { from: T0, to: T0 + minutes * MINUTE },
    step: 30 * SECOND,
    runtime: 'go',
    pods,
    chosen: 'audit-0',
    measured: {
      ...(heap === undefined ? {} : { 'live-heap': heap }),
      ...(requests === undefined ? {} : { requests }),
    },
    deploys: [],
  };
}

describe('memory that rose and falls by now', () => {
  test.each([
    [queue(), 315],
    [queue({ half: 40, low: 200, perMinute: 1.5 }), 340],
    [queue({ since: 60, perMinute: 5 }), 200],
  ] as const)('of which most is still there is open, and nothing is predicted: %#', (law, minutes) => {
    const judged = judgeRssGrowing(observed(minutes, [law, law]));
    expect(judged.answer).toBe('unclear');
    expect(judged.headline).toMatch(
      /^audit-0 rose [\d.]+ → [\d.]+ MiB until 3 Mar \d\d:\d\d UTC and falls since: [\d.]+ MiB now\. Look again at /,
    );
    expect(judged.nextKill).toBeUndefined();
    expect(judged.ranked?.map(({ nextKill, growth }) => [nextKill, growth.falls !== undefined])).toEqual([
      [undefined, true],
      [undefined, true],
    ]);
  });

  test.each([
    [queue(), 340],
    [queue({ since: 60, half: 12 }), 200],
  ] as const)('of which most was given back does not grow: %#', (law, minutes) => {
    const judged = judgeRssGrowing(observed(minutes, [law, law, law]));
    expect(judged.answer).toBe('no');
    expect(judged.headline).toMatch(/ and falls since: /);
    expect(judged.reasons).toContain('The 2 other pods fall too.');
  });

  test('a pod that climbs on beside one that falls keeps its forecast', () => {
    const ranked = rankPods(observed(340, [queue(), (minute) => 90 + minute]));
    const climbs = ranked.find(({ pod }) => pod === 'audit-1');
    expect(climbs?.growth.answer).toBe('yes');
    expect(climbs?.nextKill).toBeDefined();
  });

  test('what falls with its traffic is judged beside that, not by its fall', () => {
    const law: Law = (minute) => 100 + minute - (minute > 280 ? 2 * (minute - 280) : 0);
    const quiet = observed(330, [law], { requests: (minute) => (minute > 280 ? 40 : 100) });
    const busy = observed(330, [law], { requests: () => 100 });
    expect(rankPods(quiet)[0]?.growth.falls).toBeUndefined();
    expect(rankPods(busy)[0]?.growth.falls).toBeDefined();
  });

  test('a live heap that drains does not grow, while its pages stay', () => {
    const law: Law = (minute) => Math.max(...Array.from({ length: 60 }, (_, i) => queue()(Math.max(0, minute - i))));
    const judged = judgeLiveHeapGrowing(observed(340, [law], { heap: queue({ low: 30, perMinute: 2 }) }));
    expect(judged.answer).toBe('no');
    expect(judged.headline).toMatch(/^The live heap rose [\d.]+ → \d+ MiB until /);
  });
});

describe('the finding', () => {
  function concluded(minutes: number) {
    const observation = observed(minutes, [queue(), queue()]);
    const judgement = judgeRssGrowing(observation);
    const step: SettledStep = {
      step: 'rss-growing',
      answer: judgement.answer,
      judgement,
      means: { yes: 'memory-grows', open: 'growth' },
    };
    return conclude({ observation, steps: [step], comparisons: [], leads: [], gaps: [] });
  }

  test.each([325, 340])('says that it falls, and restarts nothing: after %i minutes', (minutes) => {
    const { title, advice, proof, began } = concluded(minutes);
    expect(title).toMatch(/^No leak seen so far: memory rose until 3 Mar 0\d:\d\d UTC and falls now$/);
    expect(advice[0]).toMatch(
      /^Now: nothing has to be restarted: memory falls\. Look for what began about 3 Mar 03:\d\d and ended about 3 Mar 0[45]:\d\d UTC/,
    );
    expect(advice.join(' ')).not.toMatch(/left before|raise the limit|quiet hour|huge pages/);
    expect(proof).toMatch(/^It goes on falling, to about the 9\d(\.\d)? MiB that it rose from/);
    expect(began).toBeUndefined();
  });
});
