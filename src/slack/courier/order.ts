import type { Parcel } from '../../investigation/outbox.ts';

/** Whether a parcel becomes a message of its own; else it changes one, or only its reactions. */
export function isPost(parcel: Parcel): boolean {
  return parcel.ts === null && !parcel.slot.startsWith('react/');
}

/** New messages before updates before reactions, each in the order it came up; one at a time for each investigation. */
export function firstOfEach(pending: readonly Parcel[]): readonly Parcel[] {
  const rank = (parcel: Parcel) => (parcel.slot.startsWith('react/') ? 2 : parcel.ts === null ? 0 : 1);
  const heads = new Map<string, Parcel>();
  for (const parcel of pending) {
    const head = heads.get(parcel.investigation);
    if (head === undefined || rank(parcel) < rank(head)) heads.set(parcel.investigation, parcel);
  }
  return [...heads.values()];
}
