import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';

const T0 = Date.UTC(2026, 5, 3, 9);
const at = (minute: number) => T0 + minute * MINUTE;
const range = { from: T0, to: at(39) };
const LIMIT = 512 * MiB;

/** One sample a minute from a minute on. */
function series(metric: string, labels: Record<string, string>, from: number, values: readonly number[]): Series {
  return { metric, labels, ...trackOf(values.map((value, i) => [at(from + i), value] as const)) };
}

const flat = (count: number, value: number) => Array.from({ length: count }, () => value);

/** Memory at 93 % of the limit until minute 19, then a container with another id. */
function rss(idOf: (half: 0 | 1) => string): Series[] {
  const one = (half: 0 | 1, levels: readonly number[]) =>
    series('container_memory_rss', { pod: 'db-0', container: 'db', id: idOf(half) }, 20 * half, levels);
  return [one(0, flat(20, 0.93 * LIMIT)), one(1, flat(20, 0.5 * LIMIT))];
}

const limit = [series('kube_pod_container_resource_limits', { pod: 'db-0', container: 'db' }, 0, flat(40, LIMIT))];
const UID = ['0b5c1a5e-1111-4222-8333-444455556666', '9f3d7c20-7777-4888-9999-aaaabbbbcccc'] as const;

describe('a pod that was made again under its old name', () => {
  test.each([
    ['cgroupfs', (half: 0 | 1) => `/kubepods/burstable/pod${UID[half]}/${half}e4f`],
    [
      'systemd',
      (half: 0 | 1) =>
        `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID[half].replaceAll('-', '_')}.slice/cri-containerd-${half}e4f.scope`,
    ],
  ])('is known by the cgroup of the pod (%s): neither killed nor restarted', (_, idOf) => {
    const [pod] = podMemoryOf({ rss: rss(idOf), limit }, range);
    expect(pod).toMatchObject({ kills: [], inferredKills: 0, restarts: 0 });
    expect(pod?.lifetimes).toMatchObject([
      { end: 'restarted', replaced: true, to: at(19) },
      { end: 'running', from: at(20) },
    ]);
  });

  test('is known by the uid that kube-state-metrics names, where ids say nothing of pods', () => {
    const restarts = [0, 1].map((half) =>
      series(
        'kube_pod_container_status_restarts_total',
        { pod: 'db-0', container: 'db', uid: UID[half as 0 | 1] },
        20 * half,
        flat(20, 3),
      ),
    );
    const [pod] = podMemoryOf({ rss: rss((half) => `/docker/${half}e4f`), limit, restarts }, range);
    expect(pod).toMatchObject({ kills: [], restarts: 0 });
  });

  test('is known by a restart counter that did not rise, where no label shows another pod', () => {
    const restarts = [series('restarts', { pod: 'db-0', container: 'db' }, 0, flat(40, 0))];
    const [pod] = podMemoryOf({ rss: rss((half) => `/docker/${half}e4f`), limit, restarts }, range);
    expect(pod).toMatchObject({ kills: [], restarts: 0 });
  });

  test('was not killed because its container had been, days ago', () => {
    const terminatedReason = [series('reason', { pod: 'db-0', uid: UID[0], reason: 'OOMKilled' }, 0, flat(20, 1))];
    const ids = (half: 0 | 1) => `/kubepods/burstable/pod${UID[half]}/${half}e4f`;
    const [pod] = podMemoryOf({ rss: rss(ids), limit, terminatedReason }, range);
    expect(pod?.kills).toEqual([]);
  });

  test('restarts of both pods count', () => {
    const restarts = [
      series('restarts', { pod: 'db-0', uid: UID[0] }, 0, [...flat(10, 0), ...flat(10, 1)]),
      series('restarts', { pod: 'db-0', uid: UID[1] }, 20, [...flat(5, 0), ...flat(5, 1), ...flat(10, 2)]),
    ];
    const [pod] = podMemoryOf({ rss: rss((half) => `/docker/${half}`), limit, restarts }, range);
    expect(pod?.restarts).toBe(3);
  });
});

describe('a container that restarted in its pod', () => {
  const ids = (half: 0 | 1) => `/kubepods/burstable/pod${UID[0]}/${half}e4f`;
  const restarts = [series('restarts', { pod: 'db-0', uid: UID[0] }, 0, [...flat(20, 0), ...flat(20, 1)])];

  test('at its limit was probably killed, where nothing names the reason', () => {
    const [pod] = podMemoryOf({ rss: rss(ids), limit, restarts }, range);
    expect(pod).toMatchObject({ inferredKills: 1, restarts: 1 });
  });

  test('at its limit for a named reason was not killed for memory', () => {
    const endReason = [series('reason', { pod: 'db-0', reason: 'Error' }, 20, flat(20, 1))];
    const exitCode = [series('code', { pod: 'db-0' }, 20, flat(20, 137))];
    const [pod] = podMemoryOf({ rss: rss(ids), limit, restarts, endReason, exitCode }, range);
    expect(pod).toMatchObject({ kills: [], restarts: 1 });
    expect(pod?.lifetimes[0]).toMatchObject({ end: 'restarted', reason: 'Error', exitCode: 137 });
  });

  test('each end has the reason that was named after it', () => {
    const reason = (name: string, from: number, values: readonly number[]) =>
      series('reason', { pod: 'db-0', reason: name }, from, values);
    const three = [0, 1, 2].map((i) =>
      series('container_memory_rss', { pod: 'db-0', id: `/kubepods/pod${UID[0]}/${i}` }, 13 * i, flat(13, 100 * MiB)),
    );
    // The source repeats the first reason for five minutes.
    const endReason = [reason('OOMKilled', 14, flat(18, 1)), reason('Error', 27, flat(12, 1))];
    const counter = [series('restarts', { pod: 'db-0' }, 0, [...flat(13, 0), ...flat(13, 1), ...flat(13, 2)])];
    const [pod] = podMemoryOf(
      { rss: three, restarts: counter, endReason, terminatedReason: endReason.slice(0, 1) },
      range,
    );
    expect(pod?.lifetimes.map(({ reason: named }) => named)).toEqual(['OOMKilled', 'Error', undefined]);
  });
});
