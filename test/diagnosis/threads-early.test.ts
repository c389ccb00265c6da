import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeThreadsGrowing } from '../../src/diagnosis/threads-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { aRun, type Drawn } from '../attribution/a-run.ts';
import { minute } from '../support/a-pod.ts';

/** Samples, one every four seconds: in 4 min nothing that rises is called a trend. */
const SAMPLES = 60;
const EVERY = 15;
const at = (time: number) => minute(0) + (time - minute(0)) / EVERY;

/** A service whose number of threads is all that splits its memory, MiB. */
function judged(threads: Drawn, memory: readonly [number, number]) {
  const bytes = { 'working-set': memory, rss: memory };
  const drawn = aRun({ minutes: SAMPLES, limit: 1024, bytes, counts: { 'container-threads': threads, threads } });
  const tracks = Object.fromEntries(
    Object.entries(drawn.tracks).map(([quantity, measured]) => {
      const { track } = measured;
      return [quantity, { ...measured, track: { ...track, times: track.times.map(at) } }];
    }),
  );
  const run = { ...drawn, to: at(drawn.to), tracks };
  const rss = run.tracks['rss']?.track ?? { times: new Float64Array(), values: new Float64Array() };
  const pod: PodMemory = { pod: 'api-1', rss, lifetimes: [run], restarts: 0, kills: [], limit: 1024 * MiB };
  const observation: Observation = {
    range: { from: run.from, to: run.to },
    step: MINUTE / EVERY,
    runs: { pod: 'api-1', runs: [run], cpus: 1, restarts: 0 },
    pods: [pod],
    chosen: 'api-1',
    measured: run.tracks,
    deploys: [],
  };
  return judgeThreadsGrowing(observation);
}

describe('threads that were seen for some minutes', () => {
  test('grow, not surely, where they multiplied and each costs what a thread does', () => {
    const { answer, confidence, headline } = judged([100, 3700], [100, 250]);
    expect(headline).toMatch(/ threads in [\d.]+ min.*; with what they hold, /);
    expect(answer).toBe('yes');
    // What is not sure begins below 0.7.
    expect(confidence).toBeLessThan(0.7);
  });

  test.each([
    ['they became few more', [40, 90], [100, 250]],
    ['they did not double', [2000, 2900], [100, 145]],
    ['each would have to be larger than a thread that waits', [20, 320], [100, 700]],
  ] as const)('are seen too briefly to say where %s', (_, threads, memory) => {
    expect(judged(threads, memory)).toMatchObject({ answer: 'unclear' });
  });

  test('are said with their number where it is too early to say: the samples are not too few', () => {
    expect(judged([2000, 2900], [100, 145]).headline).toMatch(
      /^2,000 → 2,900 threads in 4 min, too short a time to show whether that goes on\. Look again at /,
    );
  });
});
