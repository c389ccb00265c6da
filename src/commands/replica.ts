import { setTimeout as pause } from 'node:timers/promises';
import { explain } from '../foundation/errors.ts';
import { StoreError } from '../foundation/store-error.ts';
import { shownLocation } from '../foundation/store-location.ts';
import { type Lease, type LeaseRequest, takeLease } from '../investigation/lease.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from '../slack/app.ts';
import type { Stores } from './stores.ts';

/** How long a leader that died keeps the others waiting, who ask each second: below fifteen seconds. */
const LENGTH: Milliseconds = 10 * SECOND;

/** After the server could not be asked who leads. */
const ASK_AGAIN: Milliseconds = SECOND;

interface ReplicaContext extends Pick<LeaseRequest, 'holder' | 'clock' | 'alarm' | 'signal' | 'lost'> {
  readonly location: string;
  readonly log: SlackLog;
}

/**
 * One of several on the same stores: they are usable at once for what comes in, and `leading` resolves when this one is to
 * work on them. Slack's limits are those of the workspace, and a collector visits each process once: so one leads, and a
 * second that worked beside it would deliver nothing sooner.
 */
export class Replica {
  readonly leading: Promise<void>;
  readonly #stores: Stores;
  readonly #context: ReplicaContext;
  readonly #closing = new AbortController();
  #lease: Lease | undefined;
  #leader = '';

  constructor(stores: Stores, context: ReplicaContext) {
    this.#stores = stores;
    this.#context = context;
    this.leading = this.#lead();
    // Who closes a replica that never led waits for nothing.
    this.leading.catch(() => undefined);
  }

  role(): string {
    if (this.#lease !== undefined) return 'leads';
    return this.#leader === '' ? 'stands by' : `stands by, ${this.#leader} leads`;
  }

  /** One that stands by has to be able to store what comes: tried by a write that changes nothing. */
  async trouble(): Promise<string | undefined> {
    try {
      if (this.#lease !== undefined) return (await this.#lease.hold()) ? undefined : 'another replica leads now';
      await this.#stores.lease.release(`no holder, asked by ${this.#context.holder}`);
      return undefined;
    } catch (error) {
      return explain(error);
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.leading.catch(() => undefined);
    try {
      await this.#lease?.release();
    } finally {
      await this.#stores.close();
    }
  }

  async #lead(): Promise<void> {
    const { holder, log } = this.#context;
    this.#lease = await this.#takenLease();
    this.#stores.actAs(holder);
    log.info({ holder }, 'this replica leads: it works on what all of them store');
  }

  async #takenLease(): Promise<Lease> {
    const { location, log, signal, ...request } = this.#context;
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    const waiting = (leader: string) => {
      this.#leader = leader;
      const place = shownLocation(location);
      log.info(
        { leader },
        `stands by on ${place}: stores alerts and what people do, and takes over when the leader ends`,
      );
    };
    for (let failing = false; ; failing = true) {
      try {
        return await takeLease(this.#stores.lease, { ...request, signal: ends, waiting, length: LENGTH });
      } catch (error) {
        if (ends.aborted || !(error instanceof StoreError)) throw error;
        if (!failing) log.warn({ error: explain(error) }, 'cannot ask which replica leads; trying again');
      }
      await pause(ASK_AGAIN, undefined, { signal: ends });
    }
  }
}
