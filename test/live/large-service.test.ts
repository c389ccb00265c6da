import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askAboutLargeService } from '../../scripts/bench/large-service.ts';

const missing = ['prometheus', 'promtool'].filter((name) => spawnSync(name, ['--version']).error !== undefined);

/** Points that fit a line in a picture; one more where the grid does not begin at the range's start. */
const MOST_POINTS = 601;

describe.skipIf(missing.length > 0)(
  `a real Prometheus${missing.map((name) => ` (skipped: no ${name})`).join('')} with 200 pods over 7 days`,
  () => {
    // How long it takes is what `npm run bench -- large-service` shows: a busy machine says nothing about it.
    it('answers the first question at the resolution of the picture', async () => {
      const { headline, png, pointsOfSeries, points, samples } = await askAboutLargeService(1);
      expect(headline).toMatch(/^xxxx7 grew .*, after 1 kill at the limit; the 199 other pods are flat\.$/);
      expect(png.length).toBeGreaterThan(10_000);
      expect(pointsOfSeries).toBeLessThanOrEqual(MOST_POINTS);
      expect(points).toBeLessThan(samples / 100);
    });
  },
);
