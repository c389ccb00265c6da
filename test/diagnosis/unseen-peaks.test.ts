import { expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { T0 } from '../support/a-pod.ts';

const RUNS = 4;
const LIMIT = 512;

/** Flat at 160 MiB for six hours, and killed at the limit; the last point before each kill caught a part of the jump. */
function jumping(minutesApart: number, caught: number): Observation {
  const step = minutesApart * MINUTE;
  const points: [number, number][] = [];
  const lifetimes: Lifetime[] = Array.from({ length: RUNS + 1 }, (_, run) => {
    const from = T0 + run * 6 * HOUR;
    const to = from + 6 * HOUR - step;
    for (let time = from; time <= to; time += step)
      points.push([time, (time > to - step && run < RUNS ? caught : 160 + ((time / step) % 3)) * MiB]);
    return { from, to, end: run < RUNS ? 'oom-killed' : 'running', startSeen: run > 0, startedAt: from };
  });
  const kills = lifetimes.slice(0, RUNS).map((life) => life.to);
  const pod = { pod: 'api-1', rss: trackOf(points), limit: LIMIT * MiB, lifetimes, restarts: RUNS, kills };
  const range = { from: T0, to: points.at(-1)?.[0] ?? T0 };
  return { range, step, pods: [pod], chosen: pod.pod, measured: {}, deploys: [] };
}

test('what points far apart caught of jumps before kills is not given as their height', () => {
  // Beside it stands a picture of the minutes before each kill, whose samples are nearer and see all of it.
  for (const caught of [279, 340, 401]) {
    const far = judgeRssGrowing(jumping(3, caught)).headline;
    expect(far).toContain('jumps before each of 4 kills; points 3 min apart see');
    expect(far).toContain(`see ${caught} of its limit of 512 MiB at most`);
    expect(judgeRssGrowing(jumping(1, caught)).headline).toContain(
      `jumps before each of 4 kills, up to ${caught} of its limit of 512 MiB`,
    );
  }
});

/** Dies 40 s after each start, for want of memory: one sample of a run, at so many MiB. */
function neverUp(seen: number): Observation {
  const lifetimes: Lifetime[] = Array.from({ length: 60 }, (_, run) => {
    const from = T0 + run * 5 * MINUTE;
    return { from, to: from, end: run < 59 ? 'oom-killed' : 'running', startSeen: true, startedAt: from - 20_000 };
  });
  const points = lifetimes.map(({ from }, i) => [from, (seen + (i % 4)) * MiB] as const);
  const kills = lifetimes.slice(0, -1).map((life) => life.to);
  const pod = { pod: 'api-1', rss: trackOf(points), limit: LIMIT * MiB, lifetimes, restarts: 59, kills };
  const range = { from: T0, to: points.at(-1)?.[0] ?? T0 };
  return { range, step: MINUTE, pods: [pod], chosen: pod.pod, measured: {}, deploys: [] };
}

test('a limit that is too small is not contradicted by samples far below it', () => {
  const { judge, means } = QUESTIONS['rss-growing']('go');
  for (const seen of [200, 289, 400]) {
    const observation = neverUp(seen);
    const judgement = judge(observation);
    const steps = [{ step: 'rss-growing' as const, means, judgement, answer: judgement.answer }];
    const { kind, evidence } = conclude({ observation, steps, comparisons: [], gaps: [] });
    expect(kind).toBe('limit-too-small');
    expect(evidence.join('\n')).toContain('of the limit of 512 MiB: it takes the rest between two of them.');
    expect(evidence.join('\n')).not.toContain('Peaks reach');
  }
});
