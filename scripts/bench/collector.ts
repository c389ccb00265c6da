import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from '../../src/adapters/collector/collector.ts';
import { processEndpoint } from '../../src/adapters/pprof-endpoint/process-endpoint.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { sqliteSpace } from '../../src/adapters/sqlite/space.ts';
import { sqlCollectorStores } from '../../src/adapters/stores/collector-stores.ts';
import { samplesIn } from '../../src/collection/exposition.ts';
import { isKept } from '../../src/collection/kept-metrics.ts';
import { type Bytes, GiB } from '../../src/measurement/bytes.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';
import { CALM, metricsPage, SERIES, serveProcesses, targetAt } from './bench-processes.ts';

export interface CollectorBench {
  readonly targets: number;
  readonly seriesPerTarget: number;
  readonly minutes: number;
  /** CPU time of a simulated minute as a share of that minute of one core; the served pages are in it too. */
  readonly cpuShare: number;
  /** Of the database for samples that were compressed; profiles not counted. */
  readonly bytesPerSample: number;
  /** What a week of these samples takes at that rate. */
  readonly bytesPerWeek: Bytes;
  /** Profiles taken in the simulated time, each of 100 KiB. */
  readonly profiles: number;
  /** The longest round in milliseconds, from its first request to its last write. */
  readonly worstRound: number;
}

/** Scrapes many calm processes minute by minute on a clock that does not wait; each is profiled once. Takes seconds. */
export async function benchCollector({ targets: count = 200, minutes = 10 } = {}): Promise<CollectorBench> {
  const clock = { time: Date.UTC(2026, 10, 23), now: () => clock.time };
  const processes = await serveProcesses(clock.now, CALM);
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  const database = await openDatabase(join(directory, 'leakbot.db'));
  const stores = sqlCollectorStores(database, sqliteSpace(database));
  const density = await bytesOfASample();
  const endpoint = processEndpoint();
  const targets = Array.from({ length: count }, (_, i) => processes.target(i));
  const collector = new Collector({
    stores,
    endpoint,
    targets: () => Promise.resolve(targets),
    clock,
    every: MINUTE,
    limits: { keep: 7 * DAY, maxBytes: 2 * GiB },
    onError: (error) => {
      throw error;
    },
    onOdd: (target, what) => {
      throw new Error(`${target}: ${what.join(', ')}`);
    },
  });
  const before = process.cpuUsage();
  let worstRound = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const start = performance.now();
    await collector.round();
    worstRound = Math.max(worstRound, performance.now() - start);
    clock.time += MINUTE;
  }
  const { user, system } = process.cpuUsage(before);
  const profiles = (await stores.snapshots.all()).length;
  await database.destroy();
  processes.close();
  await rm(directory, { recursive: true });
  return {
    targets: count,
    seriesPerTarget: SERIES,
    minutes,
    cpuShare: (user + system) / 1000 / (minutes * MINUTE),
    bytesPerSample: density,
    bytesPerWeek: density * count * SERIES * ((7 * DAY) / MINUTE),
    profiles,
    worstRound,
  };
}

/** Of two hours of twenty processes, in a database of their own. */
async function bytesOfASample(): Promise<number> {
  const [processes, minutes] = [20, 120];
  const database = await openDatabase(':memory:');
  const { samples, space } = sqlCollectorStores(database, sqliteSpace(database));
  const empty = await space.used();
  for (let minute = 0; minute < minutes; minute += 1) {
    const time = Date.UTC(2026, 10, 23) + minute * MINUTE + (minute % 7);
    const page = [...samplesIn(metricsPage(time), isKept)];
    const scrapes = Array.from({ length: processes }, (_, i) => ({
      ...targetAt('http://bench', i),
      time,
      samples: page,
    }));
    await samples.addScrapes(scrapes);
  }
  await samples.compact(processes);
  const bytes = (await space.used()) - empty;
  await database.destroy();
  return bytes / (processes * minutes * SERIES);
}
