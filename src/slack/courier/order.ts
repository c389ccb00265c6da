import type { Parcel } from '../../investigation/outbox.ts';
import { currentSteps, type Investigation } from '../../investigation/state/investigation.ts';
import { severityOf } from '../../investigation/state/severity.ts';
import { readSlot } from '../../investigation/state/slot.ts';
import type { Cause } from '../blocks/digest.ts';
import type { Method } from './call.ts';
import { causesOf } from './storm.ts';

/** Whether a parcel becomes a message of its own; else it changes one, or only its reactions. */
export function isPost(parcel: Pick<Parcel, 'ts' | 'slot'>): boolean {
  return parcel.ts === null && !isReaction(parcel);
}

/** Whether its message stands in the channel itself. */
export function opensThread({ slot }: Pick<Parcel, 'slot'>): boolean {
  return slot === 'root' || isDigest({ slot });
}

/** Whether it opens a thread that no one has asked for. */
export function waitsToOpen({ parcel, standing }: Ranked): boolean {
  return opensThread(parcel) && parcel.ts === null && standing.byAlert;
}

export function isDigest({ slot }: Pick<Parcel, 'slot'>): boolean {
  return readSlot(slot)?.kind === 'digest';
}

/** Whether it stands in the thread of another app's message. */
export function isPointer({ slot }: Pick<Parcel, 'slot'>): boolean {
  return readSlot(slot)?.kind === 'pointer';
}

/** Parcels of one lane are delivered one after the other: those of an investigation, and each digest by itself. */
export function laneOf({ id, investigation, slot }: Pick<Parcel, 'id' | 'investigation' | 'slot'>): string {
  return isDigest({ slot }) ? `digest ${id}` : investigation;
}

/** The method that delivers a parcel, apart from what it needs besides. */
export function methodFor(parcel: Pick<Parcel, 'ts' | 'slot'>): Method {
  if (isReaction(parcel)) return 'reactions.add';
  return parcel.ts === null ? 'chat.postMessage' : 'chat.update';
}

/** Whether its message may show pictures. */
export function isPictured({ slot }: Pick<Parcel, 'slot'>): boolean {
  const kind = readSlot(slot)?.kind;
  return kind === 'status' || kind === 'step' || kind === 'conclusion';
}

/**
 * What may go out now: of each investigation the first new message, since they stand in their order, and every change
 * of what stands already. A reaction needs the message that wears it.
 */
export function deliverable(pending: readonly Parcel[]): readonly Parcel[] {
  const posts = new Map<string, Parcel>();
  for (const parcel of pending) {
    if (isPost(parcel) && !posts.has(laneOf(parcel))) posts.set(laneOf(parcel), parcel);
  }
  return pending.filter((parcel) => {
    const post = posts.get(laneOf(parcel));
    return isPost(parcel) ? parcel === post : !isReaction(parcel) || post?.slot !== 'root';
  });
}

/** What of an investigation decides when its messages are posted. */
export interface Standing {
  readonly channel: string;
  /** See `severityOf`. */
  readonly severity: number;
  /** Someone has asked for it or answered a question: they wait for what comes next. */
  readonly someoneWaits: boolean;
  /** What other workloads may share that ran into their limits at the same time. */
  readonly causes: readonly Cause[];
  /** An alert opened it, and no one asked. */
  readonly byAlert: boolean;
  /** The first question is being looked at: its reply may be worth a short wait. */
  readonly evidenceComing: boolean;
}

export function standingOf(investigation: Investigation): Standing {
  const { place, steps, trigger, firstReply } = investigation;
  return {
    channel: place.channel,
    severity: severityOf(investigation),
    causes: causesOf(investigation),
    byAlert: trigger.kind === 'alert',
    someoneWaits: trigger.kind === 'request' || steps.some(({ status }) => status === 'answered'),
    evidenceComing: currentSteps(investigation).some(
      ({ key, status, facts }) => key === firstReply && status === 'observing' && facts === undefined,
    ),
  };
}

/**
 * Openings, what people wait for, conclusions, the rest, which is also an opening that a digest names; what is no new
 * message comes last, reactions at the very end.
 */
function urgency({ slot, digest, ...parcel }: Urgent, { someoneWaits }: Standing): number {
  if (isReaction({ slot })) return 6;
  if (!isPost({ slot, ...parcel })) return isDigest({ slot }) ? 4 : 5;
  if (opensThread({ slot })) return digest === null ? 0 : 3;
  if (someoneWaits) return 1;
  const kind = readSlot(slot)?.kind;
  return kind === 'conclusion' || kind === 'files' ? 2 : 3;
}

type Urgent = Pick<Parcel, 'ts' | 'slot' | 'digest'>;

export interface Ranked {
  readonly parcel: Parcel;
  readonly standing: Standing;
}

/** Under pressure the most urgent first; of the same urgency the worst workload, then what came up first. */
export function mostUrgentFirst(ranked: readonly Ranked[]): readonly Ranked[] {
  // In a storm more than a thousand parcels wait: their slots are read once each, not in each comparison.
  const urgent = ranked.map((each) => ({ each, urgency: urgency(each.parcel, each.standing) }));
  urgent.sort(
    (a, b) =>
      a.urgency - b.urgency ||
      b.each.standing.severity - a.each.standing.severity ||
      a.each.parcel.id - b.each.parcel.id,
  );
  return urgent.map(({ each }) => each);
}

function isReaction({ slot }: Pick<Parcel, 'slot'>): boolean {
  return readSlot(slot)?.kind === 'react';
}
