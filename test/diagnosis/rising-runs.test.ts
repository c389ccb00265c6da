import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { risingRuns } from '../../src/diagnosis/rising-runs.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { aPod, minute } from '../support/a-pod.ts';

/** The runs of a job, one pod each and a day apart, of which a long window has two samples each. */
function runs(peaks: readonly number[], { limit = 2000, ownerKind = 'Job' } = {}): Observation {
  const day = (i: number) => minute(i * 24 * 60);
  const pods = peaks.map((peak, i): PodMemory => {
    const name = `export-${29_300_000 + i * 1440}-x2x4${'bcdfghjklmnp'[i]}`;
    const rss = trackOf([
      [day(i), (peak / 2) * MiB],
      [day(i) + 30 * MINUTE, peak * MiB],
    ]);
    const life = { from: day(i), to: day(i) + 30 * MINUTE, end: 'restarted', startSeen: true } as const;
    return { pod: name, ownerKind, rss, lifetimes: [life], restarts: 0, kills: [], limit: limit * MiB };
  });
  const range = { from: day(0), to: day(peaks.length) };
  return { range, step: 30 * MINUTE, pods, measured: {}, deploys: [] };
}

const newest = (observation: Observation) => ({ ...observation, chosen: observation.pods.at(-1)?.pod });

describe('runs of a job that take more and more', () => {
  test.each([
    ['near their limit', [900, 1010, 1090, 1220, 1300, 1410, 1490, 1600], {}, 'limit-too-small'],
    ['far from it', [300, 340, 395, 420, 470, 515], { limit: 3000 }, undefined],
    ['far from it, by much', [300, 380, 470, 540, 630, 700], { limit: 4000 }, 'no-growth'],
    ['not in order', [900, 1500, 950, 1450, 1000, 1400], {}, undefined],
    ['too few to say', [900, 1200, 1500, 1800], {}, undefined],
    ['of a service', [900, 1100, 1300, 1500, 1700], { ownerKind: 'ReplicaSet' }, undefined],
  ])('%s: %j', (_, peaks, options, kind) => {
    const observation = newest(runs(peaks, options));
    const judgement = judgeRssGrowing(observation);
    const [first, last] = [peaks[0] ?? 0, peaks.at(-1) ?? 0].map((each) => `${each}`);
    if (kind === undefined) expect(judgement.headline).not.toContain('from the first to the last');
    else {
      expect(judgement).toMatchObject({ answer: 'no', suggests: kind });
      expect(judgement.reasons.join(' ')).toMatch(/What the last \d+ reached: .*A run returns its memory/);
      expect(first).not.toBe(last);
    }
  });

  test('the report names the rise, and a limit that holds for a while', () => {
    const observation = newest(runs([900, 1010, 1090, 1220, 1300, 1410, 1490, 1600]));
    const judgement = judgeRssGrowing(observation);
    const step = {
      step: 'rss-growing',
      means: QUESTIONS['rss-growing'](undefined).means,
      judgement,
      answer: 'no',
    } as const;
    const { kind, title, advice } = conclude({ observation, steps: [step], comparisons: [], gaps: [] });
    expect(kind).toBe('limit-too-small');
    expect(title).toBe('This job takes more from run to run: 900 MiB → 1.56 GiB in 8 runs, and its limit is too small');
    // Seven more runs of 100 MiB, and room above them.
    const set = /set the limit to ([\d.]+) GiB/.exec(advice[0] ?? '')?.[1];
    expect(Number(set) * 1024).toBeGreaterThan(1600 + 7 * 100);
  });

  test('runs before the window count where it holds few', () => {
    const whole = runs([700, 800, 900, 1000, 1100, 1200]);
    const earlier = whole.pods.slice(0, 5).map(({ pod, rss }) => ({ pod, track: rss }));
    const { pods } = whole;
    const late = newest({ ...whole, pods: pods.slice(5), earlier });
    const [last] = late.pods;
    expect(last && risingRuns(late, last)).toMatchObject({ first: 700 * MiB, last: 1200 * MiB });
    expect(last && risingRuns({ ...late, earlier: [] }, last)).toBeUndefined();
  });
});

describe('the next kill of a run that goes on', () => {
  /** Climbs by 10 MiB a minute: after half an hour it is at 400 of its 600 MiB, and 20 min from them. */
  const climb = aPod('sync-29300000-x2x4b', {
    rss: Array.from({ length: 31 }, (_, i) => 100 + 10 * i).join(' '),
    limit: 600,
  });
  const ranFor = (minutes: number) => {
    const pod = aPod('sync-29298560-x2x4c', {
      rss: Array.from({ length: minutes }, (_, i) => 100 + 10 * i).join(' '),
      limit: 600,
    });
    return { ...pod, lifetimes: pod.lifetimes.map((life) => ({ ...life, end: 'restarted' as const })) };
  };
  const next = (pods: readonly PodMemory[]) =>
    rankPods({ range: { from: minute(0), to: minute(30) }, step: MINUTE, pods, measured: {}, deploys: [] }).find(
      ({ pod }) => pod === climb.pod,
    )?.nextKill;

  test('is none where earlier runs ended by themselves before', () => {
    expect(next([climb, ranFor(40)])).toBeUndefined();
  });

  test('is predicted where they took longer, or none has ended', () => {
    expect(next([climb, ranFor(70)])?.at).toBeGreaterThan(minute(40));
    expect(next([climb])?.at).toBeGreaterThan(minute(40));
  });
});
