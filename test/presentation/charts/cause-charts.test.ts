import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/measurement/bytes.ts';
import { MINUTE, SECOND } from '../../../src/measurement/duration.ts';
import { type KillView, riseOf } from '../../../src/metrics/kill-view.ts';
import { trackOf } from '../../../src/metrics/series.ts';
import { burstChart } from '../../../src/presentation/charts/burst-chart.ts';
import { loadChart } from '../../../src/presentation/charts/load-chart.ts';
import { countdownTicks } from '../../../src/presentation/charts/time-axis.ts';
import { aPod, minute } from '../../support/a-pod.ts';

/** Levels in MiB, 15 s apart, the last one at the kill. */
function killed(kill: number, levels: string): KillView {
  const values = levels.split(' ').map(Number);
  const rss = trackOf(values.map((value, i) => [kill - (values.length - 1 - i) * 15 * SECOND, value * MiB] as const));
  return { kill, rss };
}

const flatThenJump = '60 61 60 62 60 61 60 61 60 61 60 100 150';

describe('the minutes before each kill', () => {
  const kills = [killed(minute(60), flatThenJump), killed(minute(90), flatThenJump)];
  const chart = burstChart({ service: 'api · prod', name: 'x2x', limit: 160 * MiB, kills });

  test('lie on top of each other, the kill at zero, the latest strong', () => {
    expect(chart.lines.map(({ role, points }) => [role, points.at(-1)])).toEqual([
      ['muted', [0, 150 * MiB]],
      ['chosen', [0, 150 * MiB]],
    ]);
    expect(chart.marks).toHaveLength(2);
    expect(chart.range).toEqual({ from: -3 * MINUTE, to: 0 });
  });

  test('are reported in the title: from, to, how fast, how often', () => {
    expect(chart.title).toBe('x2x typically jumps 60 → 150 MiB within 30 s before each of 2 kills');
    expect(chart.legend.map(({ label }) => label)).toEqual(['latest kill, 22 Nov 11:30 UTC', '1 kill before it']);
  });

  test('a view of too few samples says so', () => {
    expect(riseOf(killed(minute(1), '60 150'))).toBeUndefined();
    const sparse = burstChart({ service: 'api', name: 'x2x', limit: undefined, kills: [killed(minute(1), '60 150')] });
    expect(sparse.title).toBe('x2x before the kill: too few samples to show how it rose');
  });

  test('that no sample shows rise are no jump, and of several only those that do are counted', () => {
    const level = killed(minute(9), '60 60 60 62');
    const burst = (kills: readonly KillView[]) => burstChart({ service: 'api', name: 'x2x', limit: undefined, kills });
    expect(burst([level]).title).toBe('x2x before the kill: no sample shows a rise, so it came between two');
    const full = burstChart({ service: 'api', name: 'x2x', limit: 66 * MiB, kills: [level] });
    expect(full.title).toBe('x2x before the kill: already at 60 of its limit of 66 MiB, which filled earlier');
    expect(burst([level, killed(minute(30), '60 60 60 150')]).title).toContain('before 1 of 2 kills');
  });

  test.each([
    ['minutes', -10, ['−10 min', '−8 min', '−6 min', '−4 min', '−2 min', 'kill']],
    ['seconds', -1, ['−60 s', '−50 s', '−40 s', '−30 s', '−20 s', '−10 s', 'kill']],
  ])('count down in %s', (_name, from, labels) => {
    expect(countdownTicks({ from: from * MINUTE, to: 0 }).flatMap(({ lines }) => lines)).toEqual(labels);
  });
});

test('memory stands in front of its traffic, the figures of both in the title', () => {
  const pod = aPod('api-x2x', { rss: '100 200 300 200 100', limit: 512 });
  const requests = trackOf([...pod.rss.times].map((time, i) => [time, [60, 120, 180, 120, 60][i] ?? 0] as const));
  const chart = loadChart({ range: { from: minute(0), to: minute(4) }, service: 'api', pod, name: 'x2x', requests });
  expect(chart.title).toMatch(/^x2x follows its traffic: 100 MiB at 1 requests\/min, 260 MiB at 3$/);
  expect(chart.lines.map(({ label, role, axis }) => `${label} ${role} ${axis}`)).toEqual([
    'requests context second',
    'RSS chosen first',
  ]);
});
