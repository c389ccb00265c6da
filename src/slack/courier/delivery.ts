import type { KnownBlock } from '@slack/types';
import type * as webApi from '@slack/web-api';
import type { Clock } from '../../foundation/clock.ts';
import { InternalError } from '../../foundation/errors.ts';
import type { OutboxStore, Parcel } from '../../investigation/outbox.ts';
import type { Investigation, PictureRef } from '../../investigation/state/investigation.ts';
import { readSlot, type SlotMeaning } from '../../investigation/state/slot.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import type { ComposedMessage } from '../blocks/message.ts';
import { called } from './call.ts';
import type { Digests } from './digests.ts';
import { type SharedFile, shareFiles } from './files.ts';
import { isDigest, opensThread } from './order.ts';
import { findOwnPost } from './own-post.ts';
import type { Pictures } from './pictures.ts';
import { isRefusal } from './problem.ts';
import { react } from './reactions.ts';

export interface DeliveryDesk {
  readonly client: webApi.WebClient;
  readonly outbox: OutboxStore;
  readonly store: InvestigationStore;
  readonly clock: Clock;
  readonly pictures: Pictures;
  readonly digests: Digests;
  /** Slack took a new message. */
  readonly posted: (slot: SlotMeaning, investigation: Investigation) => void;
  /** The message of a slot as the state wants it now; undefined when there is nothing left to say. */
  readonly compose: (investigation: Investigation, slot: SlotMeaning) => Promise<ComposedMessage | undefined>;
  /** The report and the profiles of a conclusion. */
  readonly filesOf: (investigation: Investigation, conclusion: string) => Promise<readonly SharedFile[]>;
}

/**
 * How much of a message goes out: a picture that does not get through must not keep back the words. `whole` leaves out
 * the pictures that are not ready yet.
 */
export type Dress = 'whole' | 'pictures-in-words' | 'plain-text';

/** What one delivery needs to know of its thread. */
interface Address {
  readonly investigation: Investigation;
  /** What is recorded as sent. */
  readonly version: number;
  readonly channel: string;
  /** The message that the thread hangs on; undefined before it is posted. */
  readonly root: string | undefined;
}

/**
 * Delivers one parcel and records that it was delivered. False when it stands in the thread without a picture that is
 * still to come: then it stays pending. Throws what the Slack client throws.
 */
export async function deliver(
  desk: DeliveryDesk,
  parcel: Parcel,
  { investigation, dress }: { readonly investigation: Investigation; readonly dress: Dress },
): Promise<boolean> {
  const slot = readSlot(parcel.slot);
  const { channel, root } = await threadOf(desk, investigation, slot);
  // A digest counts the changes of what it names; any other message shows a version of its investigation.
  const version = isDigest(parcel) ? parcel.wanted : investigation.version;
  const address = { investigation, version, channel, root };

  if (slot === undefined) return done(desk, parcel, { ...address, ts: parcel.ts });
  if (slot.kind === 'react') {
    if (root !== undefined) await react(desk.client, { channel, ts: root }, slot.name, investigation);
    return done(desk, parcel, { ...address, ts: null });
  }
  if (!opensThread(parcel) && root === undefined) throw new InternalError('a reply before its root');
  if (slot.kind === 'files') {
    const files = await desk.filesOf(investigation, slot.key);
    await shareFiles(desk, parcel, { files, channel, thread: root ?? '' });
    return done(desk, parcel, { ...address, ts: null });
  }
  const message = await (slot.kind === 'digest'
    ? desk.digests.compose(parcel, slot.key)
    : desk.compose(investigation, slot));
  if (message === undefined) return done(desk, parcel, { ...address, ts: parcel.ts });

  const { blocks, complete } = await blocksOf(desk, message, dress);
  const ts = await putInThread(desk, parcel, { address, message, blocks });
  if (complete || ts === null) return done(desk, parcel, { ...address, ts });
  await desk.outbox.posted(parcel.id, { channel, ts });
  return false;
}

/** A pointer stands in the thread of another app's message. */
async function threadOf(
  { outbox }: DeliveryDesk,
  { id, place }: Investigation,
  slot: SlotMeaning | undefined,
): Promise<Pick<Address, 'channel' | 'root'>> {
  if (slot?.kind === 'pointer') return { channel: slot.channel, root: slot.ts };
  return { channel: place.channel, root: place.adopted?.ts ?? (await outbox.sentAs(id, 'root')) };
}

async function done(
  { outbox }: DeliveryDesk,
  parcel: Parcel,
  { version, channel, ts }: Address & { readonly ts: string | null },
): Promise<true> {
  await outbox.sent(parcel.id, { version, channel, ts });
  return true;
}

interface Letter {
  readonly address: Address;
  readonly message: ComposedMessage;
  readonly blocks: KnownBlock[];
}

/** Updates the message where it stands already, posts it where it does not; its time stamp. */
async function putInThread(desk: DeliveryDesk, parcel: Parcel, letter: Letter): Promise<string | null> {
  const { channel, root } = letter.address;
  // A post whose answer was lost may stand in the thread already: look before posting it twice.
  const known =
    parcel.ts ??
    (parcel.attemptedAt === null
      ? undefined
      : await findOwnPost(desk.client, parcel, { channel, root, now: desk.clock.now() }));
  if (known === undefined) return post(desk, parcel, letter);
  await called('chat.update', desk.client.chat.update({ ...contentOf(parcel, letter), ts: known }));
  return known;
}

function contentOf({ slot }: Parcel, { address, message, blocks }: Letter) {
  return {
    channel: address.channel,
    text: message.text,
    // What notifications show, and what is left of a message whose blocks Slack refused: no links but those in it.
    parse: 'none' as const,
    blocks,
    metadata: {
      event_type: 'leakbot_message',
      event_payload: { investigation: address.investigation.id, slot },
    },
  };
}

async function post(desk: DeliveryDesk, parcel: Parcel, letter: Letter): Promise<string | null> {
  const { client, outbox, clock } = desk;
  await outbox.attempting(parcel.id, clock.now());
  const { root } = letter.address;
  const thread = opensThread(parcel) || root === undefined ? {} : { thread_ts: root };
  const broadcast = letter.message.broadcast === true && 'thread_ts' in thread ? { reply_broadcast: true } : {};
  const quiet = { unfurl_links: false, unfurl_media: false };
  const content = { ...contentOf(parcel, letter), ...quiet, ...thread, ...broadcast };
  const call = client.chat.postMessage(content as Parameters<typeof client.chat.postMessage>[0]);
  const posted = await called('chat.postMessage', call).catch(async (error: unknown) => {
    if (isRefusal(error)) await outbox.refused(parcel.id);
    throw error;
  });
  const slot = readSlot(parcel.slot);
  if (slot !== undefined) desk.posted(slot, letter.address.investigation);
  return posted.ts ?? null;
}

/** The pictures that a parcel's message names. */
export async function picturesOf(desk: DeliveryDesk, parcel: Parcel): Promise<readonly PictureRef[]> {
  const slot = readSlot(parcel.slot);
  const investigation = await desk.store.load(parcel.investigation);
  const message = slot && investigation && (await desk.compose(investigation, slot));
  return (message?.blocks ?? []).flatMap((block) => (block.type === 'leakbot-picture' ? [block.picture] : []));
}

async function blocksOf(
  { pictures }: DeliveryDesk,
  message: ComposedMessage,
  dress: Dress,
): Promise<{ readonly blocks: KnownBlock[]; readonly complete: boolean }> {
  const blocks: KnownBlock[] = [];
  let complete = true;
  if (dress === 'plain-text') return { blocks, complete };
  for (const block of message.blocks) {
    if (block.type !== 'leakbot-picture') {
      blocks.push(block);
      continue;
    }
    const shown =
      (await pictures.block(block.picture)) ??
      (dress === 'pictures-in-words' ? await pictures.inWords(block.picture) : undefined);
    if (shown === undefined) complete = false;
    else blocks.push(shown);
  }
  return { blocks, complete };
}
