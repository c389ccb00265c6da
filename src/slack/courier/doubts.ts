import type { Milliseconds } from '../../measurement/duration.ts';
import type { Dress } from './delivery.ts';

/** So often a picture is asked for, 0.3 … 10 s apart, before its message goes out without it. */
const TRIES_WITH_PICTURE = 7;
const FIRST_PICTURE_PAUSE: Milliseconds = 300;

interface Doubt {
  readonly pictureTroubles: number;
  readonly plain: boolean;
}

const NONE: Doubt = { pictureTroubles: 0, plain: false };

/** What Slack did not take of a parcel, and how much of it therefore goes out. */
export class Doubts {
  readonly #doubts = new Map<number, Doubt>();

  /** Its picture is not ready, or not usable. Returns the pause before the next try; 0 when it goes out without. */
  picture(parcel: number, weight: number): Milliseconds {
    const { pictureTroubles, plain } = this.#of(parcel);
    const after = pictureTroubles + weight;
    this.#doubts.set(parcel, { pictureTroubles: after, plain });
    return after < TRIES_WITH_PICTURE ? FIRST_PICTURE_PAUSE * 2 ** pictureTroubles : 0;
  }

  /** Its blocks are refused: its text may be taken. */
  malformed(parcel: number): void {
    this.#doubts.set(parcel, { ...this.#of(parcel), plain: true });
  }

  isPlain(parcel: number): boolean {
    return this.#of(parcel).plain;
  }

  dressOf(parcel: number): Dress {
    const { plain, pictureTroubles } = this.#of(parcel);
    if (plain) return 'plain-text';
    return pictureTroubles >= TRIES_WITH_PICTURE ? 'without-pictures' : 'whole';
  }

  forget(parcel: number): void {
    this.#doubts.delete(parcel);
  }

  #of(parcel: number): Doubt {
    return this.#doubts.get(parcel) ?? NONE;
  }
}
