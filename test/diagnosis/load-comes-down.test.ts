import { describe, expect, test } from 'vitest';
import { staysUpWithLoad } from '../../src/diagnosis/comes-back.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, STEP, series, track, withMeasured } from './go-case.ts';

type Law = (hour: number) => number;

/** A pod whose traffic and memory are stated by the hour of 24; memory in MiB, traffic by the hour. */
function observed(traffic: Law, memory: Law) {
  const rss = track((hour) => memory(hour) * MiB, MiB);
  const pods = podMemoryOf({ rss: [series('container_memory_rss', { pod: 'desk-1' }, rss)] }, RANGE, {
    limit: 1536 * MiB,
  });
  return withMeasured(
    { range: RANGE, step: STEP, runtime: 'jvm', pods, chosen: 'desk-1', measured: {}, deploys: [] },
    { requests: track(traffic) },
  );
}

/** Up from the tenth hour on; from `until` on it falls to `share` within the time that is left. */
const dayUntil =
  (low: number, high: number, until: number, share: number): Law =>
  (hour) => {
    if (hour < 10) return low;
    const gone = hour < until ? 0 : (hour - until) / (24 - until);
    return high - (1 - share) * (high - low) * Math.min(1, 2 * gone);
  };

const DAY = dayUntil(6000, 120_000, 24, 1);

describe('traffic that went up in the window', () => {
  test('stays up with memory where neither came down', () => {
    expect(staysUpWithLoad(observed(DAY, dayUntil(590, 1200, 24, 1)))).toBe(true);
  });

  test.each([
    ['half an hour', 23.5],
    ['forty minutes', 23.33],
  ] as const)('and falls for the last %s, with memory behind it, does not stay', (_, until) => {
    const falls = dayUntil(6000, 120_000, until, 0.1);
    expect(staysUpWithLoad(observed(falls, dayUntil(590, 1200, until, 0.6)))).toBe(false);
  });

  test('and falls while memory stands is not said to return', () => {
    const falls = dayUntil(6000, 120_000, 23.5, 0.1);
    expect(staysUpWithLoad(observed(falls, dayUntil(590, 1200, 24, 1)))).toBe(true);
  });

  test('and pauses for some minutes stays', () => {
    const pauses: Law = (hour) => (hour > 23.9 ? 6000 : DAY(hour));
    expect(staysUpWithLoad(observed(pauses, dayUntil(590, 1200, 23.9, 0.8)))).toBe(true);
  });
});
