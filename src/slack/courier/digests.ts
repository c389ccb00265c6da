import type * as webApi from '@slack/web-api';
import { type Clock, elapsed } from '../../foundation/clock.ts';
import type { OutboxStore, Parcel } from '../../investigation/outbox.ts';
import { severityOf } from '../../investigation/state/severity.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { type DigestEntry, digestMessage } from '../blocks/digest.ts';
import type { ComposedMessage } from '../blocks/message.ts';
import { permalink } from '../permalink.ts';
import { OpeningsAlone } from './alone.ts';
import { type Ranked, waitsToOpen } from './order.ts';
import { Settling } from './settling.ts';
import { causeKey, gather, type OpenDigest, readCause, STORM } from './storm.ts';

interface DigestDesk {
  readonly client: webApi.WebClient;
  readonly outbox: OutboxStore;
  readonly store: InvestigationStore;
  readonly clock: Clock;
  /** The ids of alerts that are stored and still to be taken up. */
  readonly toCome: () => Promise<ReadonlySet<number>>;
}

/**
 * Gathers openings that wait in a storm into digests. Which digest names an opening is stored; which of them still takes
 * more is known to this process only: after a restart a storm that goes on gets another digest.
 */
export class Digests {
  readonly #desk: DigestDesk;
  readonly #open = new Map<string, readonly (OpenDigest & { readonly since: Milliseconds })[]>();
  readonly #alone = new OpeningsAlone();
  readonly #settling = new Settling();
  /** How long the openings of a channel wait for the worst to show. */
  readonly #pauses = new Map<string, Milliseconds>();
  /** Addresses of threads that stand. */
  readonly #threads = new Map<string, string>();

  constructor(desk: DigestDesk) {
    this.#desk = desk;
  }

  /** Gathers what is too much of what waits, the worst first. True when something is named in a digest since. */
  async gather(ranked: readonly Ranked[]): Promise<boolean> {
    const openings = ranked.filter(waitsToOpen);
    const toCome = openings.length > 0 ? await this.#desk.toCome() : new Set<number>();
    const channels = Map.groupBy(openings, ({ standing }) => standing.channel);
    this.#pauses.clear();
    let gathered = false;
    for (const [channel, waiting] of channels) {
      const roots = waiting.filter(({ parcel }) => isFree(parcel));
      if (roots.length === 0) this.#alone.over(channel);
      if (await this.#gatherIn(channel, roots, toCome)) gathered = true;
    }
    this.#alone.overAllBut(new Set(channels.keys()));
    return gathered;
  }

  async #gatherIn(channel: string, roots: readonly Ranked[], toCome: ReadonlySet<number>): Promise<boolean> {
    const { outbox, clock } = this.#desk;
    const now = elapsed(clock);
    const open = (this.#open.get(channel) ?? []).filter(({ since }) => now - since < STORM.digestOpenFor);
    const isSizedUp = open.length > 0 || this.#alone.knows(channel);
    const pause = this.#settling.left(channel, roots, { now, toCome, isSizedUp });
    if (pause > 0) this.#pauses.set(channel, pause);
    if (open.length === 0 && (pause > 0 || this.#opensAlone(channel, roots))) return false;
    const waiting = roots.map(({ parcel, standing }) => ({ parcel, causes: standing.causes }));
    const gatherings = gather(waiting, open);
    const after = new Map(open.map((digest) => [digest.id, digest]));
    for (const { into, cause, roots: named } of gatherings) {
      const [first] = named;
      if (first === undefined) continue;
      const slot = `digest/${causeKey(cause)}`;
      const place = into?.id ?? { investigation: first.investigation, slot };
      const id = await outbox.gather(
        place,
        named.map((parcel) => parcel.id),
      );
      const members = (into?.members ?? 0) + named.length;
      after.set(id, { id, cause, members, since: after.get(id)?.since ?? now });
    }
    this.#open.set(channel, [...after.values()]);
    if (gatherings.length > 0) this.#alone.over(channel);
    return gatherings.length > 0;
  }

  /** Whether the next opening of a channel is posted by itself. */
  #opensAlone(channel: string, roots: readonly Ranked[]): boolean {
    const waiting = roots.map(({ parcel }) => parcel.investigation);
    return this.#alone.left(channel, waiting) > 0;
  }

  /** How long the openings of a channel are to wait, as of the last look at what waits. */
  pauseIn(channel: string): Milliseconds {
    return this.#pauses.get(channel) ?? 0;
  }

  /** What a digest says now. */
  async compose(digest: Parcel, cause: string): Promise<ComposedMessage | undefined> {
    const { outbox, store } = this.#desk;
    const entries: DigestEntry[] = [];
    for (const { investigation: id, ts } of await outbox.namedIn(digest.id)) {
      const investigation = await store.load(id);
      if (investigation === undefined) continue;
      const thread = ts === null ? undefined : await this.#addressOf(investigation.place.channel, ts);
      entries.push({ investigation, thread });
    }
    if (entries.length === 0) return undefined;
    entries.sort((a, b) => severityOf(b.investigation) - severityOf(a.investigation));
    return digestMessage(entries, readCause(cause));
  }

  async #addressOf(channel: string, ts: string): Promise<string | undefined> {
    const key = `${channel} ${ts}`;
    const known = this.#threads.get(key);
    if (known !== undefined) return known;
    const address = await permalink(this.#desk.client, { channel, ts });
    if (address !== undefined) this.#threads.set(key, address);
    return address;
  }
}

/** Whether an opening stands in no digest, and surely not in the channel. */
function isFree({ slot, digest, attemptedAt }: Parcel): boolean {
  return slot === 'root' && digest === null && attemptedAt === null;
}
