import { expect, test } from 'vitest';
import { saidIn } from '../../scripts/worlds/said.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { type AnyService, asked, seriesOf } from '../support/any-service.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { seriesSource } from '../support/series-source.ts';

const END = Date.UTC(2026, 10, 23, 12);

/** A service under 1 GiB that reads more files than fit: the kernel keeps them as long as the process leaves room. */
function beside(files: number, leakPerHour: number, over: Partial<AnyService> = {}): AnyService {
  const level = { warmUp: 0, filling: HOUR, leak: 0, onset: 0, ends: Number.POSITIVE_INFINITY, wave: 0 };
  return {
    go: true,
    pods: 1,
    limit: 1024 * MiB,
    live: { ...level, base: 100 * MiB, leak: leakPerHour * MiB },
    beside: { ...level, base: 50 * MiB },
    garbage: 0.08,
    goroutines: 50,
    restartsEach: Number.POSITIVE_INFINITY,
    files: files * MiB,
    ...over,
  };
}

async function reportOf(service: AnyService) {
  const metrics = seriesSource('a service', seriesOf(service, { from: END - 24 * HOUR, to: END }));
  const profiles = { name: 'none', snapshots: async () => [], read: async () => new Uint8Array() };
  const { comparer } = recordedEvidence();
  const { play } = player();
  const { investigation, conclusion } = await play({ service: asked(service), now: END, metrics, profiles, comparer });
  const { steps = [] } = saidIn(investigation, conclusion.finding);
  return { kind: conclusion.finding.kind, rss: steps.find(({ id }) => id === 'rss-growing') };
}

test.each([
  ['a heap that leaks under a full cache', beside(2000, 20), 'heap-leak'],
  ['a slow one', beside(2000, 3), 'heap-leak'],
  ['one that is killed once the cache is gone', beside(700, 40), 'heap-leak'],
  ['one of three pods', beside(2000, 20, { pods: 3 }), 'heap-leak'],
  ['a process that shows nothing of itself', beside(2000, 20, { go: false }), 'not-enough-data'],
])('%s grows, though its working set stands at the limit', { timeout: 60_000 }, async (_, service, kind) => {
  const report = await reportOf(service);
  expect(report.rss?.answer).toBe('yes');
  expect(report.rss?.reasons.join(' ')).toContain('Pages of files fill its working set');
  expect(report.kind).toBe(kind);
});

test.each([
  ['a full cache over a process that is level', beside(2000, 0)],
  ['the same with a wave', beside(2000, 0, { live: { ...beside(0, 0).live, wave: 15 * MiB } })],
])('%s is page cache', { timeout: 60_000 }, async (_, service) => {
  const report = await reportOf(service);
  expect(report.rss?.answer).toBe('no');
  expect(report.kind).toBe('page-cache');
});
