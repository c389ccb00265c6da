import type { Capturer } from '../evidence/ports.ts';
import type { Clock } from '../foundation/clock.ts';
import { ConflictError, explain } from '../foundation/errors.ts';
import { SerialQueues } from '../foundation/serial-queue.ts';
import { evidenceWork } from './evidence-work.ts';
import { runningCapture } from './state/captures.ts';
import type { Effect, Refusal, Transition } from './state/effect.ts';
import type { InvestigationEvent, ObservedStep } from './state/event.ts';
import { type Conclusion, currentSteps, type Investigation, type Step } from './state/investigation.ts';
import { transition } from './state/transition.ts';
import type { InvestigationStore } from './store.ts';
import { takeProfiles } from './take-profiles.ts';

/** Gathers what one question needs, judges it and draws its picture. Never throws for missing evidence: that is a gap. */
export type Observe = (investigation: Investigation, step: Step, signal: AbortSignal) => Promise<ObservedStep>;

/** Compares the profiles of the chosen pod and writes the finding. */
export type Conclude = (investigation: Investigation, signal: AbortSignal) => Promise<Omit<Conclusion, 'key' | 'at'>>;

export interface ConductDependencies {
  readonly store: InvestigationStore;
  readonly clock: Clock;
  readonly observe: Observe;
  readonly conclude: Conclude;
  readonly capturer: Capturer;
  /** Called after every stored change: there may be something to tell. */
  readonly changed: () => void;
  readonly report: (problem: string, error: unknown) => void;
}

/** Work beside the events. */
type Task =
  | { readonly kind: 'observe'; readonly step: string }
  | { readonly kind: 'conclude' }
  | { readonly kind: 'capture'; readonly note: string };

export interface Conduct {
  /** Stores a new investigation and starts its work. */
  begin(opened: Transition, alert?: number): Promise<void>;
  /** Applies an event: load → decide → store → act. Undefined for an unknown investigation. */
  handle(id: string, event: InvestigationEvent, alert?: number): Promise<{ refusal?: Refusal | undefined } | undefined>;
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
export function conduct(dependencies: ConductDependencies): Conduct {
  const { store, clock, changed, report } = dependencies;
  const turns = new SerialQueues();
  const work = evidenceWork();

  async function begin(opened: Transition, alert?: number): Promise<void> {
    await store.save({ ...opened, alert });
    changed();
    start(opened.investigation, opened.effects);
  }

  async function apply(id: string, event: InvestigationEvent, alert?: number) {
    for (;;) {
      const investigation = await store.load(id);
      if (investigation === undefined) return undefined;
      const decided = transition(investigation, event);
      if (decided.investigation === investigation) {
        if (alert !== undefined) await store.dismissAlert(alert);
        return { refusal: decided.refusal };
      }
      try {
        await store.save({ ...decided, alert });
      } catch (error) {
        if (error instanceof ConflictError) continue;
        throw error;
      }
      changed();
      work.review(decided.investigation);
      start(decided.investigation, decided.effects);
      return { refusal: decided.refusal };
    }
  }

  function handle(id: string, event: InvestigationEvent, alert?: number) {
    return turns.run(id, () => apply(id, event, alert));
  }

  function start(investigation: Investigation, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind === 'observe') launch(investigation, { kind: 'observe', step: effect.step });
      if (effect.kind === 'conclude') launch(investigation, { kind: 'conclude' });
      if (effect.kind === 'capture') launch(investigation, { kind: 'capture', note: effect.note });
    }
  }

  function launch(investigation: Investigation, task: Task): void {
    work.start({
      investigation: investigation.id,
      // A step observed afresh (another pod) makes what an older look still gathers obsolete: the version tells them apart.
      name: `${task.kind} ${investigation.version}`,
      obsolete: (now) => isObsolete(task, investigation, now),
      run: (signal) => perform(investigation, task, signal),
      failed: (error) => report(`investigation ${investigation.id}: cannot ${task.kind}`, error),
    });
  }

  async function perform(investigation: Investigation, task: Task, signal: AbortSignal) {
    if (task.kind === 'conclude') {
      const conclusion = await dependencies.conclude(investigation, signal);
      const attempt = investigation.conclusionAttempt;
      await handle(investigation.id, { kind: 'concluded', attempt, conclusion, at: clock.now() });
      return;
    }
    if (task.kind === 'capture') {
      const outcome = await takeProfiles(dependencies, { investigation, note: task.note, signal });
      await handle(investigation.id, { kind: 'capture-done', note: task.note, outcome, at: clock.now() });
      return;
    }
    const step = investigation.steps.find((candidate) => candidate.key === task.step);
    if (step === undefined) return;
    const observed = await observeOrSay(investigation, step, signal);
    if (signal.aborted) return;
    await turns.run(investigation.id, async () => {
      const now = await store.load(investigation.id);
      const still = now?.steps.find((candidate) => candidate.key === step.key);
      const same = still?.status === 'observing' && still.pod === step.pod && now?.range.to === investigation.range.to;
      if (!same) return;
      await apply(investigation.id, { kind: 'step-observed', step: step.key, observed, at: clock.now() });
    });
  }

  async function observeOrSay(investigation: Investigation, step: Step, signal: AbortSignal): Promise<ObservedStep> {
    try {
      return await dependencies.observe(investigation, step, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      report(`investigation ${investigation.id}: cannot observe ${step.key}`, error);
      return { facts: unseen(explain(error)) };
    }
  }

  return {
    begin,
    handle,
    async resume() {
      for (const investigation of await store.unfinished()) {
        const note = runningCapture(investigation)?.key;
        // Not tried again: a profile costs the process something, and nobody may be waiting for it any more.
        const outcome = { kind: 'interrupted' } as const;
        if (note !== undefined)
          await handle(investigation.id, { kind: 'capture-done', note, outcome, at: clock.now() });
        if (investigation.status === 'cancelled') continue;
        for (const step of currentSteps(investigation)) {
          if (step.status === 'observing') launch(investigation, { kind: 'observe', step: step.key });
        }
        if (investigation.status === 'concluding') launch(investigation, { kind: 'conclude' });
      }
    },
    idle: () => work.idle(),
    async stop() {
      await work.stop();
      await turns.idle();
    },
  };
}

/** A capture costs the process what it costs: it is not given up half-way. */
function isObsolete(task: Task, asked: Investigation, now: Investigation): boolean {
  if (task.kind === 'capture') return false;
  if (task.kind === 'observe') return now.status === 'cancelled';
  return now.status !== 'concluding' || now.conclusionAttempt !== asked.conclusionAttempt;
}

/** A step that could not be looked at is still a step: it says why and lets people go on. */
function unseen(reason: string): ObservedStep['facts'] {
  return {
    judgement: { answer: 'unclear', confidence: 0, headline: 'I could not look', reasons: [reason] },
    gaps: [{ missing: reason, fix: 'Mend the cause, then choose “Look again” in the ⋯ menu of this step.' }],
  };
}
