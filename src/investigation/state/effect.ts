import type { Instant } from '../../foundation/clock.ts';
import type { Investigation, StepAnswer } from './investigation.ts';
import type { Person } from './person.ts';

/**
 * A message Leakbot owns in an investigation's thread. `root` opens the thread (unless somebody else's message does),
 * `status` is the line updated in place; the others carry the key of what they show; `files`
 * are a conclusion's report and profiles.
 */
export type Slot = 'root' | 'status' | `step/${string}` | `note/${string}` | `conclusion/${string}` | `files/${string}`;

/** 👀 while working, ✅ when concluded; 🟢 when a deploy mended it, 🔴 when one did not. */
export type ReactionName = 'eyes' | 'white_check_mark' | 'large_green_circle' | 'red_circle';

/** What `transition` wants done. `show` means: make the message say what the state says now. */
export type Effect =
  | { readonly kind: 'show'; readonly slot: Slot }
  | { readonly kind: 'react'; readonly name: ReactionName; readonly present: boolean }
  | { readonly kind: 'observe'; readonly step: string }
  | { readonly kind: 'conclude' }
  /** Take the profiles that a note is about. */
  | { readonly kind: 'capture'; readonly note: string };

/** Why an event changed nothing, for a clear word to the one who came late. */
export type Refusal =
  | { readonly kind: 'already-answered'; readonly answer: StepAnswer }
  | { readonly kind: 'superseded'; readonly because: string; readonly by: Person; readonly at: Instant }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'still-working' }
  | { readonly kind: 'nothing-left' }
  | { readonly kind: 'handed-over'; readonly by: Person; readonly at: Instant }
  /** Profiles are being taken already. */
  | { readonly kind: 'capturing'; readonly by: Person; readonly at: Instant }
  /** A warning about the same pod waits for an answer. */
  | { readonly kind: 'warned' }
  /** The warning was answered before. */
  | { readonly kind: 'capture-over' }
  /** The collector does not visit the chosen pod's process. */
  | { readonly kind: 'not-visited' }
  | { readonly kind: 'unknown' };

export interface Transition {
  readonly investigation: Investigation;
  readonly effects: readonly Effect[];
  readonly refusal?: Refusal | undefined;
}
