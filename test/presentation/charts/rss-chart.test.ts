import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import type { PodMemory } from '../../../src/metrics/lifetime.ts';
import { type RssRequest, rssChart } from '../../../src/presentation/charts/rss-chart.ts';
import { aPod, minute } from '../../support/a-pod.ts';

const leaking = aPod('api-7d9f-x2x', { rss: '200 350 500 | 200 350 500 | 200 350', limit: 512 });
const flat = (name: string) => aPod(name, { rss: '200 201 200 201 200 201 200 201', limit: 512 });
const range = { from: minute(0), to: minute(7) };

function chartOf(pods: readonly PodMemory[], more: Partial<RssRequest> = {}) {
  const frame = { range, headline: 'x2x grows 150 MiB/min.', service: 'api · prod', chosen: pods[0]?.pod };
  return rssChart({ ...frame, pods, ...more });
}
const legendOf = (chart: ReturnType<typeof chartOf>) => chart.legend.map((entry) => entry.label);

describe('the chosen pod', () => {
  test('is strong, by its short name, with a cross where each container was killed', () => {
    const chart = chartOf([leaking, flat('api-7d9f-k7p')]);
    expect(chart.lines.map(({ label, role }) => `${role} ${label}`)).toEqual(['muted api-7d9f-k7p', 'chosen x2x']);
    expect(chart.marks).toEqual([
      { kind: 'oom-kill', time: minute(2), value: 500 * MiB },
      { kind: 'oom-kill', time: minute(5), value: 500 * MiB },
    ]);
    expect(legendOf(chart)).toEqual(['x2x', '1 other pod', '2 OOM kills']);
  });

  test('restarts that were no kills have a mark of their own', () => {
    const pod = aPod('api-x2x', { rss: '200 300 | 200 300 | 200 300', ends: ['restarted', 'oom-killed'] });
    const chart = chartOf([pod]);
    expect(chart.marks.map(({ kind, time }) => [kind, time])).toEqual([
      ['restart', minute(1)],
      ['oom-kill', minute(3)],
    ]);
    expect(legendOf(chart)).toEqual(['x2x', 'OOM kill', 'restart']);
  });

  test('kills that no metric named are said to be inferred', () => {
    expect(legendOf(chartOf([{ ...leaking, inferredKills: 1 }]))).toContain('2 OOM kills (1 inferred)');
    expect(legendOf(chartOf([{ ...leaking, inferredKills: 2 }]))).toContain('2 OOM kills (inferred)');
  });

  test('a thousand kills are all counted, and marked as far as marks can be distinguished', () => {
    const pod = aPod('api-x2x', { rss: Array.from({ length: 1001 }, () => '100 500').join(' | '), limit: 512 });
    const chart = chartOf([pod], { range: { from: minute(0), to: minute(2002) } });
    expect(chart.marks.length).toBeLessThanOrEqual(151);
    expect(legendOf(chart)).toContain('1000 OOM kills');
  });
});

describe('the other pods', () => {
  test('up to eight are lines', () => {
    const chart = chartOf([leaking, ...Array.from({ length: 8 }, (_, i) => flat(`api-${i}`))]);
    expect(chart.lines.filter((line) => line.role === 'muted')).toHaveLength(8);
    expect(chart.band).toBeUndefined();
  });

  test('199 are one band, those that were killed too stand out of it', () => {
    const killed = aPod('api-bad', { rss: '210 360 505 | 210 360 505 | 210 360', limit: 512 });
    const chart = chartOf([leaking, killed, ...Array.from({ length: 198 }, (_, i) => flat(`api-${i}`))]);
    expect(chart.lines.map((line) => line.label)).toEqual(['api-bad', 'x2x']);
    expect(chart.marks.filter((mark) => mark.muted)).toHaveLength(2);
    expect(legendOf(chart)).toContain('199 other pods, 1 killed too');
    const [, low, high] = chart.band?.points[0] ?? [];
    expect([low, high]).toEqual([200 * MiB, 200 * MiB]);
    expect(JSON.stringify(chart).length).toBeLessThan(10_000);
  });

  test.each([
    ['200 201 200 201 200 201', '1 other pod'],
    ['200 240 280 330 370 410', '1 other pod'],
    ['200 210 220 250 255 260', '1 other pod'],
    ['200 400 500 | 200 300 310', '1 other pod, 1 killed too'],
  ])('%s is called "%s"', (rss, label) => {
    expect(legendOf(chartOf([leaking, aPod('api-k7p', { rss, limit: 512 })]))).toContain(label);
  });
});

describe('the axis', () => {
  test('has binary-round figures and room for the limit', () => {
    const { axis, limit } = chartOf([leaking]);
    expect(axis.ticks.map((tick) => tick.label)).toEqual(['0 MiB', '128 MiB', '256 MiB', '384 MiB', '512 MiB']);
    expect(axis.top).toBeGreaterThan(512 * MiB);
    expect(limit).toEqual({ value: 512 * MiB, label: 'limit 512 MiB', above: false });
  });

  test('fits the data where a limit far above would flatten it', () => {
    const { axis, limit } = chartOf([aPod('api-x2x', { rss: '12 13 14 15', limit: 2048 })]);
    expect(axis.top).toBeLessThan(20 * MiB);
    expect(limit).toMatchObject({ label: 'limit 2 GiB', above: true });
  });

  test('without a limit the picture says that none is known', () => {
    const chart = chartOf([aPod('api-x2x', { rss: '12 13 14 15' })]);
    expect(chart.limit).toBeUndefined();
    expect(chart.subtitle).toBe('RSS of x2x · api · prod · 22 Nov 10:00 – 10:07 UTC · no limit known');
  });
});

describe('events', () => {
  const profiles = { a: minute(3), b: minute(5) };
  const deploys = [{ time: minute(1), revision: '4f2c1a96be03d7718c5e24f90a6d3b18e7c5a02d' }];

  test('deploys by their short revision, profiles on the line, the alert', () => {
    const chart = chartOf([leaking], { profiles, deploys, alertAt: minute(6) });
    expect(chart.marks.filter((mark) => mark.kind !== 'oom-kill')).toEqual([
      { kind: 'deploy', time: minute(1), label: 'deploy 4f2c1a9' },
      { kind: 'alert', time: minute(6), label: 'alert' },
      { kind: 'profile-a', time: minute(3), value: 200 * MiB },
      { kind: 'profile-b', time: minute(5), value: 500 * MiB },
    ]);
    expect(legendOf(chart)).toContain('profiles kept');
  });

  test('what lies outside the window is left out', () => {
    const marks = chartOf([leaking], { profiles: { a: minute(-5) }, deploys: [{ time: minute(99), revision: 'v1' }] });
    expect(marks.marks.every((mark) => mark.kind === 'oom-kill')).toBe(true);
  });

  test('many deploys are named once, in the legend', () => {
    const many = [1, 2, 3, 4].map((at) => ({ time: minute(at), revision: `v1.2.${at}` }));
    const chart = chartOf([leaking], { deploys: many });
    expect(chart.marks.filter((mark) => mark.kind === 'deploy').map((mark) => mark.label)).toContain('v1.2.3');
    expect(legendOf(chart)).toContain('4 deploys');
  });
});

test('title and alternative text state the finding', () => {
  const chart = chartOf([leaking, flat('api-7d9f-k7p')]);
  expect(chart.title).toBe('x2x grows 150 MiB/min');
  expect(chart.alt).toBe(
    'x2x grows 150 MiB/min. RSS over time, x2x, 1 other pod, 2 OOM kills · api · prod · 22 Nov 10:00 – 10:07 UTC. ' +
      'Limit 512 MiB. OOM kills at 22 Nov 10:02, 22 Nov 10:05 UTC.',
  );
});

test('pods without a sample in the window draw an empty chart, not an error', () => {
  const chart = chartOf([leaking], { range: { from: minute(100), to: minute(200) } });
  expect(chart.lines.every((line) => line.points.length === 0)).toBe(true);
});

test('a chart is plain data', () => {
  const chart = chartOf([leaking, flat('api-7d9f-k7p')], { profiles: { a: minute(3) } });
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
});
