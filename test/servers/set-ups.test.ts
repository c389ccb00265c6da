import { describe, expect, test } from 'vitest';
import { backfilledPrometheus } from '../../scripts/bench/backfilled-prometheus.ts';
import { CONTAINER_SET_UPS } from '../support/container-set-ups.ts';
import { openMetrics } from '../support/exposition-of.ts';
import { recordedSeries } from '../support/recorded-series.ts';
import { playedOn } from '../support/set-up-played.ts';
import { SET_UPS } from '../support/set-ups.ts';
import { isMissing, PROGRAMS } from './real-servers.ts';

describe.each(['Prometheus 2', 'Prometheus'] as const)('in a real %s', (program) => {
  test.skipIf(isMissing(program)).each([...SET_UPS, ...CONTAINER_SET_UPS])('$name', async (setUp) => {
    const series = setUp.as(recordedSeries('heap-leak'));
    await using server = await backfilledPrometheus([openMetrics(series)], PROGRAMS[program]);
    const { gaps, ...ending } = await playedOn(server.url, setUp);
    const { services, pod, finding = 'heap-leak', gap } = setUp;
    expect(ending).toEqual({ services, pod, finding });
    if (gap !== undefined) expect(gaps.join('\n')).toContain(gap);
  });
});
