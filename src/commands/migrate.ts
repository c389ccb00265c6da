import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import { systemClock } from '../foundation/clock.ts';
import { InvalidInputError } from '../foundation/errors.ts';
import { isPostgres, shownLocation } from '../foundation/store-location.ts';
import { moveStore } from './moved-store.ts';

interface Ends {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Hexadecimal digits of a hash that people compare. */
const SHOWN = 16;

/** `leakbot migrate --from STORE --to STORE`: moves all that is stored, and proves it. The source stays as it is. */
export async function migrateCommand(
  { from, to }: Ends,
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
): Promise<void> {
  if (from === undefined || to === undefined) {
    throw new InvalidInputError('name both stores: --from leakbot.db --to postgres://leakbot@db.example.com/leakbot');
  }
  const [source, target] = [locationOf(from), locationOf(to)];
  const moved = await moveStore(source, target, {
    clock: systemClock,
    alarm: systemAlarm(systemClock),
    holder: `leakbot migrate on ${hostname()}, process ${process.pid} (${randomBytes(4).toString('hex')})`,
    moved({ table, rows, of }) {
      if (stderr.isTTY) stderr.write(`\r\u001b[K${table}: ${rows} of ${of} rows`);
    },
  });
  if (stderr.isTTY) stderr.write('\r\u001b[K');
  const width = Math.max(...moved.map(({ table }) => table.length));
  const lines = moved.map(
    ({ table, rows, hash }) => `${table.padEnd(width)}  ${String(rows).padStart(9)}  ${hash.slice(0, SHOWN)}\n`,
  );
  stdout.write(`${'table'.padEnd(width)}  ${'rows'.padStart(9)}  SHA-256, the same on both sides\n${lines.join('')}`);
  stdout.write(
    `${shownLocation(source)} was moved to ${shownLocation(target)}: name that in LEAKBOT_DATABASE and start Leakbot\n`,
  );
}

function locationOf(location: string): string {
  return isPostgres(location) ? location : resolve(location);
}
