import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/commands/open-store.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { StoreError } from '../../src/foundation/store-error.ts';
import { anOomKill } from '../support/bot.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

async function aStore() {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-store-'));
  const file = join(folder, 'leakbot.db');
  const signal = new AbortController().signal;
  const store = await openStore(file, { clock: systemClock, log, signal, lost: quiet });
  onTestFinished(async () => {
    await store.close().catch(quiet);
    rmSync(folder, { recursive: true });
  });
  return { file, store };
}

test('a store that was deleted under the bot is no longer ready, and takes no alert that would be gone', async () => {
  const { file, store } = await aStore();
  expect(await store.trouble()).toBeUndefined();
  rmSync(file);
  const says = `the store ${file} was deleted while Leakbot was running: restart Leakbot`;
  expect(await store.trouble()).toContain(says);
  await expect(store.stores.investigations.receive([anOomKill()], 0)).rejects.toThrow(StoreError);
  await expect(store.close()).rejects.toThrow(says);
});

test('a store that another program has locked is not ready, which is said soon, and ready again after it', async () => {
  const { file, store } = await aStore();
  const other = new Sqlite(file);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(await store.trouble()).toBe('another program has it locked');
  other.exec('ROLLBACK');
  expect(await store.trouble()).toBeUndefined();
});
