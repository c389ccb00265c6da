import { describe, expect, test } from 'vitest';
import { rankPods } from '../../src/diagnosis/ranked-pods.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

const FROM = Date.UTC(2026, 4, 4);
const STEP = 15 * MINUTE;
const RANGE = { from: FROM, to: FROM + 6 * DAY };

function series(
  metric: string,
  pod: string,
  [from, to]: readonly [number, number],
  value: (hour: number) => number,
): Series {
  const points: [number, number][] = [];
  for (let time = from; time <= to; time += STEP) points.push([time, value((time - from) / HOUR)]);
  return { metric, labels: { pod }, ...trackOf(points) };
}

/** A pod that climbs by 3 MiB an hour and was deleted 40 min before the end, and the one that took its place. */
function restarted({ known = true, other = true, knownUntil = RANGE.to - 40 * MINUTE } = {}) {
  const ended = RANGE.to - 40 * MINUTE;
  const old = [RANGE.to - 2 * DAY, ended] as const;
  const young = [ended, RANGE.to] as const;
  const count = (pod: string, [from]: readonly [number, number], to: number) =>
    series('kube_pod_container_status_restarts_total', pod, [from, to], () => 0);
  return podMemoryOf(
    {
      rss: [
        series('container_memory_rss', 'api-old', old, (hour) => (120 + 3 * hour) * MiB),
        ...(other ? [series('container_memory_rss', 'api-young', young, (hour) => (118 + 3 * hour) * MiB)] : []),
      ],
      restarts: known ? [count('api-old', old, knownUntil), count('api-young', young, RANGE.to)] : [],
    },
    RANGE,
    { limit: 400 * MiB },
  );
}

const endOf = (pods: ReturnType<typeof restarted>) => pods.find(({ pod }) => pod === 'api-old')?.lifetimes.at(-1)?.end;

describe('a pod whose points end a few steps before the window', () => {
  test('is gone where Kubernetes no longer knows it and others are seen', () => {
    expect(endOf(restarted())).toBe('restarted');
  });

  test.each([
    ['Kubernetes still knows it', { knownUntil: RANGE.to }],
    ['no metric shows what Kubernetes knows', { known: false }],
    ['nothing else is seen either', { other: false }],
  ])('may be there where %s', (_, options) => {
    expect(endOf(restarted(options))).toBe('running');
  });

  test('shows what its place-taker, too young to be judged, will do', () => {
    const pods = restarted();
    const ranked = rankPods({ range: RANGE, step: STEP, pods, measured: {}, deploys: [] });
    expect(ranked.map(({ pod, growth }) => `${pod} ${growth.answer}`)).toEqual(['api-old yes', 'api-young unclear']);
    expect(ranked[0]?.nextKill).toBeUndefined();
  });
});
