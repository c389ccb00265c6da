import { PART_ORDER, type PartId } from '../../src/attribution/parts.ts';
import { GiB, KiB, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Runtime } from '../../src/metrics/catalogue.ts';
import type { Track } from '../../src/metrics/series.ts';
import { countChart } from '../../src/presentation/charts/count-chart.ts';
import { ledgerChart, type Stacked } from '../../src/presentation/charts/ledger-chart.ts';
import { liveHeapChart } from '../../src/presentation/charts/live-heap-chart.ts';
import { type RssRequest, rssChart } from '../../src/presentation/charts/rss-chart.ts';
import type { TimeChart } from '../../src/presentation/charts/time-chart.ts';
import { definitionOf } from '../../src/runtime/runtimes.ts';
import { DAY_WINDOW, FROM, flatPod, noise, STEP, teethPod, trackBy } from './sample-pods.ts';

const leaking = teethPod({ pod: 'markets-api-7d9f-x2x', count: 4, from: 220 * MiB, to: 508 * MiB, limit: 512 * MiB });
const siblings = ['k7p', 'm4q', 'p9z', 'r2d', 'w8n'].map((name, i) =>
  flatPod(`markets-api-7d9f-${name}`, (195 + 9 * i) * MiB, i + 1),
);
const frame = {
  range: DAY_WINDOW,
  service: 'markets-api · prod',
  deploys: [{ time: FROM + 3 * HOUR, revision: '4f2c1a9be03d7718c5e24f90a6d3b18e7c5a02d4' }],
};
const rss = (rest: Partial<RssRequest> & Pick<RssRequest, 'headline' | 'pods'>) =>
  rssChart({ ...frame, chosen: rest.pods[0]?.pod, ...rest });

/** Every kind of chart, and the cases that are hard to draw. */
export function sampleCharts(): Readonly<Record<string, TimeChart>> {
  const last = leaking.lifetimes[3];
  const profiles = last === undefined ? undefined : { a: last.from + 25 * MINUTE, b: last.to - 6 * MINUTE };
  return {
    'rss-six-pods': rss({
      headline: 'x2x grows 62 MiB/h and is killed at its limit: 4 OOM kills in 24 h',
      pods: [leaking, ...siblings],
      profiles,
    }),
    'rss-one-pod': rss({
      headline: 'markets-api grows 62 MiB/h',
      pods: [leaking],
      alertAt: DAY_WINDOW.to - 20 * MINUTE,
    }),
    'rss-200-pods': rss({
      headline: 'x2x grows 62 MiB/h and is killed at its limit; the 199 other pods are flat',
      pods: [leaking, ...Array.from({ length: 199 }, (_, i) => flatPod(`api-7d9f-${i}`, (180 + (i % 40)) * MiB, i))],
    }),
    'rss-two-of-20-killed': rss({
      headline: 'x2x and 1 other pod grow 62 MiB/h and are killed at their limit',
      pods: [
        leaking,
        teethPod({ pod: 'api-k7p', count: 2, from: 220 * MiB, to: 505 * MiB, limit: 512 * MiB }),
        ...Array.from({ length: 18 }, (_, i) => flatPod(`api-${i}`, (150 + 5 * i) * MiB, i)),
      ],
    }),
    'rss-no-limit': rss({
      headline: 'x2x grows 62 MiB/h; no limit would stop it',
      pods: [
        teethPod({ pod: 'api-x2x', count: 1, from: 220 * MiB, to: 1.6 * GiB, end: 'restarted' }),
        flatPod('api-k7p', 215 * MiB, 1, 'none'),
      ],
    }),
    'rss-restarts': rss({
      headline: 'x2x restarts 5 times without a kill: no growth that repeats',
      pods: [
        teethPod({ pod: 'api-x2x', count: 6, from: 220 * MiB, to: 330 * MiB, limit: 512 * MiB, end: 'restarted' }),
        ...siblings,
      ],
    }),
    'rss-40-kills': rss({
      headline: 'x2x fills its 512 MiB in 32 min and is killed: 40 OOM kills in 24 h',
      pods: [teethPod({ pod: 'api-x2x', count: 40, from: 120 * MiB, to: 510 * MiB, limit: 512 * MiB }), ...siblings],
    }),
    'rss-tiny': rss({
      headline: 'No growth on any of 2 pods: 900 KiB throughout, far from the limit of 2 GiB',
      pods: [flatPod('api-x2x', 900 * KiB, 3, 2 * GiB), flatPod('api-k7p', 850 * KiB, 4, 2 * GiB)],
    }),
    'rss-gaps': rss({
      headline: 'x2x grows 14 MiB/h; scrapes are missing from 18:00 to 21:30',
      pods: [
        teethPod({
          pod: 'api-x2x',
          count: 1,
          from: 180 * MiB,
          to: 470 * MiB,
          limit: 512 * MiB,
          end: 'restarted',
          gap: { from: FROM + 8 * HOUR, to: FROM + 11.5 * HOUR },
        }),
        ...siblings.slice(0, 2),
      ],
    }),
    'rss-long-names': rss({
      headline:
        'markets-quotation-aggregation-service-canary-5f7d9c7b66-x2x9q grows 62 MiB/h in each of its 4 lives and is killed at its limit every time: 4 OOM kills in 24 h',
      service: 'markets-quotation-aggregation-service-canary · production-europe-west-4 · cluster eu-central-blue',
      pods: [leaking, ...siblings],
      deploys: Array.from({ length: 6 }, (_, i) => ({
        time: FROM + (2 + 1.2 * i) * HOUR,
        revision: `v2.14.${i}-rc.1+build.77`,
      })),
    }),
    ...podCharts(profiles),
  };
}

function podCharts(profiles: { a: number; b: number } | undefined): Readonly<Record<string, TimeChart>> {
  const random = noise(11);
  const own = { ...frame, pod: leaking, name: 'x2x', profiles };
  const rssAt = new Map([...leaking.rss.times].map((time, i) => [time, leaking.rss.values[i] ?? 0]));
  const share = (time: number, of: number, from: number) => Math.max(0, (rssAt.get(time) ?? 0) * of - from * MiB);
  const part = (of: number, from = 0) =>
    trackBy(DAY_WINDOW, STEP, (time) => (rssAt.has(time) ? share(time, of, from) : undefined));
  return {
    'goroutines-stable': countChart({
      ...own,
      headline: 'Goroutines are stable on x2x: 412–431 throughout, while memory climbs',
      noun: 'goroutines',
      counts: trackBy(DAY_WINDOW, STEP, () => 421 + random() * 19),
    }),
    'goroutines-growing': countChart({
      ...own,
      headline: 'Goroutines grow with memory on x2x: 410 → 48,200 in each life',
      noun: 'goroutines',
      counts: part(48_000 / (508 * MiB), 0),
      siblings: [trackBy(DAY_WINDOW, STEP, () => 900 + random() * 80)],
    }),
    'live-heap': liveHeapChart({
      ...own,
      headline: 'The live heap grows 88 → 402 MiB in 4 h 18 min: 96 % of what RSS gained',
      liveHeap: part(0.98, 96),
    }),
    ledger: ledgerChart({
      ...own,
      headline: 'The live heap holds 96 % of the growth; 14 MiB of RSS are unexplained',
      ledger: sampleLedger(
        leaking.rss,
        'go',
        { garbage: 18, idle: 9, stacks: 9, runtime: 17, unexplained: 14 },
        'live-heap',
      ),
    }),
    'ledger-jvm': ledgerChart({
      ...own,
      headline: 'The heap may take 768 MiB and 86 MiB beside it, more than the limit of 512 MiB',
      ledger: sampleLedger(
        leaking.rss,
        'jvm',
        { 'live-heap': 52, idle: 20, metaspace: 38, 'code-cache': 14, buffers: 9, unexplained: 25 },
        'garbage',
      ),
    }),
    'ledger-node': ledgerChart({
      ...own,
      headline: 'External (buffers) grew 31 → 318 MiB in 4 h 18 min: all of what RSS gained',
      ledger: sampleLedger(leaking.rss, 'node', { 'live-heap': 48, garbage: 16, idle: 22, unexplained: 49 }, 'buffers'),
    }),
    'ledger-python': ledgerChart({
      ...own,
      headline: 'Python objects grew 120 → 408 MiB in 4 h 18 min: 97 % of what RSS gained',
      ledger: sampleLedger(leaking.rss, 'python', { unexplained: 78 }, 'live-heap'),
    }),
    'threads-growing': countChart({
      ...own,
      headline: '42 → 1,180 threads in 4 h 18 min (265/h), and so in 4 container runs',
      noun: 'threads',
      counts: part(1180 / (508 * MiB), 0),
    }),
    'handles-growing': countChart({
      ...own,
      headline: '120 → 9,800 active handles in 4 h 18 min (2,250/h), and so in 4 container runs',
      noun: 'handles',
      counts: part(9800 / (508 * MiB), 0),
    }),
  };
}

/** One part takes what the others leave of RSS. */
function sampleLedger(
  rss: Track,
  runtime: Runtime,
  mebibytes: Partial<Record<PartId, number>>,
  grows: PartId,
): Stacked {
  const names = definitionOf(runtime)?.memory.names ?? {};
  const others = Object.values(mebibytes).reduce((sum, size) => sum + size, 0) * MiB;
  const valuesOf = (part: PartId) =>
    part === grows
      ? rss.values.map((total) => Math.max(0, total - others))
      : rss.values.map(() => (mebibytes[part] ?? 0) * MiB);
  return {
    times: rss.times,
    label: 'RSS',
    total: rss.values,
    parts: PART_ORDER.flatMap((part) => {
      const name = names[part];
      const shown = part === grows || mebibytes[part] !== undefined;
      return name === undefined || !shown ? [] : [{ part, name, values: valuesOf(part) }];
    }),
  };
}
