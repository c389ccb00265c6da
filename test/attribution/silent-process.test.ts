import { expect, test } from 'vitest';
import { ledgerOfRun } from '../../src/attribution/run-ledger.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { sliceOf } from '../../src/metrics/track.ts';
import { minute } from '../support/a-pod.ts';
import { aRun, goBytes } from './a-run.ts';

/** A Go process that leaks on its heap and answers up to a minute of its run of 100; its container is seen to the end. */
function silentFrom(last: number) {
  const run = aRun({
    runtime: 'go',
    bytes: {
      ...goBytes({ 'live-heap': [20, 220], 'heap-inuse': [40, 240] }),
      rss: [70, 270],
      'working-set': [70, 270],
    },
  });
  const ofContainer = new Set(['rss', 'working-set']);
  const tracks = Object.fromEntries(
    Object.entries(run.tracks).map(([quantity, measured]) => [
      quantity,
      ofContainer.has(quantity) ? measured : { ...measured, track: sliceOf(measured.track, minute(0), minute(last)) },
    ]),
  );
  return ledgerOfRun({ ...run, tracks });
}

test('a process that fell silent near its end is accounted for up to its last answer', () => {
  const ledger = silentFrom(80);
  expect(ledger?.end.parts.anonymous).toBeUndefined();
  expect(ledger?.end.at.to).toBeLessThanOrEqual(minute(81));
  expect((ledger?.end.parts['live-heap'] ?? 0) / MiB).toBeCloseTo(180, -1);
});

test('what a process did that answered for a part of its run only is not known', () => {
  const ledger = silentFrom(40);
  expect(ledger?.end.at.to).toBe(minute(100));
  expect(ledger?.end.parts['live-heap']).toBeUndefined();
});

test('a process that answers to the end is accounted for to its end', () => {
  expect(silentFrom(100)?.end.at.to).toBe(minute(100));
});
