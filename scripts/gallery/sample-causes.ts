import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, SECOND } from '../../src/measurement/duration.ts';
import { burstChart } from '../../src/presentation/charts/burst-chart.ts';
import { loadChart } from '../../src/presentation/charts/load-chart.ts';
import type { TimeChart } from '../../src/presentation/charts/time-chart.ts';
import { DAY_WINDOW, FROM, noise, STEP, trackBy } from './sample-pods.ts';

const service = 'markets-api · prod';

/** Memory at 150 MiB, then to the limit within some 20 to 50 s before each of four kills. */
function bursts(): TimeChart {
  const kills = [3, 9, 14, 20].map((hour, i) => {
    const kill = FROM + hour * HOUR;
    const random = noise(i + 1);
    const jump = (20 + 9 * i) * SECOND;
    const level = (time: number) => 150 + random() * 8 + Math.max(0, 1 - (kill - time) / jump) * (330 + 8 * i);
    const rss = trackBy({ from: kill - 600 * SECOND, to: kill }, 5 * SECOND, (time) => level(time) * MiB);
    return { kill, rss };
  });
  return burstChart({ service, name: 'x2x', limit: 512 * MiB, kills });
}

/** A day's wave of requests, and memory with it a quarter of an hour later. */
function load(): TimeChart {
  const wave = (time: number) => 1 - Math.cos(((time - FROM) / (24 * HOUR)) * 2 * Math.PI);
  const random = noise(5);
  const rss = trackBy(DAY_WINDOW, STEP, (time) => (160 + 120 * wave(time - HOUR / 4) + 12 * random()) * MiB);
  const requests = trackBy(DAY_WINDOW, STEP, (time) => 30_000 + 120_000 * wave(time) * (1 + 0.1 * random()));
  const lifetimes = [{ ...DAY_WINDOW, end: 'running' as const }];
  const pod = { pod: 'markets-api-7d9f-x2x', rss, limit: 512 * MiB, lifetimes, restarts: 0, kills: [] };
  return loadChart({ range: DAY_WINDOW, service, pod, name: 'x2x', requests });
}

/** Causes that have a picture of their own. */
export function sampleCauses(): Readonly<Record<string, TimeChart>> {
  return { 'burst-before-kills': bursts(), 'load-driven': load() };
}
