import { describe, expect, it } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { LabelMatcher, MetricsQuery, Series } from '../../src/metrics/series.ts';
import { trackOf } from '../../src/metrics/series.ts';

/** A source that holds the given series, and how to let go of it. */
export type Holding = (series: readonly Series[]) => Promise<{ source: MetricsSource } & AsyncDisposable>;

// Recent, because a real Prometheus may refuse what lies outside its retention; whole minutes, so that figures read well.
const T0 = Math.floor((Date.now() - 6 * HOUR) / HOUR) * HOUR;
const at = (minute: number, second = 0) => T0 + minute * MINUTE + second * SECOND;

const RSS = 'process_resident_memory_bytes';
const pod = (name: string, labels: Record<string, string> = {}) => ({
  namespace: 'prod',
  instance: `${name}:6060`,
  pod: name,
  ...labels,
});

function series(
  metric: string,
  labels: Record<string, string>,
  points: readonly (readonly [number, number])[],
): Series {
  return { metric, labels, ...trackOf(points) };
}

function ask(change: Partial<MetricsQuery> = {}): MetricsQuery {
  const range = { from: at(0), to: at(10) };
  return { metric: RSS, matchers: [], range, step: MINUTE, aggregate: 'last', ...change };
}

const byPod = (answer: readonly Series[]) =>
  [...answer].sort((a, b) => (a.labels['pod'] ?? '').localeCompare(b.labels['pod'] ?? ''));

/** What any metrics source must answer, whatever stores it; `rounding` is the share by which it may be off. */
export function metricsSourceContract(name: string, holding: Holding, { rounding = 0 } = {}): void {
  describe(`${name} as a metrics source`, () => {
    it('answers with the metric, its labels and one value a step, at the end of each step', async () => {
      const points = [0, 1, 2, 3, 4, 5].map((minute) => [at(minute, 15), 100 + minute] as const);
      await using held = await holding([series(RSS, pod('a'), points)]);
      const answer = await held.source.series(ask({ range: { from: at(0), to: at(6) } }));
      expect(answer.map(({ metric, labels }) => ({ metric, labels }))).toEqual([{ metric: RSS, labels: pod('a') }]);
      expect([...(answer[0]?.times ?? [])]).toEqual([1, 2, 3, 4, 5, 6].map((minute) => at(minute)));
      expect([...(answer[0]?.values ?? [])]).toEqual([100, 101, 102, 103, 104, 105]);
    });

    it.each([
      ['last', [3, 6]],
      ['max', [9, 8]],
      ['min', [1, 4]],
    ] as const)('lets the %s sample stand for its step', async (aggregate, values) => {
      const points = [1, 9, 2, 3, 8, 4, 5, 6].map((value, i) => [at(0, 10 + 30 * i), value] as const);
      await using held = await holding([series(RSS, pod('a'), points)]);
      const answer = await held.source.series(ask({ range: { from: at(0), to: at(4) }, step: 2 * MINUTE, aggregate }));
      expect([...(answer[0]?.values ?? [])]).toEqual(values);
    });

    it('leaves gaps as gaps', async () => {
      const points = [0, 1, 5, 6].map((minute) => [at(minute, 15), minute] as const);
      await using held = await holding([series(RSS, pod('a'), points)]);
      const [answer] = await held.source.series(ask({ range: { from: at(0), to: at(7) } }));
      expect([...(answer?.times ?? [])]).toEqual([1, 2, 6, 7].map((minute) => at(minute)));
    });

    it('knows nothing outside the range', async () => {
      const points = [-3, 2, 12].map((minute) => [at(minute, 15), minute] as const);
      await using held = await holding([series(RSS, pod('a'), points), series(RSS, pod('gone'), [[at(-30, 15), 1]])]);
      const answer = await held.source.series(ask());
      expect(answer.map(({ values }) => [...values])).toEqual([[2]]);
    });

    it('answers an unknown metric with nothing', async () => {
      await using held = await holding([series(RSS, pod('a'), [[at(1, 15), 1]])]);
      expect(await held.source.series(ask({ metric: 'go_goroutines' }))).toEqual([]);
    });

    it.each(['last', 'max', 'min'] as const)(
      'answers for several metrics at once as for each: %s',
      async (aggregate) => {
        const points = [1, 9, 2, 3, 8, 4].map((value, i) => [at(0, 10 + 30 * i), value] as const);
        await using held = await holding([
          series(RSS, pod('a'), points),
          series('go_goroutines', pod('a'), points.slice(1)),
          series('go_threads', pod('b'), points),
          series('go_memstats_sys_bytes', pod('a'), points),
        ]);
        const { source } = held;
        if (source.many === undefined) return;
        const { metric: _, ...query } = ask({ range: { from: at(0), to: at(4) }, aggregate });
        const matchers: readonly LabelMatcher[] = [{ label: 'pod', op: '=', value: 'a' }];
        const metrics = [RSS, 'go_goroutines', 'go_threads', 'nodejs_version_info'];
        const together = await source.many({ ...query, matchers, metrics });
        const apart = await Promise.all(metrics.map((metric) => source.series({ ...query, matchers, metric })));
        const inOrder = (all: readonly Series[]) => [...all].sort((a, b) => a.metric.localeCompare(b.metric));
        expect(inOrder(together)).toEqual(inOrder(apart.flat()));
        expect(together).toHaveLength(2);
      },
    );

    it('drops NaN and infinities', async () => {
      const values = [1, Number.NaN, Number.POSITIVE_INFINITY, 4];
      const points = values.map((value, minute) => [at(minute, 15), value] as const);
      await using held = await holding([series(RSS, pod('a'), points)]);
      const [answer] = await held.source.series(ask({ range: { from: at(0), to: at(4) } }));
      expect([...(answer?.values ?? [])]).toEqual([1, 4]);
    });

    it('keeps values exact: bytes beyond 2^32, fractions, and the largest gauges of Go', async () => {
      const values = [17_179_869_184, 0.25, 9_223_372_036_854_776_000, -3];
      const each = values.map((value, index) => series(RSS, pod(`api-${index}`), [[at(1, 15), value]]));
      await using held = await holding(each);
      const answer = byPod(await held.source.series(ask()));
      const off = answer.map((one, index) =>
        Math.abs(((one.values[0] ?? 0) - (values[index] ?? 0)) / (values[index] ?? 1)),
      );
      expect(off).toHaveLength(values.length);
      expect(Math.max(...off)).toBeLessThanOrEqual(rounding);
    });

    const matcher = (label: string, op: LabelMatcher['op'], value: string): LabelMatcher => ({ label, op, value });
    it.each([
      ['equal', [matcher('pod', '=', 'api-1')], ['api-1']],
      ['not equal', [matcher('pod', '!=', 'api-1')], ['api-2', 'we"b\\1']],
      ['a regular expression that must match wholly', [matcher('pod', '=~', 'api')], []],
      ['a regular expression', [matcher('pod', '=~', 'api-.|none')], ['api-1', 'api-2']],
      ['a regular expression with flags', [matcher('pod', '=~', '(?i)API-1')], ['api-1']],
      ['not a regular expression', [matcher('pod', '!~', 'api-.*')], ['we"b\\1']],
      ['a label that is absent', [matcher('image', '=', '')], ['api-1', 'we"b\\1']],
      ['a label that is present', [matcher('image', '!=', '')], ['api-2']],
      ['quotes and backslashes', [matcher('pod', '=', 'we"b\\1')], ['we"b\\1']],
      ['several at once', [matcher('namespace', '=', 'prod'), matcher('pod', '=~', '.*1')], ['api-1', 'we"b\\1']],
    ])('matches %s', async (_, matchers, pods) => {
      await using held = await holding([
        series(RSS, pod('api-1'), [[at(1, 15), 1]]),
        series(RSS, pod('api-2', { image: 'api:2' }), [[at(1, 15), 2]]),
        series(RSS, pod('we"b\\1'), [[at(1, 15), 3]]),
      ]);
      const answer = await held.source.series(ask({ matchers }));
      expect(byPod(answer).map(({ labels }) => labels['pod'])).toEqual(pods);
    });

    it('answers with fewer points where a range has too many steps', async () => {
      const points = [0, 90, 180, 239].map((minute) => [at(minute, 15), minute] as const);
      await using held = await holding([series(RSS, pod('a'), points)]);
      const [answer] = await held.source.series(ask({ range: { from: at(0), to: at(240) }, step: 1 }));
      expect([...(answer?.values ?? [])]).toEqual([0, 90, 180, 239]);
    });
  });
}
