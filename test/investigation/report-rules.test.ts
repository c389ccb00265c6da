import { expect, test } from 'vitest';
import { readRecording, scenarios } from '../../scripts/demo/recording.ts';
import { fullestOf } from '../../scripts/worlds/fullest.ts';
import { reportFaults } from '../../scripts/worlds/report-rules.ts';
import { saidIn } from '../../scripts/worlds/said.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';

/** Before the end of a recording: the alert is younger, and there is less of its last run. */
const EARLIER = [0, 30 * SECOND, 90 * SECOND];

/** The largest heap that the metrics of a recording name. */
function largestHeap(scenario: string): number | undefined {
  const maxima = recordedSeries(scenario)
    .filter(({ metric, labels }) => metric === 'jvm_memory_max_bytes' && labels['area'] === 'heap')
    .map(({ values }) => values.at(-1) ?? 0);
  return maxima.length === 0 ? undefined : Math.max(...maxima);
}

test.each(scenarios())('the reports of %s keep the rules of every report', { timeout: 60_000 }, async (scenario) => {
  const { service, end, metrics, profiles, comparer } = recordedEvidence(scenario);
  const { play } = player();
  // Of a release that leaked nothing runs any more.
  const leaksNow = scenario !== 'fix-rolled-out';
  expect(readRecording(scenario).range.to).toBe(end);
  for (const earlier of EARLIER) {
    const { investigation, conclusion } = await play({ service, now: end - earlier, metrics, profiles, comparer });
    const said = saidIn(investigation, conclusion.finding);
    const fullest = fullestOf(recordedSeries(scenario), said.pod, end - earlier);
    const faults = reportFaults(said, { leaksNow, largestHeap: largestHeap(scenario), fullest });
    expect(faults, `${earlier / SECOND} s before the end`).toEqual([]);
  }
});
