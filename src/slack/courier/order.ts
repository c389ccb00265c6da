import type { Parcel } from '../../investigation/outbox.ts';
import { currentSteps, type Investigation } from '../../investigation/state/investigation.ts';
import { readSlot } from '../../investigation/state/slot.ts';
import type { Method } from './call.ts';

/** Whether a parcel becomes a message of its own; else it changes one, or only its reactions. */
export function isPost(parcel: Pick<Parcel, 'ts' | 'slot'>): boolean {
  return parcel.ts === null && !isReaction(parcel);
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
    if (isPost(parcel) && !posts.has(parcel.investigation)) posts.set(parcel.investigation, parcel);
  }
  return pending.filter((parcel) => {
    const post = posts.get(parcel.investigation);
    return isPost(parcel) ? parcel === post : !isReaction(parcel) || post?.slot !== 'root';
  });
}

/** What of an investigation decides when its messages are posted. */
export interface Standing {
  readonly channel: string;
  /** How bad it is: kills count more than any number of other alerts. */
  readonly severity: number;
  /** Someone has asked for it or answered a question: they wait for what comes next. */
  readonly someoneWaits: boolean;
  /** The first question is being looked at: its reply may be worth a short wait. */
  readonly evidenceComing: boolean;
}

const A_KILL = 1000;

export function standingOf(investigation: Investigation): Standing {
  const { place, alerts, steps, trigger, firstReply } = investigation;
  const kills = alerts.filter(({ kind }) => kind === 'oom-kill').length;
  return {
    channel: place.channel,
    severity: A_KILL * kills + alerts.length,
    someoneWaits: trigger.kind === 'request' || steps.some(({ status }) => status === 'answered'),
    evidenceComing: currentSteps(investigation).some(
      ({ key, status, facts }) => key === firstReply && status === 'observing' && facts === undefined,
    ),
  };
}

/** Openings, what people wait for, conclusions, the rest; what is no new message comes last, reactions at the very end. */
function urgency({ slot, ...parcel }: Pick<Parcel, 'ts' | 'slot'>, { someoneWaits }: Standing): number {
  if (isReaction({ slot })) return 5;
  if (!isPost({ slot, ...parcel })) return 4;
  if (slot === 'root') return 0;
  if (someoneWaits) return 1;
  return slot.startsWith('conclusion/') || slot.startsWith('files/') ? 2 : 3;
}

export interface Ranked {
  readonly parcel: Parcel;
  readonly standing: Standing;
}

/** Under pressure the most urgent first; of the same urgency the worst workload, then what came up first. */
export function mostUrgentFirst(ranked: readonly Ranked[]): readonly Ranked[] {
  return [...ranked].sort(
    (a, b) =>
      urgency(a.parcel, a.standing) - urgency(b.parcel, b.standing) ||
      b.standing.severity - a.standing.severity ||
      a.parcel.id - b.parcel.id,
  );
}

function isReaction({ slot }: Pick<Parcel, 'slot'>): boolean {
  return readSlot(slot)?.kind === 'react';
}
