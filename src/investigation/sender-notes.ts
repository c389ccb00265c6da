import type { SenderSubject } from '../alert/back-to-sender.ts';
import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { HOUR, SECOND } from '../measurement/duration.ts';
import { currentConclusion, type Investigation } from './state/investigation.ts';

/** What is to be said to the sender of an alert, once for each of its incidents. */
export interface SenderNote extends SenderSubject {
  readonly id: number;
  readonly investigation: string;
  readonly what: 'note' | 'acknowledge';
  /** Whether it was tried before: an answer may have been lost. */
  readonly attempted: boolean;
  readonly failures: number;
  readonly notBefore: Instant;
}

/** Notes wait here from the change that wants them, in one transaction, until their sender has taken them. */
export interface SenderNoteStore {
  pending(): Promise<readonly SenderNote[]>;
  attempting(id: number): Promise<void>;
  failed(id: number, retryAt: Instant): Promise<void>;
  /** Nothing more is tried: taken, or no one takes it. */
  done(id: number): Promise<void>;
}

/** A sender that can be written to; each rejects where it could not be reached or refuses. */
export interface SenderDesk {
  /** Writes a text beside a subject; `mark` is in the text, by which a note of an earlier try is recognised. */
  note(
    subject: string,
    note: { readonly text: string; readonly mark: string; readonly attempted: boolean },
  ): Promise<void>;
  /** Absent where no one asked for it. */
  acknowledge?: ((subject: string) => Promise<void>) | undefined;
}

export interface SenderNotesDependencies {
  readonly store: SenderNoteStore;
  /** By sender; those that are not set up take nothing. */
  readonly desks: Readonly<Partial<Record<SenderSubject['sender'], SenderDesk>>>;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly report: (problem: string, error: unknown) => void;
}

/** Pauses double from a second up to an hour; after so many tries a day is over, and the note is given up. */
const RETRIES = { first: SECOND, longest: HOUR, most: 30 } as const;

/** Writes what was found back to where the alert is kept: stored before, tried again, and there once. */
export class SenderNotes {
  readonly #means: SenderNotesDependencies;
  #round: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #silence = () => {};

  constructor(means: SenderNotesDependencies) {
    this.#means = means;
  }

  /** There may be something to write. Returns at once. */
  wake(): void {
    this.#again = true;
    if (this.#round !== undefined || this.#stopped) return;
    this.#round = this.#all()
      .catch((error: unknown) => this.#means.report('notes for alert senders could not be read', error))
      .finally(() => {
        this.#round = undefined;
        if (this.#again) this.wake();
      });
  }

  async idle(): Promise<void> {
    while (this.#round !== undefined) await this.#round;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#silence();
    await this.#round;
  }

  async #all(): Promise<void> {
    this.#again = false;
    const { store, clock, alarm } = this.#means;
    let next = Number.POSITIVE_INFINITY;
    for (const note of await store.pending()) {
      if (this.#stopped) return;
      const waits = note.notBefore > clock.now();
      next = Math.min(next, (waits ? note.notBefore : await this.#deliver(note)) ?? next);
    }
    this.#silence();
    if (Number.isFinite(next)) this.#silence = alarm(next, () => this.wake());
  }

  /** The time of the next try, where this one failed. */
  async #deliver(note: SenderNote): Promise<Instant | undefined> {
    const { store, desks, clock, report } = this.#means;
    const desk = desks[note.sender];
    try {
      if (desk !== undefined) await this.#write(note, desk);
      await store.done(note.id);
      return undefined;
    } catch (error) {
      report(`${note.sender} did not take a note on ${note.subject}`, error);
      if (note.failures + 1 >= RETRIES.most) {
        await store.done(note.id);
        return undefined;
      }
      const retryAt = clock.now() + Math.min(RETRIES.longest, RETRIES.first * 2 ** note.failures);
      await store.failed(note.id, retryAt);
      return retryAt;
    }
  }

  async #write(note: SenderNote, desk: SenderDesk): Promise<void> {
    const { store, load, threadOf } = this.#means;
    if (note.what === 'acknowledge') return desk.acknowledge?.(note.subject);
    const investigation = await load(note.investigation);
    const finding = investigation && currentConclusion(investigation)?.finding;
    if (investigation === undefined || finding === undefined) return;
    const thread = await threadOf(investigation);
    const mark = `Leakbot ${note.investigation}`;
    const text = [
      `${finding.title}.`,
      ...finding.advice.slice(0, 1),
      ...(thread === undefined ? [] : [thread]),
      `(${mark})`,
    ];
    await store.attempting(note.id);
    await desk.note(note.subject, { text: text.join('\n'), mark, attempted: note.attempted });
  }
}
