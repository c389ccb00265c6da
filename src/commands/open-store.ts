import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { systemAlarm } from '../adapters/alarm/system-alarm.ts';
import type { Alarm, Clock } from '../foundation/clock.ts';
import { takeLease } from '../investigation/lease.ts';
import type { SlackLog } from '../slack/app.ts';
import { openStores, type Stores } from './stores.ts';

/** The stores, and the right to work on them. */
export interface Store {
  readonly stores: Stores;
  /** What keeps the bot from storing, undefined when it can: tried by a write. Rejects when the file takes none. */
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

/** Opens the store and waits for its lease: two bots on one store would post everything twice. */
export async function openStore(file: string, { clock, log, signal, lost, ...context }: StoreContext): Promise<Store> {
  const alarm = context.alarm ?? systemAlarm(clock);
  const stores = await openStores(file, clock);
  // Containers with one host name are both process 1: only the random part distinguishes them.
  const holder = `${hostname()} process ${process.pid} (${randomBytes(4).toString('hex')})`;
  const waiting = (other: string) =>
    log.warn({ holder: other }, `another Leakbot works on ${file}; this one waits until it ends`);
  const request = { holder, clock, alarm, waiting, lost, signal };
  const lease = await takeLease(stores.lease, request).catch(async (error: unknown) => {
    await stores.close();
    throw error;
  });
  return {
    stores,
    trouble: async () => ((await lease.hold()) ? undefined : 'another Leakbot took it over'),
    async close() {
      await lease.release();
      await stores.close();
    },
  };
}
