import type { Alarm, Instant } from '../../foundation/clock.ts';
import { explain } from '../../foundation/errors.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { SECOND } from '../../measurement/duration.ts';
import { type DeliveryDesk, type Dress, deliver } from './delivery.ts';
import { firstOfEach, isPost } from './order.ts';
import { channelPace } from './pace.ts';
import { type Problem, problemOf } from './problem.ts';

export interface CourierDependencies extends DeliveryDesk {
  readonly alarm: Alarm;
  /** Somebody deleted the thread: nothing more can be told there. */
  readonly threadGone: (investigation: Investigation) => Promise<void>;
  readonly log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

export interface Courier {
  /** There may be something to tell. Returns at once. */
  wake(): void;
  /** Resolves when nothing is under way (parcels may wait for a later try). */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** So often a picture is asked for, 0.3 … 10 s apart, before its message goes out without it. */
const TRIES_WITH_PICTURE = 7;
const FIRST_PICTURE_PAUSE = 300;

/** After a fault of the store itself. */
const RECOVERY = 5 * SECOND;

/**
 * Delivers the outbox: each investigation's messages in their order, different investigations side by side. A parcel
 * names a slot; what it says is composed when it is sent, so that many changes make one update.
 */
export function courier(dependencies: CourierDependencies): Courier {
  const { outbox, store, clock, alarm, log } = dependencies;
  const lanes = new Map<string, Promise<void>>();
  const resting = new Map<string, Instant>();
  const undressed = new Map<number, { readonly pictureTroubles: number; readonly plain: boolean }>();
  const pace = channelPace(clock);
  let looking: Promise<void> | undefined;
  let woken = false;
  let stopped = false;
  let silence = () => {};

  function wake(): void {
    woken = true;
    if (looking !== undefined || stopped) return;
    looking = lookAround()
      .catch((error: unknown) => {
        log.error({ error: explain(error) }, 'the outbox could not be read');
        wakeAt(clock.now() + RECOVERY);
      })
      .finally(() => {
        looking = undefined;
        if (woken) wake();
      });
  }

  function wakeAt(time: Instant): void {
    silence();
    silence = alarm(time, wake);
  }

  async function lookAround(): Promise<void> {
    woken = false;
    // A lane that ends while the outbox is read leaves its parcel in what was read.
    const busy = new Set(lanes.keys());
    let next = Number.POSITIVE_INFINITY;
    for (const parcel of firstOfEach(await outbox.pending())) {
      const { investigation } = parcel;
      if (stopped || busy.has(investigation)) continue;
      const due = Math.max(parcel.notBefore, resting.get(investigation) ?? 0);
      if (due > clock.now()) next = Math.min(next, due);
      else lanes.set(investigation, lane(parcel));
    }
    if (Number.isFinite(next) && !stopped) wakeAt(next);
  }

  async function lane(parcel: Parcel): Promise<void> {
    resting.delete(parcel.investigation);
    try {
      await attempt(parcel);
    } catch (error) {
      log.error({ investigation: parcel.investigation, error: explain(error) }, 'the outbox could not be written');
      resting.set(parcel.investigation, clock.now() + RECOVERY);
    }
    lanes.delete(parcel.investigation);
    wake();
  }

  async function attempt(parcel: Parcel): Promise<void> {
    const investigation = await store.load(parcel.investigation);
    if (investigation === undefined) return outbox.giveUp(parcel.id, 'its investigation is no longer stored');
    const { channel } = investigation.place;
    if (isPost(parcel)) {
      const wait = pace.turn(channel);
      if (wait > 0) return void resting.set(investigation.id, clock.now() + wait);
    }
    try {
      await deliver(dependencies, parcel, { investigation, dress: dressOf(parcel) });
      undressed.delete(parcel.id);
    } catch (error) {
      const problem = problemOf(error, parcel.failures);
      if (isPost(parcel) && problem.kind === 'slower') pace.hold(channel, problem.after);
      if (isPost(parcel) && problem.kind === 'picture') pace.giveBack(channel);
      await settle(parcel, investigation, problem);
    }
  }

  async function settle(parcel: Parcel, investigation: Investigation, problem: Problem): Promise<void> {
    const facts = { investigation: parcel.investigation, slot: parcel.slot, channel: investigation.place.channel };
    const { pictureTroubles, plain } = undressed.get(parcel.id) ?? { pictureTroubles: 0, plain: false };
    switch (problem.kind) {
      case 'slower':
        return outbox.postponed(parcel.id, clock.now() + problem.after);
      case 'later':
        if (problem.say !== undefined) log.warn({ ...facts, say: problem.say }, 'not delivered yet');
        return outbox.failed(parcel.id, clock.now() + problem.after);
      case 'picture': {
        const after = pictureTroubles + problem.weight;
        undressed.set(parcel.id, { pictureTroubles: after, plain });
        const patient = after < TRIES_WITH_PICTURE;
        if (!patient) log.warn({ ...facts, reason: problem.reason }, 'the message goes out without its picture');
        const pause = patient ? FIRST_PICTURE_PAUSE * 2 ** pictureTroubles : 0;
        return outbox.postponed(parcel.id, clock.now() + pause);
      }
      case 'malformed':
        if (plain) return giveUp('Slack will never take this message', problem.reason);
        log.error({ ...facts, reason: problem.reason }, 'Slack does not take this message: only its text goes out');
        undressed.set(parcel.id, { pictureTroubles, plain: true });
        return;
      case 'gone':
        await giveUp('somebody deleted the message: it is not brought up to date', problem.reason);
        if (isPost(parcel) && parcel.slot !== 'root') {
          log.warn(facts, 'somebody deleted the thread: its investigation is cancelled, /leak starts a new one');
          await dependencies.threadGone(investigation);
        }
    }

    async function giveUp(message: string, reason: string): Promise<void> {
      log.error({ ...facts, reason }, message);
      undressed.delete(parcel.id);
      await outbox.giveUp(parcel.id, reason);
    }
  }

  function dressOf(parcel: Parcel): Dress {
    const trouble = undressed.get(parcel.id);
    if (trouble?.plain === true) return 'plain-text';
    return (trouble?.pictureTroubles ?? 0) >= TRIES_WITH_PICTURE ? 'without-pictures' : 'whole';
  }

  return {
    wake,
    async idle() {
      while (looking !== undefined || lanes.size > 0) await Promise.all([looking, ...lanes.values()]);
    },
    async stop() {
      stopped = true;
      silence();
      await Promise.all([looking, ...lanes.values()]);
    },
  };
}
