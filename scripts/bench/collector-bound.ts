import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from '../../src/adapters/collector/collector.ts';
import { processEndpoint } from '../../src/adapters/pprof-endpoint/process-endpoint.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { sqliteSpace } from '../../src/adapters/sqlite/space.ts';
import { sqlCollectorStores } from '../../src/adapters/stores/collector-stores.ts';
import { type Bytes, KiB, MiB } from '../../src/measurement/bytes.ts';
import { DAY, MINUTE } from '../../src/measurement/duration.ts';
import { serveProcesses } from './bench-processes.ts';

export interface BoundBench {
  readonly targets: number;
  readonly minutes: number;
  readonly bound: Bytes;
  /** The file, with the log beside it, after each tenth of the run. */
  readonly sizes: readonly Bytes[];
  /** The largest after any round of the second half. */
  readonly largestLater: Bytes;
  readonly profilesTaken: number;
  readonly profilesKept: number;
  /** Every process' last snapshot before its latest kill was kept. */
  readonly lastBreathsKept: boolean;
}

/** Lives of 45 minutes, each ending at the limit: the densest that collecting gets. */
const LIFE = 45 * MINUTE;

/** Collects for hours of simulated time into a database with a small bound. Takes about a minute. */
export async function benchBound({ targets: count = 60, minutes = 240, bound = 64 * MiB } = {}): Promise<BoundBench> {
  const clock = { time: Date.UTC(2026, 10, 23), now: () => clock.time };
  const processes = await serveProcesses(clock.now, { profileBytes: 20 * KiB, life: LIFE });
  const directory = await mkdtemp(join(tmpdir(), 'leakbot-bench-'));
  const file = join(directory, 'leakbot.db');
  const database = await openDatabase(file);
  const stores = sqlCollectorStores(database, sqliteSpace(database));
  const endpoint = processEndpoint();
  const targets = Array.from({ length: count }, (_, i) => processes.target(i));
  const collector = new Collector({
    stores,
    endpoint,
    targets: () => Promise.resolve(targets),
    clock,
    every: MINUTE,
    limits: { keep: 7 * DAY, maxBytes: bound },
    onError: (error) => {
      throw error;
    },
    onOdd: (target, what) => {
      throw new Error(`${target}: ${what.join(', ')}`);
    },
  });
  const sizes: Bytes[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    await collector.round();
    sizes.push(sizeOf(file));
    clock.time += MINUTE;
  }
  const kept = await stores.snapshots.all();
  const { seq } = await database
    .selectFrom('collector_snapshots')
    .select((select) => select.fn.max('id').as('seq'))
    .executeTakeFirstOrThrow();
  const ended = targets.every(({ instance }) => {
    const own = kept.filter((snapshot) => snapshot.instance === instance && snapshot.kind === 'heap');
    const running = own.at(-1)?.processStart ?? 0;
    return own.some(({ processStart, time }) => processStart !== running && running - time <= 3 * MINUTE);
  });
  await database.destroy();
  processes.close();
  await rm(directory, { recursive: true });
  return {
    targets: count,
    minutes,
    bound,
    sizes: Array.from({ length: 10 }, (_, i) => sizes[Math.ceil(((i + 1) * minutes) / 10) - 1] ?? 0),
    largestLater: Math.max(...sizes.slice(minutes / 2)),
    profilesTaken: seq,
    profilesKept: kept.length,
    lastBreathsKept: ended,
  };
}

function sizeOf(file: string): Bytes {
  return [file, `${file}-wal`].reduce((sum, each) => sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0), 0);
}
