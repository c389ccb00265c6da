import type { Milliseconds } from '../measurement/duration.ts';

/** A rise that goes on for the whole of a narrow window, by less than memory wanders. */
export interface MayFill {
  /** Bytes. */
  readonly perHour: number;
  /** How long it would take to fill the limit; absent where none is known. */
  readonly fullIn?: Milliseconds | undefined;
}
