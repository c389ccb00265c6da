import { expect, it } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Readings } from '../../src/evidence/readings.ts';
import { steadySeries } from '../../src/evidence/steady-series.ts';
import { stepFor } from '../../src/evidence/window.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';
import { type MetricsQuery, type Series, trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';
import { seriesSource } from '../support/series-source.ts';

const END = Date.UTC(2026, 10, 23, 12);
const WEEK = { from: END - 7 * DAY, to: END };
const RESTARTS = 'kube_pod_container_status_restarts_total';
const SERVICE: Service = {
  workload: { namespace: 'prod', name: 'api', container: 'api' },
  runtime: 'go',
  selector: [{ label: 'namespace', op: '=', value: 'prod' }],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
};

/** Restart counts each ten minutes, of a pod that lived from one day of the week to another. */
function restarts(pod: string, count: (day: number) => number, [born, died] = [0, 7], label = 'pod'): Series {
  const points: [number, number][] = [];
  for (let time = WEEK.from; time <= WEEK.to; time += 10 * MINUTE) {
    const day = (time - WEEK.from) / DAY;
    if (day >= born && day <= died) points.push([time, count(day)]);
  }
  return { metric: RESTARTS, labels: { namespace: 'prod', [label]: pod }, ...trackOf(points) };
}

async function asked(all: readonly Series[], among = all.length) {
  const queries: MetricsQuery[] = [];
  const known = seriesSource('a test', all);
  const source: MetricsSource = {
    ...known,
    series(query) {
      queries.push(query);
      return known.series(query);
    },
  };
  const question = { service: SERVICE, range: WEEK, signal: new AbortController().signal, among };
  const answer = await steadySeries(new Readings(source), 'restarts', question);
  const named = queries.map(({ matchers }) => matchers.find(({ op }) => op === '=~'));
  return { answer, queries, named };
}

const still = Array.from({ length: 60 }, (_, i) => restarts(`api-${i}`, () => 2));
const finest = (series: Series) => series.times.length > 200;

it('asks once, for few points, where nothing changed in the window', async () => {
  const { answer, queries } = await asked(still);
  expect(queries.some(({ step }) => step === stepFor(WEEK))).toBe(false);
  expect(answer).toHaveLength(60);
  expect(answer.every(({ times }) => times.length <= 26)).toBe(true);
});

it.each([
  ['one that was restarted', restarts('api.x', (day) => (day < 3 ? 2 : 3))],
  ['one restarted between two of the few points', restarts('api.x', (day) => (day < 3.01 ? 0 : 1))],
  ['one that came in the middle, restarted before', restarts('api.x', () => 1, [3, 7])],
  ['one that went in the middle, after a restart', restarts('api.x', () => 1, [0, 3])],
])('looks closer at %s, and only at that', async (_, moved) => {
  const { answer, named } = await asked([...still, moved]);
  expect(named.filter((each) => each !== undefined)).toEqual([{ label: 'pod', op: '=~', value: 'api\\.x' }]);
  const found = answer.filter(finest);
  expect(found.map(({ labels }) => labels['pod'])).toEqual(['api.x']);
  expect([...new Set(found[0]?.values)]).toEqual([...new Set(moved.values)]);
  expect(answer).toHaveLength(61);
});

it('counts from zero on: one that came in the middle and was never restarted has nothing to say', async () => {
  const { answer, queries } = await asked([...still, restarts('young', () => 0, [3, 7])]);
  expect(queries.filter(({ metric }) => metric === RESTARTS).some(({ step }) => step === stepFor(WEEK))).toBe(false);
  expect(answer.find(({ labels }) => labels['pod'] === 'young')?.values.every((value) => value === 0)).toBe(true);
});

it('looks closer at all where many changed, or where no one label names them', async () => {
  const many = Array.from({ length: 50 }, (_, i) => restarts(`new-${i}`, (day) => Math.floor(day)));
  expect((await asked([...still, ...many])).named.filter((each) => each !== undefined)).toEqual([]);
  const mixed = [restarts('a', Math.floor), restarts('10.0.0.7:6060', Math.floor, [0, 7], 'instance')];
  const { answer, named } = await asked([...still, ...mixed]);
  expect(named.filter((each) => each !== undefined)).toEqual([]);
  expect(answer.every(finest)).toBe(true);
});

it('asks for few pods once, at the resolution of the picture', async () => {
  const { queries } = await asked(still.slice(0, 6));
  expect(queries.every(({ step }) => step === stepFor(WEEK))).toBe(true);
});
