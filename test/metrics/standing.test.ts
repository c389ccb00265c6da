import { expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { killOfNextRun } from '../../src/metrics/next-kill.ts';
import { type MemorySeries, podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { standingOf } from '../../src/metrics/standing.ts';

const T0 = Date.UTC(2026, 2, 9, 3);
const STEP = 30 * SECOND;
const at = (minute: number) => T0 + minute * MINUTE;

/** A value each half minute between two minutes. */
function between(metric: string, [from, to]: readonly [number, number], value: (minute: number) => number): Series {
  const count = Math.floor(((to - from) * MINUTE) / STEP) + 1;
  const points = Array.from({ length: count }, (_, i) => {
    const minute = from + (i * STEP) / MINUTE;
    return [at(minute), value(minute)] as const;
  });
  return { metric, labels: { pod: 'queue-7' }, ...trackOf(points) };
}

const KILLS = [6, 15, 24] as const;
/** Three runs of six minutes, 40 to 240 MiB each, with three minutes of back-off between; killed at minute 24. */
const RUNS: MemorySeries['rss'] = KILLS.map((kill, i) => {
  const run = between('container_memory_rss', [kill - 6, kill - 0.5], (m) => (40 + 33 * (m - kill + 6)) * MiB);
  return { ...run, labels: { ...run.labels, id: `/run/${i}` } };
});
const started = (minute: number) => KILLS.filter((kill) => minute >= kill + 3).length;

function seenUntil(minute: number, series: Partial<MemorySeries>) {
  const [pod] = podMemoryOf(
    {
      rss: RUNS,
      limit: [between('kube_pod_container_resource_limits', [0, minute], () => 256 * MiB)],
      startTime: KILLS.map((kill, i) => ({
        ...between('container_start_time_seconds', [kill - 6, kill - 0.5], () => at(kill - 6) / 1000),
        labels: { pod: 'queue-7', id: `/run/${i}` },
      })),
      terminatedReason: [between('kube_pod_container_status_last_terminated_reason', [6.5, minute], () => 1)],
      lastTerminated: [
        between('kube_pod_container_status_last_terminated_timestamp', [6.5, minute], (m) => {
          return at(KILLS.findLast((kill) => kill < m) ?? 0) / 1000;
        }),
      ],
      ...series,
    },
    { from: T0, to: at(minute) },
  );
  if (pod === undefined) throw new Error('no pod');
  return pod;
}

const counted = (from: number, to: number) => [
  between('kube_pod_container_status_restarts_total', [from, to], started),
];

test.each([
  ['in back-off, as its waiting reason says', 26.5, { waiting: 26.5, counted: 26.5 }, 'between-runs'],
  ['just killed, and counted on', 24.5, { counted: 24.5 }, 'between-runs'],
  ['just killed, where nothing counts restarts', 25, {}, 'between-runs'],
  ['waiting far longer than the longest back-off', 40, { counted: 40 }, 'between-runs'],
  ['killed and deleted within minutes', 28, { counted: 24.5 }, 'gone'],
  ['deleted long ago', 40, { counted: 25 }, 'gone'],
] as const)('a pod that is %s', (_, now, known: { waiting?: number; counted?: number }, standing) => {
  const waiting = known.waiting === undefined ? [] : [between('waiting', [24.5, known.waiting], () => 1)];
  const pod = seenUntil(now, {
    restarts: known.counted === undefined ? [] : counted(0, known.counted),
    waitingReason: waiting.map((one) => ({ ...one, labels: { ...one.labels, reason: 'CrashLoopBackOff' } })),
  });
  expect(pod.kills).toHaveLength(3);
  expect(standingOf(pod)).toBe(standing);
});

/** What a range query repeats of a gauge that has ended is no state of a container that was started again since. */
test.each([
  ['whose reason is repeated beside it', 29, (m: number) => (40 + 33 * (m - 27)) * MiB, 29, undefined],
  ['whose reason was last seen before it', 29, () => 40 * MiB, 26.5, undefined],
  ['that ended, and whose samples are repeated', 29, () => 40 * MiB, 29, 'CrashLoopBackOff'],
] as const)('a container that runs again, %s, does not wait', (_, now, rss, reasonUntil, said) => {
  const again = { ...between('container_memory_rss', [27, now], rss), labels: { pod: 'queue-7', id: '/run/3' } };
  const reason = between('waiting', [24.5, reasonUntil], () => 1);
  const pod = seenUntil(now, {
    rss: [...RUNS, again],
    restarts: counted(0, now),
    waitingReason: [{ ...reason, labels: { ...reason.labels, reason: 'CrashLoopBackOff' } }],
  });
  expect(pod.lifetimes.at(-1)?.end).toBe('running');
  expect(pod.waiting).toBe(said);
});

test('a pod that was evicted is gone, whatever is still counted of it', () => {
  const pod = seenUntil(25, { restarts: counted(0, 25) });
  expect(standingOf({ ...pod, evictedAt: at(24) })).toBe('gone');
});

test('the next run begins after a pause like the last, and lives as long as those that were killed', () => {
  const { lifetimes } = seenUntil(25, { restarts: counted(0, 25) });
  const next = killOfNextRun(at(25), lifetimes);
  // Killed at minute 24, three minutes of pause, six of life.
  expect((next?.at ?? 0) - T0).toBe(33 * MINUTE);
  expect(next?.earliest).toBeLessThan(at(33));
  expect(next?.latest).toBeGreaterThan(at(33));
});

test('of one run that was killed nothing is predicted', () => {
  const { lifetimes } = seenUntil(25, { restarts: counted(0, 25) });
  expect(killOfNextRun(at(25), lifetimes.slice(-1))).toBeUndefined();
});
