import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { shortPodNames } from '../../src/service/pod-name.ts';

const T0 = Date.UTC(2026, 10, 22, 10);

/** One sample a minute; `undefined` is a gap. */
function series(metric: string, labels: Record<string, string>, values: readonly (number | undefined)[]): Series {
  const points = values.flatMap((value, i) => (value === undefined ? [] : [[T0 + i * MINUTE, value] as const]));
  return { metric, labels, ...trackOf(points) };
}

const mebibytes = (...values: number[]) => values.map((value) => value * MiB);
const range = { from: T0, to: T0 + 7 * MINUTE };
const at = (minute: number) => T0 + minute * MINUTE;

/** Two teeth; the container of the first was killed at its limit after minute 3. */
const teeth = series('container_memory_rss', { pod: 'api-1' }, mebibytes(100, 250, 380, 498, 100, 250, 380, 490));

describe('lifetimes', () => {
  test('a restart counted with the reason at 1 is a kill, at the time that last_terminated shows', () => {
    const died = at(3) + 20_000;
    const [pod] = podMemoryOf(
      {
        rss: [teeth],
        limit: [series('limits', { exported_pod: 'api-1', pod: 'kube-state-metrics-0' }, mebibytes(512, 512))],
        restarts: [series('restarts', { exported_pod: 'api-1', pod: 'ksm-0' }, [4, 4, 4, 4, 4, 5, 5, 5])],
        terminatedReason: [series('reason', { exported_pod: 'api-1', pod: 'ksm-0' }, [1, 1, 1, 1, 1, 1, 1, 1])],
        lastTerminated: [
          series('last', { exported_pod: 'api-1', pod: 'ksm-0' }, [1, 1, 1, 1, 1, died / 1000, died / 1000]),
        ],
      },
      range,
    );
    expect(pod).toMatchObject({
      limit: 512 * MiB,
      restarts: 1,
      kills: [died],
      inferredKills: 0,
      lifetimes: [
        { from: T0, to: died, end: 'oom-killed' },
        { from: at(4), to: at(7), end: 'running' },
      ],
    });
  });

  test.each([
    [[0, 0, 0, 0, 1, 1, 1, 1], true],
    [[0, 0, 0, 0, 0, 1, 1, 1], true],
    [[4, 4, 4, 4, 5, 5, 5, 5], undefined],
    // Seen only from the second run on.
    [[undefined, undefined, undefined, undefined, undefined, 1, 1, 1], undefined],
    [[], undefined],
  ])('the first run of a pod is seen where its restart counter stood at 0 in it: %j', (counted, seen) => {
    const restarts = [series('restarts', { pod: 'api-1' }, counted)];
    const limit = [series('limits', { pod: 'api-1' }, mebibytes(512, 512))];
    const [pod] = podMemoryOf({ rss: [teeth], limit, restarts: counted.length === 0 ? [] : restarts }, range);
    expect(pod?.firstRunSeen).toBe(seen);
  });

  test.each([
    [[1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1], true],
    [[1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0], undefined],
    [[0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1], undefined],
  ])('a run before the window was killed where its first samples say so: %j, reason %j', (counted, reason, killed) => {
    const restarts = [series('restarts', { pod: 'api-1' }, counted)];
    const terminatedReason = [series('reason', { pod: 'api-1' }, reason)];
    const [pod] = podMemoryOf({ rss: [teeth], restarts, terminatedReason }, range);
    expect(pod?.killedBefore).toBe(killed);
  });

  // The highest sample of a step stands at its end: that of the last run comes after the run.
  test.each([
    ['Completed', 0, 'restarted', 0],
    ['OOMKilled', 1, 'oom-killed', 1],
  ])('the only run of a pod that ended as %s is one, to its last sample', (_, isOom, end, kills) => {
    const ended = at(2) + 40_000;
    const of = { pod: 'export-29300000-x2x4b' };
    const [pod] = podMemoryOf(
      {
        rss: [series('container_memory_rss', of, mebibytes(120, 310, 450, 505))],
        restarts: [series('restarts', of, [0, 0, 0, 0, 0, 0, 0, 0])],
        startTime: [
          series(
            'start',
            of,
            [0, 0, 0, 0].map(() => (T0 - 9000) / 1000),
          ),
        ],
        terminatedReason: [series('reason', of, [undefined, undefined, undefined, isOom, isOom, isOom])],
        lastTerminated: [series('last', of, [undefined, undefined, undefined, ended / 1000, ended / 1000])],
      },
      { from: T0, to: at(30) },
    );
    expect(pod?.lifetimes).toMatchObject([{ from: T0, to: at(3), end }]);
    expect(pod?.restarts).toBe(0);
    expect(pod?.kills).toHaveLength(kills);
  });

  test('where no counter shows that nothing began, what follows an end is another run', () => {
    const of = { pod: 'export-29300000-x2x4b' };
    const [pod] = podMemoryOf(
      {
        rss: [series('container_memory_rss', of, mebibytes(120, 310, 450, 90))],
        lastTerminated: [series('last', of, [undefined, undefined, undefined, (at(2) + 40_000) / 1000])],
      },
      { from: T0, to: at(30) },
    );
    expect(pod?.lifetimes).toHaveLength(2);
  });

  // Read from the start time of the process, or from the end of its container, the moment lies within the gap; the counter
  // and the id of the container show it at the first sample after the gap.
  test.each([1, 2])('%d restarts within hours without a sample are as many', (count) => {
    const hours = 60;
    const [from, to] = [2 * hours, 8 * hours];
    const seen = (of: (minute: number) => number) =>
      Array.from({ length: 10 * hours }, (_, i) => (i >= from && i < to ? undefined : of(i)));
    const began = (i: number) => (i < from ? T0 : at(5 * hours)) / 1000;
    const died = (i: number) => (i < from ? undefined : (at(5 * hours) - 2000) / 1000);
    const life = (id: string, inIt: (minute: number) => boolean) =>
      series(
        'container_memory_rss',
        { pod: 'etl-1', id },
        seen((i) => (100 + (i % from) / 2) * MiB).map((value, i) => (inIt(i) ? value : undefined)),
      );
    const [pod] = podMemoryOf(
      {
        rss: [life('/a', (i) => i < from), life('/b', (i) => i >= to)],
        restarts: [
          series(
            'restarts',
            { pod: 'etl-1' },
            seen((i) => (i < from ? 0 : count)),
          ),
        ],
        startTime: [series('process_start_time_seconds', { pod: 'etl-1' }, seen(began))],
        terminatedReason: [
          series(
            'reason',
            { pod: 'etl-1' },
            seen((i) => (i < from ? 0 : 1)),
          ),
        ],
        lastTerminated: [
          series(
            'last',
            { pod: 'etl-1' },
            seen((i) => died(i) ?? 0),
          ),
        ],
      },
      { from: T0, to: at(10 * hours) },
      { limit: 512 * MiB },
    );
    expect(pod?.restarts).toBe(count);
    expect(pod?.kills).toHaveLength(count);
  });

  test.each([
    ['its image', { rss: ['shop:1', 'shop:2'] }, ['1', '2']],
    ['its build metric before its image', { rss: ['shop', 'shop'], builds: ['4f1c', '9be0'] }, ['4f1c', '9be0']],
  ] as const)('each life has the revision of %s', (_, { rss: images, ...rest }, revisions) => {
    const values = [mebibytes(100, 250, 380, 498), mebibytes(100, 250, 380, 490)];
    const own = (metric: string, i: number, labels: Record<string, string>) => {
      const one = series(metric, { pod: 'api-1', ...labels }, values[i] ?? []);
      return { ...one, times: one.times.map((time) => time + i * 4 * MINUTE) };
    };
    const builds = 'builds' in rest ? rest.builds.map((revision, i) => own('build_info', i, { revision })) : [];
    const [pod] = podMemoryOf(
      { rss: images.map((image, i) => own('container_memory_rss', i, { image, id: `/${i}` })), builds },
      range,
    );
    expect(pod?.lifetimes.map(({ revision }) => revision)).toEqual(revisions);
  });

  test('each life has the limit it ran under', () => {
    const [pod] = podMemoryOf(
      {
        rss: [teeth],
        limit: [series('limits', { pod: 'api-1' }, mebibytes(512, 512, 512, 512, 1024, 1024, 1024, 1024))],
        restarts: [series('restarts', { pod: 'api-1' }, [4, 4, 4, 4, 5, 5, 5, 5])],
      },
      range,
    );
    expect(pod?.lifetimes.map(({ limit }) => (limit ?? 0) / MiB)).toEqual([512, 1024]);
    expect(pod?.limit).toBe(1024 * MiB);
  });

  test('a step that straddles a restart belongs to neither life', () => {
    // The source answers with the highest sample of each minute: at minute 4 that is the old container's last one.
    const [pod] = podMemoryOf(
      {
        rss: [series('rss', { pod: 'api-1' }, mebibytes(100, 250, 380, 460, 498, 100, 250, 380))],
        startTime: [
          series('start', { pod: 'api-1' }, [
            ...Array.from({ length: 4 }, () => (T0 - MINUTE) / 1000),
            ...Array.from({ length: 4 }, () => (at(3) + 40_000) / 1000),
          ]),
        ],
      },
      range,
    );
    expect([...(pod?.rss.values ?? [])].map((value) => value / MiB)).toEqual([100, 250, 380, 460, 100, 250, 380]);
  });

  test('two kills between two samples are two', () => {
    const [pod] = podMemoryOf(
      {
        rss: [teeth],
        restarts: [series('restarts', { pod: 'api-1' }, [4, 4, 4, 4, 6, 6, 6, 6])],
        terminatedReason: [series('reason', { pod: 'api-1' }, [1, 1, 1, 1, 1, 1, 1, 1])],
      },
      range,
    );
    expect(pod?.kills).toHaveLength(2);
    expect(pod?.restarts).toBe(2);
  });

  test('a counter that falls to zero is that of a pod made again under its old name', () => {
    const [pod] = podMemoryOf(
      {
        rss: [series('rss', { pod: 'api-1' }, mebibytes(100, 130, 135, 137, 100, 130, 135, 137))],
        restarts: [series('restarts', { pod: 'api-1' }, [4, 4, 4, 4, 0, 0, 0, 0])],
      },
      range,
    );
    expect(pod?.lifetimes).toMatchObject([
      { from: T0, to: at(3), end: 'restarted' },
      { from: at(4), to: at(7), end: 'running' },
    ]);
  });

  test('with no sign of restarts, a collector that falls as deep again and again marks none', () => {
    // Of ten collections five free more than a quarter, the others nearly as much.
    const levels = Array.from({ length: 120 }, (_, i) => 100 + (i % 24 < 12 ? 2.6 : 3.9) * (i % 12));
    const [pod] = podMemoryOf(
      { rss: [series('rss', { pod: 'api-1' }, mebibytes(...levels))] },
      { from: T0, to: T0 + levels.length * MINUTE },
    );
    expect(pod?.lifetimes).toHaveLength(1);
  });

  test('the reason gauge alone, still 1 from an old kill, marks nothing', () => {
    const [pod] = podMemoryOf(
      {
        rss: [series('rss', { pod: 'api-1' }, mebibytes(100, 101, 102, 101, 100, 101, 102, 101))],
        restarts: [series('restarts', { pod: 'api-1' }, [4, 4, 4, 4, 4, 4, 4, 4])],
        terminatedReason: [series('reason', { pod: 'api-1' }, [1, 1, 1, 1, 1, 1, 1, 1])],
      },
      range,
    );
    expect(pod).toMatchObject({ restarts: 0, kills: [], lifetimes: [{ end: 'running' }] });
  });

  test('with nothing but a new start time, a life that ended at its limit was probably killed', () => {
    const started = (at(3) + 30_000) / 1000;
    const startTime = [series('start', { pod: 'api-1' }, [1, 1, 1, 1, started, started, started, started])];
    const [killed] = podMemoryOf({ rss: [teeth], startTime }, range, { limit: 512 * MiB });
    expect(killed).toMatchObject({ kills: [at(3)], inferredKills: 1 });
    expect(killed?.lifetimes[0]).toMatchObject({ end: 'oom-killed', inferred: true });
    const [restarted] = podMemoryOf({ rss: [teeth], startTime }, range, { limit: 1024 * MiB });
    expect(restarted).toMatchObject({ kills: [], restarts: 1, lifetimes: [{ end: 'restarted' }, { end: 'running' }] });
  });

  const minutesOf = (minutes: number, value: (minute: number) => number) =>
    Array.from({ length: minutes }, (_, minute) => value(minute));
  const level = series('rss', { pod: 'api-1' }, mebibytes(...minutesOf(60, (minute) => 200 + (minute % 3))));
  const anHour = { from: T0 - 30 * MINUTE, to: at(59) };

  test.each([-3600, -420, -60, 0, 30, 90, 200, 420, 1200])(
    'a start time that never changes is no restart, though it lies %d s after the first sample',
    (ahead) => {
      const startTime = [
        series(
          'start',
          { pod: 'api-1' },
          minutesOf(60, () => T0 / 1000 + ahead),
        ),
      ];
      const counter = [
        series(
          'restarts',
          { pod: 'api-1' },
          minutesOf(60, () => 0),
        ),
      ];
      for (const restarts of [undefined, counter]) {
        const [pod] = podMemoryOf({ rss: [level], startTime, restarts }, anHour);
        expect(pod).toMatchObject({ restarts: 0, lifetimes: [{ from: at(0), to: at(59), end: 'running' }] });
        expect(pod?.lifetimes[0]?.startedAt).toBeLessThanOrEqual(at(0));
      }
    },
  );

  test.each([-420, -200, 0, 40, 200, 420])(
    'a start time that changes is one restart, where memory fell, with a clock %d s ahead',
    (ahead) => {
      const falls = minutesOf(60, (minute) => (minute < 30 ? 200 + 5 * minute : 50 + minute));
      const began = at(29) / 1000 + 10 + ahead;
      const startTime = [
        series(
          'start',
          { pod: 'api-1' },
          minutesOf(60, (m) => (m < 30 ? T0 / 1000 + ahead : began)),
        ),
      ];
      const counter = [
        series(
          'restarts',
          { pod: 'api-1' },
          minutesOf(60, (minute) => (minute < 31 ? 0 : 1)),
        ),
      ];
      for (const restarts of [undefined, counter]) {
        const rss = [series('rss', { pod: 'api-1' }, mebibytes(...falls))];
        const [pod] = podMemoryOf({ rss, startTime, restarts }, anHour);
        expect(pod?.restarts).toBe(1);
        expect(pod?.lifetimes).toMatchObject([
          { from: at(0), to: at(29), end: 'restarted' },
          { from: at(30), to: at(59), end: 'running' },
        ]);
      }
    },
  );

  test('kills count as counted where a metric counts restarts, and only there', () => {
    const [seen] = podMemoryOf({ rss: [level] }, anHour);
    expect(seen?.killsUncounted).toBe(true);
    const counter = [series('restarts', { pod: 'api-1' }, [0, 0])];
    const [counted] = podMemoryOf({ rss: [level], restarts: counter }, anHour);
    expect(counted?.killsUncounted).toBeUndefined();
  });

  test('with nothing at all, a fall of more than half cuts', () => {
    const [pod] = podMemoryOf({ rss: [teeth] }, range);
    expect(pod?.lifetimes.map((life) => [life.from, life.to])).toEqual([
      [at(0), at(3)],
      [at(4), at(7)],
    ]);
  });

  test("a new container's series stands where the old one's last sample is repeated", () => {
    const old = series('rss', { pod: 'api-1', id: '/a' }, mebibytes(100, 200, 300, 300, 300));
    const fresh = series('rss', { pod: 'api-1', id: '/b' }, [
      undefined,
      undefined,
      undefined,
      ...mebibytes(50, 60, 70),
    ]);
    const [pod] = podMemoryOf({ rss: [old, fresh] }, { from: T0, to: at(5) });
    expect([...(pod?.rss.values ?? [])].map((value) => value / MiB)).toEqual([100, 200, 300, 50, 60, 70]);
    expect(pod?.lifetimes).toHaveLength(2);
  });
});

test('short pod names are unique among the pods', () => {
  const names = shortPodNames(['api-7d9f-x2x', 'api-7d9f-k7p', 'web-1-k7p', '10.0.0.1:8080']);
  expect([...names.values()]).toEqual(['x2x', '7d9f-k7p', '1-k7p', '10.0.0.1:8080']);
});
