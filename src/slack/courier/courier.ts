import type { webApi } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Clock } from '../../foundation/clock.ts';
import { explain, InternalError } from '../../foundation/errors.ts';
import type { Investigation } from '../../investigation/investigation.ts';
import type { OutboxStore, Parcel } from '../../investigation/outbox.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import { type ComposedMessage, section } from '../blocks/message.ts';
import { escapeText } from '../text.ts';
import { type SharedFile, shareFiles } from './files.ts';
import { findOwnPost } from './own-post.ts';
import { imageBlock } from './pictures.ts';
import { problemOf } from './problem.ts';
import { react } from './reactions.ts';

export interface CourierDependencies {
  readonly client: webApi.WebClient;
  readonly outbox: OutboxStore;
  readonly store: InvestigationStore;
  readonly clock: Clock;
  /** The message of a slot as the state wants it now; undefined when there is nothing to say any more. */
  readonly compose: (investigation: Investigation, slot: string) => Promise<ComposedMessage | undefined>;
  /** The report and the profiles of a conclusion. */
  readonly filesOf: (investigation: Investigation, conclusion: string) => Promise<readonly SharedFile[]>;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

export interface Courier {
  /** There may be something to tell. Returns at once. */
  wake(): void;
  /** Resolves when nothing is under way (parcels may wait for a later try). */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** After so many failures a message goes out without its picture. */
const TRIES_WITH_PICTURE = 5;

/**
 * Delivers the outbox: each investigation's messages in their order, different investigations side by side. A parcel
 * names a slot; what it says is composed when it is sent, so that many changes make one update.
 */
export function courier(dependencies: CourierDependencies): Courier {
  const { client, outbox, store, clock, log } = dependencies;
  let running: Promise<void> | undefined;
  let woken = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    woken = true;
    if (running !== undefined || stopped) return;
    running = rounds()
      .catch((error: unknown) => {
        log.error({ error: explain(error) }, 'the outbox could not be read');
        schedule(clock.now() + 5000);
      })
      .finally(() => {
        running = undefined;
        if (woken) wake();
      });
  }

  async function rounds(): Promise<void> {
    while (!stopped) {
      woken = false;
      const heads = firstOfEach(await outbox.pending());
      const due = heads.filter((parcel) => parcel.notBefore <= clock.now());
      if (due.length === 0) {
        if (heads.length > 0) schedule(Math.min(...heads.map((parcel) => parcel.notBefore)));
        return;
      }
      await Promise.all(due.map(attempt));
    }
  }

  function schedule(at: number): void {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(50, at - clock.now()));
    timer.unref();
  }

  async function attempt(parcel: Parcel): Promise<void> {
    try {
      await deliver(parcel);
    } catch (error) {
      const problem = problemOf(error, parcel.failures);
      const facts = { investigation: parcel.investigation, slot: parcel.slot };
      if (problem.kind === 'never') {
        log.error({ ...facts, reason: problem.reason }, 'Slack will never take this message');
        await outbox.giveUp(parcel.id, problem.reason);
        return;
      }
      const after = problem.kind === 'picture' ? 1000 : problem.after;
      if (problem.kind === 'later' && problem.say !== undefined)
        log.warn({ ...facts, say: problem.say }, 'not delivered yet');
      await outbox.failed(parcel.id, clock.now() + after);
    }
  }

  async function deliver(parcel: Parcel): Promise<void> {
    const investigation = await store.load(parcel.investigation);
    if (investigation === undefined) throw new InternalError(`no investigation ${parcel.investigation}`);
    const { channel, adopted } = investigation.place;
    const version = investigation.version;
    const root = adopted?.ts ?? (await outbox.sentAs(investigation.id, 'root'));

    if (parcel.slot.startsWith('react/')) {
      if (root !== undefined) await react(client, { channel, ts: root }, parcel.slot.slice(6), investigation.status);
      return outbox.sent(parcel.id, { version, channel, ts: null });
    }
    if (parcel.slot.startsWith('files/')) {
      if (root === undefined) throw new InternalError('files before their thread');
      const files = await dependencies.filesOf(investigation, parcel.slot.slice('files/'.length));
      await shareFiles(client, files, { channel, thread: root });
      return outbox.sent(parcel.id, { version, channel, ts: null });
    }
    const message = await dependencies.compose(investigation, parcel.slot);
    if (message === undefined) return outbox.sent(parcel.id, { version, channel, ts: parcel.ts });

    const content = {
      channel,
      text: message.text,
      blocks: await withPictures(message, parcel),
      metadata: {
        event_type: 'leakbot_message',
        event_payload: { investigation: investigation.id, slot: parcel.slot },
      },
    };
    if (parcel.ts !== null) {
      await client.chat.update({ ...content, ts: parcel.ts });
      return outbox.sent(parcel.id, { version, channel, ts: parcel.ts });
    }
    if (parcel.slot !== 'root' && root === undefined) throw new InternalError('a reply before its root');
    // A post whose answer was lost may stand in the thread already: look before posting it twice.
    const known = parcel.attemptedAt === null ? undefined : await findOwnPost(client, parcel, { channel, root });
    if (known !== undefined) {
      await client.chat.update({ ...content, ts: known });
      return outbox.sent(parcel.id, { version, channel, ts: known });
    }
    await outbox.attempting(parcel.id, clock.now());
    const thread = parcel.slot === 'root' || root === undefined ? {} : { thread_ts: root };
    const broadcast = message.broadcast === true && 'thread_ts' in thread ? { reply_broadcast: true } : {};
    const quiet = { unfurl_links: false, unfurl_media: false };
    const posted = await client.chat.postMessage({ ...content, ...quiet, ...thread, ...broadcast } as Parameters<
      typeof client.chat.postMessage
    >[0]);
    return outbox.sent(parcel.id, { version, channel, ts: posted.ts ?? null });
  }

  async function withPictures(message: ComposedMessage, parcel: Parcel): Promise<KnownBlock[]> {
    const blocks: KnownBlock[] = [];
    for (const block of message.blocks) {
      if (block.type !== 'leakbot-picture') blocks.push(block);
      else blocks.push((await pictureOrText(block.picture, parcel)) ?? section(`_${escapeText(block.picture.alt)}_`));
    }
    return blocks;
  }

  async function pictureOrText(picture: Parameters<typeof imageBlock>[1], parcel: Parcel) {
    // The text stands without its picture: rather late and plain than never.
    return parcel.failures >= TRIES_WITH_PICTURE ? undefined : imageBlock({ client, outbox, store }, picture);
  }

  return {
    wake,
    async idle() {
      while (running !== undefined) await running;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** New messages before updates before reactions, each in the order it came up; one at a time for each investigation. */
function firstOfEach(pending: readonly Parcel[]): readonly Parcel[] {
  const rank = (parcel: Parcel) => (parcel.slot.startsWith('react/') ? 2 : parcel.ts === null ? 0 : 1);
  const heads = new Map<string, Parcel>();
  for (const parcel of pending) {
    const head = heads.get(parcel.investigation);
    if (head === undefined || rank(parcel) < rank(head)) heads.set(parcel.investigation, parcel);
  }
  return [...heads.values()];
}
