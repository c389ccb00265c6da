import type { CollectorStores, StoreSpace } from '../../collection/stores.ts';
import { toThin } from '../../collection/to-thin.ts';
import type { Instant } from '../../foundation/clock.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../measurement/duration.ts';

export interface RetentionLimits {
  readonly keep: Milliseconds;
  /** Of the whole store: its file, with what is free in it, and the log beside it. */
  readonly maxBytes: Bytes;
}

/** How many snapshots of a kind may stay of each process; the next figure counts when space is short. */
const PER_LIFE = [32, 16, 8, 4] as const;

/** When even that is too much, the kept time is cut by this, again and again: the oldest goes first. */
const CUT = 0.75;
/** Younger than this nothing goes: then it is not the collector's tables that are too large. */
const LEAST_KEPT: Milliseconds = 5 * MINUTE;

/** Once beyond its bound the store is brought to this share of it, so that the next round does not begin again. */
const ROOM = 0.9;
/** However much investigations take, this share of the bound stays for evidence: without it there are no more of them. */
const OWN_SHARE = 0.25;

/**
 * Deletes what is too old, thins snapshots, and goes on until the store is within its bound; then gives free room
 * back to the file system. Every step is small, and others have their turn between two. Returns whether the store is
 * within the bound: investigations alone may be beyond it.
 */
export async function enforceRetention(
  stores: CollectorStores,
  limits: RetentionLimits,
  now: Instant,
): Promise<boolean> {
  const { space, snapshots } = stores;
  const wanted = await wantedBytes(space, limits.maxBytes);
  const enough = async () => (await space.used()) <= wanted;
  let keep = limits.keep;
  await forget(stores, now - keep);
  for (const perLife of PER_LIFE) {
    await snapshots.delete(toThin(await snapshots.all(), { now, keep, perLife }));
    if (await enough()) break;
  }
  const [least] = PER_LIFE.slice(-1);
  while (!(await enough()) && keep * CUT > LEAST_KEPT) {
    keep *= CUT;
    await snapshots.delete(toThin(await snapshots.all(), { now, keep, perLife: least ?? 1 }));
    await forget(stores, now - keep);
  }
  await space.giveBack();
  return (await space.used()) <= limits.maxBytes;
}

/** What the store is to be brought to, if it is beyond its bound. */
async function wantedBytes(space: StoreSpace, maxBytes: Bytes): Promise<Bytes> {
  const most = mostUsed(maxBytes);
  if ((await space.used()) <= most) return most;
  return Math.max(ROOM * most, (await space.usedByInvestigations()) + OWN_SHARE * most);
}

/** The log is some MiB long between two checkpoints, some pages stay free, and a round adds to it before the next tidying. */
const BESIDE: Bytes = 8 * MiB;

/** What may be in use, so that the files stay within a bound; of a small bound an eighth is left for the rest. */
function mostUsed(maxBytes: Bytes): Bytes {
  return maxBytes - Math.min(BESIDE, maxBytes / 8);
}

/** Whether the store has outgrown its bound. Cheap enough for every round. */
export async function isBeyond({ space }: CollectorStores, { maxBytes }: RetentionLimits): Promise<boolean> {
  return (await space.used()) > mostUsed(maxBytes);
}

async function forget(stores: CollectorStores, time: Instant): Promise<void> {
  await stores.samples.forgetBefore(time);
  await stores.health.forgetBefore(time);
}
