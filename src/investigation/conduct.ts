import type { Capturer } from '../evidence/ports.ts';
import { assertNever } from '../foundation/assert-never.ts';
import { type Alarm, type Clock, elapsed } from '../foundation/clock.ts';
import { ConflictError, explain } from '../foundation/errors.ts';
import type { Pressing } from '../foundation/pressing-queue.ts';
import { SerialQueues } from '../foundation/serial-queue.ts';
import { StoreError } from '../foundation/store-error.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import { EvidenceWork } from './evidence-work.ts';
import { runningCapture } from './state/captures.ts';
import type { Refusal, Transition } from './state/effect.ts';
import type { InvestigationEvent, ObservedStep } from './state/event.ts';
import type { Conclusion, Investigation, Step } from './state/investigation.ts';
import { severityOf } from './state/severity.ts';
import { transition } from './state/transition.ts';
import type { InvestigationStore, Taken } from './store.ts';
import { takeProfiles } from './take-profiles.ts';
import { isAwaited, isObsolete, type Task, tasksIn, tasksLeftIn } from './task.ts';

/** Gathers what one question needs, judges it and draws its picture. Never throws for missing evidence: that is a gap. */
export type Observe = (investigation: Investigation, step: Step, signal: AbortSignal) => Promise<ObservedStep>;

/** Compares the profiles of the chosen pod and writes the finding. */
export type Conclude = (investigation: Investigation, signal: AbortSignal) => Promise<Omit<Conclusion, 'key' | 'at'>>;

export interface ConductDependencies {
  readonly store: Pick<InvestigationStore, 'save' | 'load' | 'unfinished' | 'dismissAlerts'>;
  readonly clock: Clock;
  /** Waits for a store that failed, as while its server starts again; without it a look that failed waits for the next start. */
  readonly alarm?: Alarm | undefined;
  readonly observe: Observe;
  readonly conclude: Conclude;
  readonly capturer: Capturer;
  /** Called after every stored change: there may be something to say. */
  readonly changed: () => void;
  /** Counts how long evidence took. */
  readonly watch?: EvidenceWatch | undefined;
  readonly report: (problem: string, error: unknown) => void;
}

/** After a failure of the store. */
const STORE_AGAIN: readonly Milliseconds[] = [SECOND, 5 * SECOND, 30 * SECOND];

export interface EvidenceWatch {
  /** From when a question came up, by its id, or a report was wanted, until its evidence was judged. */
  gathered(what: string, after: Milliseconds): void;
}

/** An event, or what makes one of the investigation as it stands; undefined where it makes none. */
export type Occasion = InvestigationEvent | ((investigation: Investigation) => InvestigationEvent | undefined);

/** What became of an occasion. */
export interface Handled {
  /** Absent where the occasion made none. */
  readonly event?: InvestigationEvent | undefined;
  readonly refusal?: Refusal | undefined;
}

export interface Conduct {
  /** Stores a new investigation and starts its work. */
  begin(opened: Transition, taken?: Taken): Promise<void>;
  /** Loads the investigation once, decides, stores and acts. Undefined for an unknown investigation. */
  handle(id: string, occasion: Occasion, taken?: Taken): Promise<Handled | undefined>;
  /** Takes up work that an earlier process left unfinished. */
  resume(): Promise<void>;
  /** Resolves when no evidence is being gathered. */
  idle(): Promise<void>;
  /** Stops gathering; what is unfinished is taken up by the next start. */
  stop(): Promise<void>;
}

/**
 * Carries investigations through: one event at a time for each, stored before anything is shown, evidence gathered
 * beside. What is under way is read off the state itself, so that nothing is forgotten by a restart.
 */
export class Conductor implements Conduct {
  readonly #means: ConductDependencies;
  readonly #turns = new SerialQueues();
  readonly #work = new EvidenceWork();

  constructor(means: ConductDependencies) {
    this.#means = means;
  }

  async begin(opened: Transition, taken?: Taken): Promise<void> {
    await this.#store(opened, taken);
  }

  handle(id: string, occasion: Occasion, taken?: Taken): Promise<Handled | undefined> {
    return this.#turns.run(id, () => this.#apply(id, occasion, taken));
  }

  async resume(): Promise<void> {
    for (const investigation of await this.#means.store.unfinished()) {
      await this.#interruptCapture(investigation);
      for (const task of tasksLeftIn(investigation)) this.#launch(investigation, task);
    }
  }

  idle(): Promise<void> {
    return this.#work.idle();
  }

  async stop(): Promise<void> {
    await this.#work.stop();
    await this.#turns.idle();
  }

  /** Another process may have stored a change since it was loaded: then the event is decided again. */
  async #apply(id: string, occasion: Occasion, taken: Taken | undefined): Promise<Handled | undefined> {
    for (;;) {
      const investigation = await this.#means.store.load(id);
      if (investigation === undefined) return undefined;
      const event = typeof occasion === 'function' ? occasion(investigation) : occasion;
      const decided: Transition =
        event === undefined ? { investigation, effects: [] } : transition(investigation, event);
      const { refusal } = decided;
      if (decided.investigation === investigation) {
        if (taken?.alerts !== undefined) await this.#means.store.dismissAlerts(taken.alerts);
        return { event, refusal };
      }
      try {
        await this.#store(decided, taken);
        return { event, refusal };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  async #store({ investigation, effects }: Transition, taken: Taken | undefined): Promise<void> {
    await this.#means.store.save({ investigation, effects, ...taken });
    this.#means.changed();
    this.#work.review(investigation);
    for (const task of tasksIn(effects)) this.#launch(investigation, task);
  }

  #launch(investigation: Investigation, task: Task): void {
    const { id, version } = investigation;
    const wantedAt = elapsed(this.#means.clock);
    this.#work.start({
      investigation: id,
      // A step observed again (another pod) makes what an older look still gathers obsolete: the version distinguishes them.
      name: `${task.kind} ${version}`,
      ...(task.kind === 'capture' ? {} : { pressing: pressingOf(investigation) }),
      obsolete: (now) => isObsolete(task, investigation, now),
      run: async (signal) => {
        await this.#performUntilStored(investigation, task, signal);
        if (!signal.aborted) this.#noteGathered(investigation, task, wantedAt);
      },
      failed: (error) => this.#means.report(`investigation ${id}: cannot ${task.kind}`, error),
    });
  }

  /** A server of the store that starts again must not leave a thread without its next question. */
  async #performUntilStored(investigation: Investigation, task: Task, signal: AbortSignal): Promise<void> {
    const { alarm, clock } = this.#means;
    for (const wait of alarm === undefined ? [] : STORE_AGAIN) {
      try {
        return await this.#perform(investigation, task, signal);
      } catch (error) {
        if (!(error instanceof StoreError) || signal.aborted) throw error;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      const silence = alarm?.(clock.now() + wait, resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      silence?.();
    }
    if (!signal.aborted) await this.#perform(investigation, task, signal);
  }

  #perform(investigation: Investigation, task: Task, signal: AbortSignal): Promise<void> {
    switch (task.kind) {
      case 'observe':
        return this.#observe(investigation, task.step, signal);
      case 'conclude':
        return this.#conclude(investigation, signal);
      case 'capture':
        return this.#capture(investigation, task.note, signal);
      default:
        return assertNever(task);
    }
  }

  #noteGathered({ steps }: Investigation, task: Task, wantedAt: Milliseconds): void {
    const after = elapsed(this.#means.clock) - wantedAt;
    if (task.kind === 'conclude') this.#means.watch?.gathered('report', after);
    const asked = task.kind === 'observe' ? steps.find(({ key }) => key === task.step) : undefined;
    if (asked !== undefined) this.#means.watch?.gathered(asked.id, after);
  }

  async #observe(asked: Investigation, key: string, signal: AbortSignal): Promise<void> {
    const step = asked.steps.find((candidate) => candidate.key === key);
    if (step === undefined) return;
    const observed = await this.#observed(asked, step, signal);
    if (signal.aborted) return;
    await this.handle(asked.id, (now) =>
      isAwaited(step, asked, now) ? { kind: 'step-observed', step: key, observed, at: this.#now() } : undefined,
    );
  }

  /** A step that could not be looked at is still a step: it says why and lets people go on. */
  async #observed(investigation: Investigation, step: Step, signal: AbortSignal): Promise<ObservedStep> {
    try {
      return await this.#means.observe(investigation, step, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#means.report(`investigation ${investigation.id}: cannot observe ${step.key}`, error);
      return unseen(explain(error));
    }
  }

  async #conclude(investigation: Investigation, signal: AbortSignal): Promise<void> {
    const conclusion = await this.#means.conclude(investigation, signal);
    const attempt = investigation.conclusionAttempt;
    await this.handle(investigation.id, { kind: 'concluded', attempt, conclusion, at: this.#now() });
  }

  async #capture(investigation: Investigation, note: string, signal: AbortSignal): Promise<void> {
    const outcome = await takeProfiles(this.#means, { investigation, note, signal });
    await this.handle(investigation.id, { kind: 'capture-done', note, outcome, at: this.#now() });
  }

  async #interruptCapture(investigation: Investigation): Promise<void> {
    const note = runningCapture(investigation)?.key;
    if (note === undefined) return;
    const outcome = { kind: 'interrupted' } as const;
    await this.handle(investigation.id, { kind: 'capture-done', note, outcome, at: this.#now() });
  }

  #now(): number {
    return this.#means.clock.now();
  }
}

/** Someone who has answered or asked waits; of the others the worst workload goes first. */
function pressingOf(investigation: Investigation): Pressing {
  const { trigger, steps } = investigation;
  const awaited = trigger.kind === 'request' || steps.some((step) => step.answer !== undefined);
  return { awaited, weight: severityOf(investigation) };
}

function unseen(reason: string): ObservedStep {
  const judgement = { answer: 'unclear', confidence: 0, headline: 'I could not look', reasons: [reason] } as const;
  const fix = 'Fix the cause, then choose “Look again” in the ⋯ menu of this step.';
  return { facts: { judgement, gaps: [{ missing: reason, fix }] } };
}
