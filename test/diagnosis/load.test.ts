import { describe, expect, test } from 'vitest';
import { loadLink } from '../../src/diagnosis/load.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { leakingService, track } from './go-case.ts';

const PERIOD_HOURS = 4.5;

/** How memory and traffic of the first pod go together: waves of 100 to 500 MiB and of 10,000 to 50,000 requests an hour. */
function linkOf(memory: (hour: number) => number, requests: (hour: number) => number) {
  const observation = leakingService();
  const [pod] = observation.pods;
  if (pod === undefined) throw new Error('a service without pods');
  const counted = { track: track((hour) => 30_000 + 20_000 * requests(hour), 500), metric: 'http_requests_total' };
  return loadLink(
    { ...observation, measured: { requests: { ...counted, reading: 'counter' } } },
    { ...pod, rss: track((hour) => (300 + 200 * memory(hour)) * MiB, 4 * MiB) },
  );
}

const wave =
  (period: number, delay = 0) =>
  (hour: number) =>
    Math.sin((2 * Math.PI * (hour - delay)) / period);

describe('memory and traffic', () => {
  test.each([
    ['at once', 0],
    ['20 minutes late', 1 / 3],
    ['45 minutes late, as sessions end long after their last request', 3 / 4],
  ])('memory that follows %s', (_, delay) => {
    expect(linkOf(wave(PERIOD_HOURS, delay), wave(PERIOD_HOURS))?.correlation).toBeGreaterThan(0.85);
  });

  test.each([
    ['has a wave of its own', wave(3.1), wave(PERIOD_HOURS)],
    ['is high when traffic is low', wave(PERIOD_HOURS, PERIOD_HOURS / 2), wave(PERIOD_HOURS)],
    ['goes before the traffic', wave(PERIOD_HOURS, -1), wave(PERIOD_HOURS)],
  ])('memory that %s', (_, memory, requests) => {
    expect(linkOf(memory, requests)?.correlation).toBeLessThan(0.6);
  });

  test('traffic that is too even shows nothing', () => {
    expect(linkOf(wave(PERIOD_HOURS), () => 0)).toBeUndefined();
  });
});
