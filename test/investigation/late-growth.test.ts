import { expect, test } from 'vitest';
import { saidIn } from '../../scripts/worlds/said.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { type AnyService, asked, seriesOf } from '../support/any-service.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { seriesSource } from '../support/series-source.ts';

const END = Date.UTC(2026, 10, 23, 12);

/** A Go service whose heap leaks from some hours after each start on, until it is killed. */
function leaking(onsetHours: number, perHour: number, limit: number): AnyService {
  const level = { warmUp: 0, filling: HOUR, leak: 0, onset: 0, ends: Number.POSITIVE_INFINITY, wave: 0 };
  return {
    go: true,
    pods: 1,
    limit: limit * MiB,
    live: { ...level, base: 11 * MiB, leak: perHour * MiB, onset: onsetHours * HOUR },
    beside: { ...level, base: 10 * MiB },
    garbage: 0.08,
    goroutines: 50,
    restartsEach: Number.POSITIVE_INFINITY,
    files: 0,
  };
}

test.each([
  [17, 6.5, 55, 130],
  [17, 5, 40, 200],
  [20, 4, 30, 150],
  [20, 3, 100, 400],
])(
  'a window of %i h, level for %d h of each run and then %i MiB/h to the limit of %i MiB: it grows, and is no burst',
  {
    timeout: 60_000,
  },
  async (hours, onset, perHour, limit) => {
    const service = leaking(onset, perHour, limit);
    const metrics = seriesSource('a service', seriesOf(service, { from: END - hours * HOUR, to: END }));
    const profiles = { name: 'none', snapshots: async () => [], read: async () => new Uint8Array() };
    const { comparer } = recordedEvidence();
    const { play } = player();
    const { investigation, conclusion } = await play({
      service: asked(service),
      now: END,
      metrics,
      profiles,
      comparer,
    });
    const { steps = [] } = saidIn(investigation, conclusion.finding);
    expect(steps.find(({ id }) => id === 'rss-growing')?.answer).toBe('yes');
    expect(['heap-leak', 'not-enough-data']).toContain(conclusion.finding.kind);
    expect(conclusion.finding.confidence).toBeLessThan(0.8);
  },
);
