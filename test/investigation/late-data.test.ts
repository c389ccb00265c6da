import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Series } from '../../src/metrics/series.ts';
import { sliceOf } from '../../src/metrics/track.ts';
import { climb, goProcess, level, NOW, playedOnMachines, processOn } from '../support/machines.ts';

const until = (series: readonly Series[], end: number) => series.map((one) => ({ ...one, ...sliceOf(one, 0, end) }));
const up = processOn('db-1:9187', { up: level(1) }, { labels: { job: 'postgres' }, wobbles: false });
const ORDERS = [
  ...processOn('10.0.0.1:80', goProcess(climb(60, 420))),
  ...processOn('10.0.0.2:80', goProcess(level(60))),
];

describe('data that end before the window does', () => {
  test.each([12 * MINUTE, 50 * MINUTE, 3 * HOUR])(
    'by %i ms of all series: they are late, and no process is gone',
    async (late) => {
      const end = NOW - late;
      const { conclusion, text } = await playedOnMachines(until([...ORDERS, ...up], end), {
        service: { memoryLimit: 1024 * 1024 * 1024 },
      });
      expect(conclusion.finding.kind).toBe('heap-leak');
      expect(conclusion.finding.evidence.join('\n')).toMatch(
        /All data end at 29 Nov 1[0-3]:[0-5]\d UTC: they arrive late/,
      );
      expect(conclusion.gaps.map(({ missing }) => missing).join('\n')).toContain('All data of the machines end at');
      expect(text).not.toContain('| gone |');
    },
  );

  test('of the service alone: it ended', async () => {
    const { conclusion, text } = await playedOnMachines([...until(ORDERS, NOW - HOUR), ...up]);
    expect(text).toContain('| gone |');
    expect(JSON.stringify(conclusion)).not.toContain('All data');
  });

  test('by a few minutes: nothing is late', async () => {
    const { conclusion } = await playedOnMachines(until([...ORDERS, ...up], NOW - 4 * MINUTE));
    expect(JSON.stringify(conclusion)).not.toContain('All data');
  });
});
