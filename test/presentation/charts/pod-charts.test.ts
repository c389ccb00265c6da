import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import { countChart } from '../../../src/presentation/charts/count-chart.ts';
import { ledgerChart, type Stacked } from '../../../src/presentation/charts/ledger-chart.ts';
import { liveHeapChart } from '../../../src/presentation/charts/live-heap-chart.ts';
import { aPod, minute } from '../../support/a-pod.ts';

const pod = aPod('api-x2x', { rss: '200 350 500 | 200 350 500 | 200 350', limit: 512 });
const frame = { range: { from: minute(0), to: minute(7) }, service: 'api · prod', pod, name: 'x2x' };
const { times } = pod.rss;
const constant = (value: number) => ({ times, values: times.map(() => value) });

describe('goroutines', () => {
  const chart = countChart({
    ...frame,
    headline: 'Goroutines are stable: 412 throughout',
    noun: 'goroutines',
    counts: constant(412),
  });

  test('stand on the first axis from zero, memory behind them on a second', () => {
    expect(chart.lines.map(({ label, role, axis }) => `${label} ${role} ${axis}`)).toEqual([
      'RSS context second',
      'goroutines chosen first',
    ]);
    expect(chart.axis.ticks.map((tick) => tick.label)).toEqual(['0', '100', '200', '300', '400']);
    expect(chart.second?.unit).toBe('bytes');
  });

  test('kills are marked at the level the count had', () => {
    expect(chart.marks).toEqual([
      { kind: 'oom-kill', time: minute(2), value: 412 },
      { kind: 'oom-kill', time: minute(5), value: 412 },
    ]);
  });

  test('the alternative text has the figures', () => {
    expect(chart.alt).toContain('First 412, last 412, highest 412.');
  });
});

test('the live heap stands against RSS, the limit and the kills, broken where containers ended', () => {
  const liveHeap = { times, values: pod.rss.values.map((value) => value - 96 * MiB) };
  const chart = liveHeapChart({ ...frame, headline: 'The live heap grows', liveHeap, profiles: { b: minute(5) } });
  expect(chart.lines.map((line) => line.label)).toEqual(['RSS', 'live heap']);
  expect(chart.lines[1]?.points.filter(([, value]) => value === null)).toHaveLength(2);
  expect(chart.marks.map(({ kind, value }) => `${kind} ${(value ?? 0) / MiB}`)).toEqual([
    'oom-kill 500',
    'oom-kill 500',
    'profile-b 404',
  ]);
  expect(chart.limit?.label).toBe('limit 512 MiB');
});

describe('the ledger', () => {
  const stacks = 20 * MiB;
  const ledger: Stacked = {
    label: 'RSS',
    times,
    total: pod.rss.values,
    parts: [
      { part: 'live-heap', name: 'live heap', values: pod.rss.values.map((value) => value - stacks) },
      { part: 'garbage', name: 'garbage and fragmentation', values: times.map(() => 0) },
      { part: 'stacks', name: 'goroutine stacks', values: times.map(() => stacks) },
      { part: 'runtime', name: 'Go runtime', values: times.map(() => 1) },
      { part: 'unexplained', name: 'outside Go (cgo, mmap, the binary)', values: times.map(() => 0) },
    ],
  };
  const chart = ledgerChart({ ...frame, headline: 'The live heap is what grows', ledger });
  const areas = chart.lines.filter((line) => line.role === 'area');

  test('stacks the parts that can be seen, RSS on top', () => {
    expect(chart.lines.map((line) => line.label)).toEqual(['live heap', 'goroutine stacks', 'RSS']);
    expect(chart.legend.map((entry) => entry.part ?? entry.symbol)).toEqual([
      'live-heap',
      'stacks',
      'total',
      'oom-kill',
    ]);
  });

  test('areas share their times, add up to RSS and are empty where a container started', () => {
    const [live, stack] = areas.map((area) => area.points);
    expect(live?.map(([time]) => time)).toEqual(stack?.map(([time]) => time));
    const sums = live?.map(([, value], i) => (value === null ? null : value + (stack?.[i]?.[1] ?? 0)));
    expect(sums?.map((sum) => (sum === null ? '|' : sum / MiB)).join(' ')).toBe('200 350 500 | 350 500 |');
  });
});
