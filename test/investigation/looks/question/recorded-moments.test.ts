import { expect, test } from 'vitest';
import { readRecording, recordedSeries, recordedService } from '../../../../scripts/demo/recording.ts';
import { judgeRssGrowing } from '../../../../src/diagnosis/rss-growing.ts';
import { SightedService } from '../../../../src/evidence/sighted-service.ts';
import { windowBefore } from '../../../../src/evidence/window.ts';
import { MINUTE, SECOND } from '../../../../src/measurement/duration.ts';
import { rightScenarios } from '../../../support/right-scenarios.ts';
import { seriesSource } from '../../../support/series-source.ts';

/** Recordings of memory that grows within the lives of a container; in the others it does not. */
const GROW = new Set([
  'fix-rolled-out',
  'heap-beside-goroutines',
  'jvm-class-loaders',
  'limit-raised',
  'native-beside-cache',
  'python-native',
  'python-threads',
  'unclosed-bodies',
  'gogc-too-high',
  'jvm-thread-leak',
  // What counts against the limit grows, in files that no process owns.
  'memory-volume',
  'jvm-thread-local',
  'jvm-direct-buffers',
  'jvm-kotlin-listeners',
  'jvm-caffeine',
  'jvm-spring-boot',
  'limit-raised',
  'node-buffers',
  'goroutine-leak',
  'heap-leak',
  'jvm-heap-leak',
  'jvm-heap-past-limit',
  'native-growth',
  'node-listener-leak',
  'python-leak',
  'side-car',
  'timer-leak',
]);
/** Where the samples lie in the steps of a query: no one chooses the second in which an alert comes. */
const SHIFTS = [0, 1.7 * SECOND, 3.3 * SECOND];

const never = new AbortController().signal;

/** What the recorded service is judged when asked so long before (or after) a moment, for each alignment. */
async function answers(scenario: string, moments: readonly number[]) {
  const recording = readRecording(scenario);
  const service = recordedService(recording);
  const wanted = { runtime: recording.service.runtime, pod: undefined, needs: [] };
  return Promise.all(
    SHIFTS.flatMap((shift) => {
      const source = seriesSource('the recording', recordedSeries(recording, shift));
      return moments.map(async (moment) => {
        const sighted = new SightedService(source, { service, range: windowBefore(moment + shift) });
        const { answer, confidence } = judgeRssGrowing((await sighted.see(wanted, never)).observation);
        return { answer, confidence, seconds: (moment - recording.range.from) / SECOND };
      });
    }),
  );
}

test.each(rightScenarios())(
  '%s is judged the same at its end, however its samples lie in the steps',
  async (scenario) => {
    const { range } = readRecording(scenario);
    const judged = await answers(scenario, [range.to, range.to - 2 * SECOND]);
    expect(new Set(judged.map(({ answer }) => answer))).toEqual(new Set([GROW.has(scenario) ? 'yes' : 'no']));
  },
);

test.each(rightScenarios())('%s is never judged wrong in the minutes after its alert', async (scenario) => {
  const { range, webhooks } = readRecording(scenario);
  const alert = webhooks.find(({ body }) => body.status === 'firing')?.receivedAt ?? range.to - 3 * MINUTE;
  const judged = await answers(
    scenario,
    [0, 23, 61, 94, 127, 163].map((late) => alert + late * SECOND),
  );
  const wrong = GROW.has(scenario) ? 'no' : 'yes';
  expect(judged.filter(({ answer }) => answer === wrong)).toEqual([]);
});
