import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askAboutLargeService } from '../../scripts/bench/large-service.ts';
import { SECOND } from '../../src/measurement/duration.ts';

const missing = ['prometheus', 'promtool'].filter((name) => spawnSync(name, ['--version']).error !== undefined);

/** Points that fit a line in a picture; one more where the grid does not begin at the range's start. */
const MOST_POINTS = 601;

describe.skipIf(missing.length > 0)(
  `a real Prometheus${missing.map((name) => ` (skipped: no ${name})`).join('')} with 200 pods over 7 days`,
  () => {
    it('answers the first question within two seconds, at the resolution of the picture', async () => {
      const { took, headline, png, pointsOfSeries, points, samples } = await askAboutLargeService();
      expect(headline).toMatch(
        /^xxxx7 climbs .* in each of 2 lives and is killed at the limit; the 199 other pods are flat\.$/,
      );
      expect(png.length).toBeGreaterThan(10_000);
      expect(pointsOfSeries).toBeLessThanOrEqual(MOST_POINTS);
      expect(points).toBeLessThan(samples / 30);
      // The best of five: other work on the machine is not the question's own time.
      expect(Math.min(...took)).toBeLessThan(2 * SECOND);
    });
  },
);
