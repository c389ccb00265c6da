import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { cronExpression } from '../adapters/cron/ticker.ts';
import { readSettings } from '../config/read-settings.ts';
import { systemClock } from '../foundation/clock.ts';
import { InvalidInputError } from '../foundation/errors.ts';
import { isPostgres, shownLocation } from '../foundation/store-location.ts';
import { backUpStores, restoreStores } from './stores.ts';

/** `leakbot backup FILE`: copies the store, also while the bot runs. */
export function backupCommand(to: string, { stdout }: Pick<NodeJS.Process, 'stdout'>): void {
  const file = storeFile();
  backUpStores(file, resolve(to));
  stdout.write(`${file} was copied to ${resolve(to)}\n`);
}

/** `leakbot restore FILE`: puts a backup in the place of the store; the bot must not run. */
export function restoreCommand(from: string, { stdout }: Pick<NodeJS.Process, 'stdout'>): void {
  const file = storeFile();
  const replaced = restoreStores(resolve(from), file, systemClock.now());
  const kept = replaced === undefined ? '' : `; the store that was there is kept as ${replaced}`;
  stdout.write(`${file} was restored from ${resolve(from)}${kept}\n`);
}

function storeFile(): string {
  const { database } = readSettings({
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    cwd: process.cwd(),
    need: 'investigate',
    checkSchedule: cronExpression,
  });
  if (!isPostgres(database)) return database;
  throw new InvalidInputError(
    `LEAKBOT_DATABASE is ${shownLocation(database)}: copy it with \`pg_dump --format=custom\` and put it back with \`pg_restore\``,
  );
}
