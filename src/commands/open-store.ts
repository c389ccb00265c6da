import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { isPostgres, shownLocation } from '../foundation/store-location.ts';
import { type Lease, takeLease } from '../investigation/lease.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from '../slack/app.ts';
import { openStores, type Stores } from './stores.ts';

/** The stores, and the right to work on them. */
export interface Store {
  readonly stores: Stores;
  /** Resolves when this process is the one that works on the stores; rejects when it is closed before. */
  readonly leading: Promise<void>;
  /** Whether it is, for people. */
  role(): string;
  /** What keeps the bot from storing, undefined when it can: tried by a write, and answered soon whatever the write does. */
  trouble(): Promise<string | undefined>;
  close(): Promise<void>;
}

interface StoreContext {
  readonly clock: Clock;
  readonly alarm?: Alarm;
  readonly log: SlackLog;
  /** Ends the wait for the lease. */
  readonly signal: AbortSignal;
  /** Called when another process took the lease over: this one must stop working. */
  readonly lost: () => void;
}

/**
 * Opens the store and, where it is a file, waits for its lease: two bots on one store would post everything twice. On a
 * server it is open at once, as one replica of several.
 */
export async function openStore(
  location: string,
  { clock, log, signal, lost, ...context }: StoreContext,
): Promise<Store> {
  const alarm = context.alarm ?? systemAlarm(clock);
  const stores = await openStores(location, clock);
  // Containers with one host name are both process 1: only the random part distinguishes them.
  const holder = `${hostname()} process ${process.pid} (${randomBytes(4).toString('hex')})`;
  if (isPostgres(location)) {
    const { Replica } = await import('./replica.ts');
    const replica = new Replica(stores, { location, holder, clock, alarm, log, signal, lost });
    return {
      stores,
      leading: replica.leading,
      role: () => replica.role(),
      trouble: () => soon(replica.trouble()),
      close: () => replica.close(),
    };
  }
  const waiting = (other: string) =>
    log.warn({ holder: other }, `another Leakbot works on ${shownLocation(location)}; this one waits until it ends`);
  const request = { holder, clock, alarm, waiting, lost, signal };
  const lease = await takeLease(stores.lease, request).catch(async (error: unknown) => {
    await stores.close();
    throw error;
  });
  return {
    stores,
    leading: Promise.resolve(),
    role: () => 'leads',
    trouble: () => soon(troubleOf(lease)),
    async close() {
      try {
        await lease.release();
      } finally {
        await stores.close();
      }
    },
  };
}

async function troubleOf(lease: Lease): Promise<string | undefined> {
  try {
    return (await lease.hold()) ? undefined : 'another Leakbot took it over';
  } catch (error) {
    return explain(error);
  }
}

/** A probe has a timeout of its own, often of one second: a store that is locked for longer is not ready. */
const SOON: Milliseconds = 0.8 * SECOND;

async function soon(trouble: Promise<string | undefined>): Promise<string | undefined> {
  const waited = new AbortController();
  const late = pause(SOON, 'another program has it locked', { signal: waited.signal }).catch(() => undefined);
  try {
    return await Promise.race([trouble, late]);
  } finally {
    waited.abort();
  }
}
