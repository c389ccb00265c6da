import type { Parcel } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { readSlot } from '../../investigation/state/slot.ts';
import type { Method } from './call.ts';

/** Whether a parcel becomes a message of its own; else it changes one, or only its reactions. */
export function isPost(parcel: Pick<Parcel, 'ts' | 'slot'>): boolean {
  return parcel.ts === null && !isReaction(parcel);
}

/** The method that delivers a parcel, apart from what it needs besides. */
export function methodFor(parcel: Pick<Parcel, 'ts' | 'slot'>): Method {
  if (isReaction(parcel)) return 'reactions';
  return parcel.ts === null ? 'chat.postMessage' : 'chat.update';
}

/** New messages before updates before reactions, each in the order it came up; one at a time for each investigation. */
export function firstOfEach(pending: readonly Parcel[]): readonly Parcel[] {
  const rank = (parcel: Parcel) => (isReaction(parcel) ? 2 : parcel.ts === null ? 0 : 1);
  const heads = new Map<string, Parcel>();
  for (const parcel of pending) {
    const head = heads.get(parcel.investigation);
    if (head === undefined || rank(parcel) < rank(head)) heads.set(parcel.investigation, parcel);
  }
  return [...heads.values()];
}

/** What of an investigation decides when its messages are posted. */
export interface Standing {
  readonly channel: string;
  /** How bad it is: kills count more than any number of other alerts. */
  readonly severity: number;
  /** Someone has answered a question: they wait for the next one. */
  readonly someoneWaits: boolean;
}

const A_KILL = 1000;

export function standingOf({ place, alerts, steps }: Investigation): Standing {
  const kills = alerts.filter(({ kind }) => kind === 'oom-kill').length;
  return {
    channel: place.channel,
    severity: A_KILL * kills + alerts.length,
    someoneWaits: steps.some(({ status }) => status === 'answered'),
  };
}

/** Openings, what people wait for, conclusions, the rest; what is no new message comes last. */
function urgency({ slot, ...parcel }: Pick<Parcel, 'ts' | 'slot'>, { someoneWaits }: Standing): number {
  if (!isPost({ slot, ...parcel })) return 4;
  if (slot === 'root') return 0;
  if (slot.startsWith('conclusion/') || slot.startsWith('files/')) return 2;
  return someoneWaits ? 1 : 3;
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
