import { expect, test } from 'vitest';
import { readRecording, replay, scenarios } from '../../scripts/demo/recording.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import { DAY, SECOND } from '../../src/measurement/duration.ts';
import type { Series } from '../../src/metrics/series.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

const SHIFT = 30 * DAY;
/** Larger than any number of requests or bytes in a recording of minutes, and smaller than a moment of this century. */
const SINCE_1995 = 8e8;
const UNTIL_2065 = 3e9;

test.each(scenarios())('%s is replayed with every moment that its metrics name', async (scenario) => {
  const recording = readRecording(scenario);
  const database = await anEmptyDatabase();
  const replayed: Series[] = [];
  const samples = { importSamples: async (all: readonly Series[]) => void replayed.push(...all) };
  await replay(recording, { samples, snapshots: new SqlSnapshotStore(database) }, SHIFT);
  await database.destroy();
  const inSeconds = replayed.filter(({ metric }) => /_(time_seconds|timestamp|created)$/.test(metric));
  expect(inSeconds.length).toBeGreaterThan(0);
  for (const { metric, values } of inSeconds) {
    const moments = [...values].filter((value) => value > SINCE_1995 && value < UNTIL_2065);
    const early = moments.filter((moment) => moment * SECOND < recording.range.from + SHIFT - DAY);
    expect([metric, early]).toEqual([metric, []]);
    // Zero says that it has not happened, and goes on saying so.
    expect([metric, [...values].filter((value) => value > 0 && value < SINCE_1995)]).toEqual([metric, []]);
  }
});
