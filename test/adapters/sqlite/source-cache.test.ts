import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/sqlite/database.ts';
import { sqlSourceCache } from '../../../src/adapters/stores/source-cache.ts';
import type { Database } from '../../../src/adapters/stores/tables.ts';
import { NOON } from '../../support/investigations.ts';

let database: Database;
let now = NOON;
const clock = { now: () => now };
beforeEach(async () => {
  now = NOON;
  database = await openDatabase(':memory:');
});
afterEach(() => database.destroy());

const key = (path: string) => ({ repository: 'https://github.com/acme/markets', revision: '4f2c1a9', path });
const FIXED = { moving: false };

test('the least recently used go when there is no room', async () => {
  // A row costs 256 bytes and its gzipped content.
  const cache = sqlSourceCache(database, clock, { total: 1000, entry: 1000 });
  for (const path of ['a', 'b', 'c']) {
    now++;
    await cache.keep(key(path), path, FIXED);
  }
  now++;
  expect(await cache.find(key('a'))).toEqual({ content: 'a' });
  now++;
  await cache.keep(key('d'), 'd', FIXED);
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(async (path) => (await cache.find(key(path)))?.content))).toEqual([
    'a',
    undefined,
    'c',
    'd',
  ]);
});

test('what is too large is not kept, and what is kept is distinguished by all of its key', async () => {
  const cache = sqlSourceCache(database, clock, { total: 1e6, entry: 100 });
  await cache.keep(key('noise'), Array.from({ length: 500 }, (_, i) => i * 7919).join(), FIXED);
  expect(await cache.find(key('noise'))).toBeUndefined();
  await cache.keep(key('a'), 'first', FIXED);
  await cache.keep({ ...key('a'), revision: 'other' }, undefined, FIXED);
  await cache.keep(key('a'), 'second', FIXED);
  expect(await cache.find(key('a'))).toEqual({ content: 'second' });
  expect(await cache.find({ ...key('a'), revision: 'other' })).toEqual({ content: undefined });
});
