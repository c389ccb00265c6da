import { type Clock, elapsed } from '../../foundation/clock.ts';
import type { Parcel } from '../../investigation/outbox.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Dress } from './delivery.ts';
import type { PictureWeight } from './picture-trouble.ts';

/** A message waits so long for evidence and pictures; then it goes out with what there is and is completed in place. */
const PATIENCE: Milliseconds = 2 * SECOND;

/** How often a picture is asked for before words stand in its place; 24 pauses are some three minutes. Set by hand. */
const ASKING = {
  /** Tries, by what was wrong. */
  tries: { 'not-ready': 24, unusable: 3 } as Readonly<Record<PictureWeight, number>>,
  /** A span. The pause after the first try; each further one is twice as long. */
  firstPause: 300,
  /** A span. No pause is longer. */
  longestPause: 10 * SECOND,
} as const;

interface Draft {
  readonly wanted: number;
  /** When it was first wanted, on the clock that never jumps. */
  readonly since: Milliseconds;
  readonly prepared: boolean;
  readonly plain: boolean;
  readonly troubles: Readonly<Record<PictureWeight, number>>;
  /** No picture is asked for before this. */
  readonly nextTry: Milliseconds;
  /** The version that stands in the thread without its pictures. */
  readonly shown?: number | undefined;
}

/** How long until its pictures are to be prepared, and until it may be sent; infinite where neither is wanted. */
export interface Plan {
  readonly prepare: Milliseconds;
  readonly send: Milliseconds;
}

type Named = Pick<Parcel, 'id' | 'wanted' | 'ts'>;

/** What is known of each message that is to be sent: whether its pictures are ready, and what Slack did not take of it. */
export class Drafts {
  readonly #clock: Clock;
  readonly #drafts = new Map<number, Draft>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  plan(
    parcel: Named,
    { pictured, evidenceComing }: { readonly pictured: boolean; readonly evidenceComing: boolean },
  ): Plan {
    const draft = this.#seen(parcel);
    const now = elapsed(this.#clock);
    const patience = Math.max(0, draft.since + PATIENCE - now);
    if (evidenceComing && parcel.ts === null) return { prepare: Number.POSITIVE_INFINITY, send: patience };
    if (!pictured || draft.prepared || draft.plain || isGivenUp(draft)) {
      return { prepare: Number.POSITIVE_INFINITY, send: 0 };
    }
    const stands = draft.shown !== undefined && draft.shown >= parcel.wanted;
    return { prepare: Math.max(0, draft.nextTry - now), send: stands ? Number.POSITIVE_INFINITY : patience };
  }

  /** Its pictures are ready. */
  prepared(parcel: Named): void {
    this.#change(parcel, { prepared: true });
  }

  /** No picture is asked for in this time. */
  wait(parcel: Named, pause: Milliseconds): void {
    this.#change(parcel, { nextTry: elapsed(this.#clock) + pause });
  }

  /** A picture is not ready, or not usable. True when it is given up with this. */
  trouble(parcel: Named, weight: PictureWeight): boolean {
    const draft = this.#seen(parcel);
    const troubles = { ...draft.troubles, [weight]: draft.troubles[weight] + 1 };
    const tries = troubles['not-ready'] + troubles.unusable;
    const pause = Math.min(ASKING.longestPause, ASKING.firstPause * 2 ** (tries - 1));
    this.#change(parcel, { prepared: false, troubles, nextTry: elapsed(this.#clock) + pause });
    return isGivenUp({ troubles }) && !isGivenUp(draft);
  }

  /** It stands in the thread as that version wants it, but for its pictures. */
  shown(parcel: Named, version: number): void {
    this.#change(parcel, { shown: version });
  }

  /** Its blocks are refused: its text may be taken. */
  malformed(parcel: Named): void {
    this.#change(parcel, { plain: true });
  }

  isPlain(parcel: Named): boolean {
    return this.#seen(parcel).plain;
  }

  dressOf(parcel: Named): Dress {
    const draft = this.#seen(parcel);
    if (draft.plain) return 'plain-text';
    return isGivenUp(draft) ? 'pictures-in-words' : 'whole';
  }

  forget(parcel: number): void {
    this.#drafts.delete(parcel);
  }

  #change(parcel: Named, changes: Partial<Draft>): void {
    const draft = this.#seen(parcel);
    // What is learnt of an older version is not true of a newer one.
    if (draft.wanted === parcel.wanted) this.#drafts.set(parcel.id, { ...draft, ...changes });
  }

  /** A newer version is another draft; a message that was never posted has waited all the same. */
  #seen({ id, wanted, ts }: Named): Draft {
    const known = this.#drafts.get(id);
    if (known !== undefined && known.wanted >= wanted) return known;
    const now = elapsed(this.#clock);
    const draft = {
      wanted,
      since: ts === null ? (known?.since ?? now) : now,
      prepared: false,
      plain: false,
      troubles: { 'not-ready': 0, unusable: 0 },
      nextTry: now,
      shown: known?.shown,
    };
    this.#drafts.set(id, draft);
    return draft;
  }
}

function isGivenUp({ troubles }: Pick<Draft, 'troubles'>): boolean {
  return troubles['not-ready'] >= ASKING.tries['not-ready'] || troubles.unusable >= ASKING.tries.unusable;
}
