import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import type { Database } from '../../../src/adapters/stores/tables.ts';

/** A directory that is gone when the test ends. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a store that is closed when the test ends. */
export async function opened(...args: Parameters<typeof openDatabase>): Promise<Database> {
  const database = await openDatabase(...args);
  onTestFinished(() => database.destroy().catch(() => undefined));
  return database;
}
