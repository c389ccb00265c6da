import type { SenderSubject } from '../../alert/back-to-sender.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Investigation, StepAnswer } from './investigation.ts';
import type { Person } from './person.ts';
import type { ReactionName, Slot } from './slot.ts';

/** What `transition` wants done. `show` means: make the message say what the state says now. */
export type Effect =
  | { readonly kind: 'show'; readonly slot: Slot }
  | { readonly kind: 'react'; readonly name: ReactionName }
  | { readonly kind: 'observe'; readonly step: string }
  | { readonly kind: 'conclude' }
  /** Say it to where the sender keeps its alert, once. */
  | ({ readonly kind: 'pass-on'; readonly what: 'note' | 'acknowledge' } & SenderSubject)
  /** Take the profiles that a note is about. */
  | { readonly kind: 'capture'; readonly note: string };

/** Why an event changed nothing, for a clear word to the one who came late. */
export type Refusal =
  | { readonly kind: 'already-answered'; readonly answer: StepAnswer }
  | { readonly kind: 'superseded'; readonly because: string; readonly by: Person; readonly at: Instant }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'still-working' }
  /** A further question was asked for already. */
  | { readonly kind: 'going-on' }
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
