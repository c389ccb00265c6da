import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullestOf } from '../../scripts/worlds/fullest.ts';
import { reportFaults } from '../../scripts/worlds/report-rules.ts';
import { saidIn } from '../../scripts/worlds/said.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { type AnyService, anyService, asked, seriesOf } from '../support/any-service.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { seriesSource } from '../support/series-source.ts';

const END = Date.UTC(2026, 10, 23, 12);

/** The same services each time, so that a red run is one's own; a larger number and another seed look further. */
const FOUND: readonly [AnyService, number] = [
  {
    go: true,
    pods: 1,
    limit: 160 * MiB,
    live: { base: 5 * MiB, warmUp: 0, filling: 6 * MINUTE, leak: 5 * MiB, onset: 0, ends: 4.4 * HOUR, wave: 0 },
    beside: {
      base: 5 * MiB,
      warmUp: 114 * MiB,
      filling: 6 * HOUR,
      leak: 0,
      onset: HOUR / 2,
      ends: 2 * HOUR,
      wave: 19 * MiB,
    },
    garbage: 0.87,
    goroutines: 5,
    restartsEach: 6.8 * HOUR,
    files: 0,
  },
  17,
];

const LOOKED = {
  // A rate of the last hours stood beside levels and a span that make another.
  examples: [FOUND],
  numRuns: Number(process.env['RUNS'] ?? 40),
  seed: Number(process.env['SEED'] ?? 20261129),
};

test('the report of any service keeps the rules of every report: no two readings of one track differ in sign', {
  timeout: 900_000,
}, async () => {
  const { comparer } = recordedEvidence();
  const profiles = { name: 'none', snapshots: async () => [], read: async () => new Uint8Array() };
  const { play } = player();
  await fc.assert(
    fc.asyncProperty(anyService, fc.integer({ min: 1, max: 24 }), async (service, hours) => {
      const all = seriesOf(service, { from: END - hours * HOUR, to: END });
      const metrics = seriesSource('a service', all);
      const { investigation, conclusion } = await play({
        service: asked(service),
        now: END,
        metrics,
        profiles,
        comparer,
      });
      const said = saidIn(investigation, conclusion.finding);
      const fullest = fullestOf(all, said.pod, END);
      expect(reportFaults(said, { leaksNow: true, fullest })).toEqual([]);
    }),
    LOOKED,
  );
});
