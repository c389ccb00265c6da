import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { patientMetrics } from '../../../src/adapters/prometheus/patient-metrics.ts';
import type { MetricsSource } from '../../../src/evidence/ports.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';

const QUERY = { matchers: [], range: { from: 0, to: HOUR }, step: MINUTE, aggregate: 'last' } as const;
const PATIENCE = { waits: [60, 20], remembers: MINUTE } as const;

/** Answers for all but one metric, which it is silent about until it is let go. */
function silentAbout(metric: string): { readonly source: MetricsSource; readonly asked: string[] } {
  const asked: string[] = [];
  async function answer(metrics: readonly string[], signal: AbortSignal | undefined) {
    asked.push(metrics.join(' '));
    if (metrics.includes(metric)) await sleep(HOUR, undefined, signal === undefined ? {} : { signal });
    return [];
  }
  return {
    asked,
    source: {
      name: 'Mimir at http://m',
      series: (query, signal) => answer([query.metric], signal),
      many: (query, signal) => answer(query.metrics, signal),
    },
  };
}

test('a metric that never comes is given up, and not waited for again', async () => {
  const { source, asked } = silentAbout('go_threads');
  const patient = patientMetrics(source, PATIENCE);
  const why = 'Mimir at http://m did not answer for go_threads within';
  await expect(patient.series({ ...QUERY, metric: 'go_threads' })).rejects.toThrow(why);
  const before = asked.length;
  await expect(patient.series({ ...QUERY, metric: 'go_threads' })).rejects.toThrow(why);
  await expect(patient.many?.({ ...QUERY, metrics: ['go_info', 'go_threads'] })).rejects.toThrow(why);
  expect(asked.length).toBe(before);
  expect(await patient.series({ ...QUERY, metric: 'go_info' })).toEqual([]);
});

test('of several metrics that do not come together each may still come alone', async () => {
  const { source } = silentAbout('go_threads');
  const patient = patientMetrics(source, PATIENCE);
  await expect(patient.many?.({ ...QUERY, metrics: ['go_info', 'go_threads'] })).rejects.toThrow(
    '2 metrics like go_info',
  );
  expect(await patient.series({ ...QUERY, metric: 'go_info' })).toEqual([]);
});

test('a source that answers nothing is waited for less and less', async () => {
  const asked: string[] = [];
  const source: MetricsSource = {
    name: 'a source',
    series: (query, signal) => {
      asked.push(query.metric);
      return sleep(HOUR, [], signal === undefined ? {} : { signal });
    },
  };
  const patient = patientMetrics(source, { waits: [150, 1], remembers: MINUTE });
  const begun = performance.now();
  for (let number = 0; number < 40; number += 1)
    await expect(patient.series({ ...QUERY, metric: `m${number}` })).rejects.toThrow('did not answer');
  expect(asked).toHaveLength(40);
  // Forty waits as long as the first would take six seconds.
  expect(performance.now() - begun).toBeLessThan(3000);
});

test('whoever stops asking is let go, and nothing is held against the metric', async () => {
  const { source, asked } = silentAbout('go_threads');
  const patient = patientMetrics(source, PATIENCE);
  const stop = new AbortController();
  const answer = patient.series({ ...QUERY, metric: 'go_threads' }, stop.signal);
  stop.abort();
  await expect(answer).rejects.not.toThrow('did not answer');
  await expect(patient.series({ ...QUERY, metric: 'go_threads' })).rejects.toThrow('did not answer');
  expect(asked).toEqual(['go_threads', 'go_threads']);
});

test('what was answered is not waited for any longer', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const source: MetricsSource = {
    name: 'a source',
    series: (_query, signal) => {
      signals.push(signal);
      return Promise.resolve([]);
    },
  };
  const looking = new AbortController();
  const patient = patientMetrics(source, { waits: [10], remembers: MINUTE });
  await patient.series({ ...QUERY, metric: 'go_threads' }, looking.signal);
  await sleep(50);
  looking.abort();
  expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
});
