import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CollectorSettings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { systemClock } from '../foundation/clock.ts';
import { StoreError } from '../foundation/store-error.ts';
import { isPostgres, shownLocation } from '../foundation/store-location.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { capitalised } from '../measurement/sentence.ts';
import { checkTables } from './doctor-tables.ts';
import { openStores, readStores, type Stores } from './stores.ts';

const FIX = 'Give the user that Leakbot runs as the right to write there, or set LEAKBOT_DATABASE to another file.';

export interface DatabaseCheck {
  /** The bot's store where it could be opened, else an empty one. */
  readonly stores: Stores;
  readonly checks: readonly Check[];
}

/** Whether the bot can keep its state there. */
export function checkDatabase(location: string, settings: CollectorSettings): Promise<DatabaseCheck> {
  return isPostgres(location) ? checkServer(location, settings) : checkFile(location, settings);
}

async function checkServer(location: string, settings: CollectorSettings): Promise<DatabaseCheck> {
  const empty = () => openStores(':memory:', systemClock);
  const name = shownLocation(location);
  try {
    const stores = await readStores(location, systemClock);
    if (stores === undefined) {
      return {
        stores: await empty(),
        checks: [ok(`${name} is reachable: the next start makes its tables, or brings them up to date`)],
      };
    }
    const reachable = ok(`${name} is reachable, ${formatBytes((await stores.room()).taken)}`);
    return { stores, checks: [reachable, ...checkTables(await stores.tables(), settings)] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { stores: await empty(), checks: [fault(error.says, `${capitalised(error.fix)}.`)] };
  }
}

/** A file that is not there is not made: it would be the wrong user's. */
async function checkFile(file: string, settings: CollectorSettings): Promise<DatabaseCheck> {
  const folder = existing(dirname(file));
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    const says = statSync(folder).isDirectory()
      ? fault(`the folder ${folder} is not writable`, FIX)
      : fault(`${folder} is a file, not a folder`, 'Set LEAKBOT_DATABASE to a file in a folder.');
    return { stores: await openStores(':memory:', systemClock), checks: [says] };
  }
  const room = spaceIn(folder, settings.maxBytes - sizeOf(file));
  if (!existsSync(file)) {
    return {
      stores: await openStores(':memory:', systemClock),
      checks: [ok(`${file} is made at the first start`), ...room],
    };
  }
  const empty = () => openStores(':memory:', systemClock);
  try {
    const stores = await readStores(file, systemClock);
    if (stores === undefined) {
      const older = `${file} was written by an older Leakbot: the next start copies it, then brings it up to date`;
      return { stores: await empty(), checks: [ok(older), ...room] };
    }
    const writable = ok(`${file} is writable, ${formatBytes(sizeOf(file))}`);
    return { stores, checks: [writable, ...room, ...checkTables(await stores.tables(), settings)] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { stores: await empty(), checks: [fault(error.says, `${capitalised(error.fix)}.`)] };
  }
}

/** The nearest folder that is there: the others are made when needed. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}

function spaceIn(folder: string, wanted: number): readonly Check[] {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= wanted) return [];
  const says = `${formatBytes(free)} free where the store may grow by ${formatBytes(wanted)}`;
  return [warning(says, 'Make room, or lower collector.maxBytes in leakbot.yaml.')];
}
