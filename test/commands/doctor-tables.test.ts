import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../scripts/postgres/postgres-server.ts';
import { checkTables } from '../../src/commands/doctor-tables.ts';
import { openStores } from '../../src/commands/stores.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { DAY } from '../../src/measurement/duration.ts';

const COLLECTOR = { every: '1m', keep: 7 * DAY, maxBytes: 2048 * MiB };

/** A profile that takes a megabyte: nothing packs it further. */
const LARGE = randomBytes(MiB);
LARGE.set([0x1f, 0x8b]);

async function sizesOf(location: string) {
  const stores = await openStores(location, systemClock);
  try {
    const snapshot = { instance: 'i', pod: 'p', kind: 'heap', time: 1, forced: false, profile: LARGE } as const;
    await stores.collector.snapshots.addSnapshot({ ...snapshot, processStart: undefined });
    return await stores.tables();
  } finally {
    await stores.close();
  }
}

test('the size of each table of a file, those of most bytes first, with how long their rows stay', async () => {
  const sizes = await sizesOf(':memory:');
  expect(sizes).toHaveLength(23);
  expect(sizes.find(({ table }) => table === 'collector_profiles')?.bytes).toBeGreaterThan(MiB);
  const [evidence, findings, code, rest] = checkTables(sizes, COLLECTOR).map(({ says }) => says);
  expect(evidence).toMatch(
    /^evidence of the collector and pushed profiles: 1\.\d+ MiB, kept 7 d, .* \(collector_profiles 1/,
  );
  expect(findings).toMatch(/^findings: .*, kept 400 d \(findings /);
  expect(code).toContain('(source_files ');
  expect(rest).toMatch(/kept 30 d after their last change.*outbox/);
  expect(sizes.filter(({ table }) => [evidence, findings, code, rest].join().includes(`${table} `))).toHaveLength(23);
});

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  test('the same tables', async () => {
    const [there, here] = [await sizesOf(await server.database()), await sizesOf(':memory:')];
    const names = (sizes: typeof there) => sizes.map(({ table }) => table).sort();
    expect(names(there)).toEqual(names(here));
    expect(there.find(({ table }) => table === 'collector_profiles')?.bytes).toBeGreaterThan(MiB);
  });
});
