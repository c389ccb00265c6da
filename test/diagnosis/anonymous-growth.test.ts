import { expect, test } from 'vitest';
import { causeLines } from '../../src/diagnosis/cause-lines.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

/** A database without metrics of its own, whose anonymous memory climbs from 100 to 400 MiB. */
function lines(processes: Drawn) {
  const bytes = { rss: [100, 400], 'working-set': [100, 400], usage: [100, 400] } as const;
  const run = aRun({ limit: 512, bytes, counts: { processes } });
  const rss = run.tracks.rss?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const pod: PodMemory = { pod: 'api-1', rss, lifetimes: [run], restarts: 0, kills: [], limit: 512 * MiB };
  const runs = { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 };
  const range = { from: minute(0), to: minute(100) };
  const rest = { step: 60_000, pods: [pod], chosen: 'api-1', measured: {}, deploys: [] };
  return causeLines('not-enough-data', { observation: { range, runs, ...rest }, steps: [] }, pod);
}

test('what nothing splits is said to be anonymous, with the processes that multiplied beside it', () => {
  const [anonymous, processes] = lines([20, 170]);
  expect(anonymous).toMatch(
    /^Anonymous memory of its processes is all of the growth of .*: no files, no kernel memory\.$/,
  );
  expect(processes).toBe(
    '20 → 170 processes, about 2 MiB for each (container_processes): memory follows their number.',
  );
});

test('a count that stands is no part of it', () => {
  expect(lines(20)).toHaveLength(1);
});
