import { expect, test } from 'vitest';
import { climb, goProcess, level, playedOnMachines, processOn } from '../support/machines.ts';

test.each(['10.3.9.9:8080', 'batch-host'])(
  '%s: of several processes behind one address the one that leaks is found',
  async (at) => {
    const worker = (n: string, heap: ReturnType<typeof level>) =>
      processOn(at, goProcess(heap), { labels: { worker_id: n } });
    const series = [...worker('0', level(500)), ...worker('1', climb(60, 420)), ...worker('2', level(480))];
    const { investigation, conclusion } = await playedOnMachines(series);
    expect(investigation.pod).toBe(`${at} worker_id=1`);
    expect(conclusion.finding.kind).toBe('heap-leak');
    expect(investigation.overview?.pods).toBe(3);
  },
);
