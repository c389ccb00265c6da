import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { type LeaseRequest, takeLease } from '../../../src/adapters/sqlite/lease.ts';
import { MINUTE } from '../../../src/measurement/duration.ts';
import { fastTime } from '../../support/fast-time.ts';
import { NOON } from '../../support/investigations.ts';

const time = () => fastTime({ start: NOON, startedAt: Date.now(), speed: 1 });

async function aDatabaseFile(): Promise<() => Promise<Database>> {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-lease-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return async () => {
    const database = await openDatabase(join(folder, 'leakbot.db'));
    onTestFinished(() => database.destroy());
    return database;
  };
}

function request(holder: string, clock: ReturnType<typeof time>, changes: Partial<LeaseRequest> = {}): LeaseRequest {
  const unexpected = (what: string) => () => {
    throw new Error(`${holder} ${what}`);
  };
  const signal = new AbortController().signal;
  const both = { clock, alarm: clock.alarm };
  return { holder, ...both, waiting: unexpected('waits'), lost: unexpected('lost it'), signal, ...changes };
}

test('the second waits and says for whom, once; it takes over when the first lets go', async () => {
  const open = await aDatabaseFile();
  const now = time();
  const first = await takeLease(await open(), request('first', now));
  const told: string[] = [];
  const second = takeLease(await open(), request('second', now, { waiting: (holder) => void told.push(holder) }));
  await settle();
  now.skip(1000);
  await settle();
  await first.release();
  now.skip(1000);
  await (await second).release();
  expect(told).toEqual(['first']);
});

test('a holder that sleeps too long loses it to the one who waits, and is told', async () => {
  const open = await aDatabaseFile();
  const [sleeper, waker] = [time(), time()];
  let lost = 0;
  await takeLease(
    await open(),
    request('sleeper', sleeper, {
      lost: () => {
        lost += 1;
      },
    }),
  );
  const second = takeLease(await open(), request('waker', waker, { waiting: () => undefined }));
  await settle();
  waker.skip(MINUTE);
  await second;
  sleeper.skip(MINUTE);
  await settle();
  expect(lost).toBe(1);
});

test('of two who wait, one gets it', async () => {
  const open = await aDatabaseFile();
  const now = time();
  const first = await takeLease(await open(), request('first', now));
  let got = 0;
  const end = new AbortController();
  const databases = [await open(), await open()];
  const waiting = databases.map((database, index) => {
    const patient = request(`waits ${index}`, now, { waiting: () => undefined, signal: end.signal });
    return takeLease(database, patient).then(() => {
      got += 1;
    });
  });
  await settle();
  await first.release();
  now.skip(1000);
  await settle();
  expect(got).toBe(1);
  end.abort();
  expect((await Promise.allSettled(waiting)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
