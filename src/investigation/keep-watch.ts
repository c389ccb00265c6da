import type { Alarm, Clock } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Conduct } from './conduct.ts';
import { type LookDependencies, lookAfterDeploy } from './looks/fix/fix.ts';
import { awaitsDeploy } from './state/awaiting.ts';
import { currentConclusion, type Investigation, incidentKey } from './state/investigation.ts';
import type { InvestigationStore } from './store.ts';

export interface WatchDependencies extends LookDependencies {
  readonly store: Pick<InvestigationStore, 'awaitingDeploy' | 'newestOf'>;
  readonly conduct: Pick<Conduct, 'handle'>;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly report: (problem: string, error: unknown) => void;
}

/** A deploy takes longer than this to show anything. */
const EVERY: Milliseconds = 10 * MINUTE;

/**
 * Looks every ten minutes at the leaks that wait for a deploy. What waits is read from the store each time, so a restart
 * loses nothing; what is found is an event like any other, so nothing is reported twice.
 */
export class DeployWatch {
  readonly #dependencies: WatchDependencies;
  readonly #stopping = new AbortController();
  /** The investigations whose failure is in the log already. */
  readonly #failing = new Set<string>();
  #looking: Promise<void> = Promise.resolve();
  #silence: () => void;

  constructor(dependencies: WatchDependencies) {
    this.#dependencies = dependencies;
    this.#silence = this.#wake();
  }

  /** Resolves when no look is under way. */
  idle(): Promise<void> {
    return this.#looking;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#silence();
    await this.#looking;
  }

  #wake(): () => void {
    const { alarm, clock } = this.#dependencies;
    return alarm(clock.now() + EVERY, () => {
      this.#looking = this.#round();
      this.#silence = this.#wake();
    });
  }

  async #round(): Promise<void> {
    const { store, report } = this.#dependencies;
    try {
      for (const investigation of await store.awaitingDeploy()) {
        if (this.#stopping.signal.aborted) return;
        await this.#lookOrReport(investigation);
      }
    } catch (error) {
      report('cannot read which leaks wait for a deploy', error);
    }
  }

  async #lookOrReport(investigation: Investigation): Promise<void> {
    const { id } = investigation;
    try {
      await this.#look(investigation);
      this.#failing.delete(id);
    } catch (error) {
      // Metrics that are unreachable for a night are one line in the log, not sixty.
      if (this.#stopping.signal.aborted || this.#failing.has(id)) return;
      this.#failing.add(id);
      this.#dependencies.report(`investigation ${id}: cannot look whether a deploy fixed it`, error);
    }
  }

  async #look(investigation: Investigation): Promise<void> {
    const { clock, conduct } = this.#dependencies;
    if (await this.#isOvertaken(investigation)) return;
    const now = clock.now();
    const fix = await lookAfterDeploy(this.#dependencies, investigation, { now, signal: this.#stopping.signal });
    const conclusion = awaitsDeploy(investigation, now)?.key;
    if (fix !== undefined && conclusion !== undefined) {
      await conduct.handle(investigation.id, { kind: 'fix-checked', conclusion, fix, at: now });
    }
  }

  /** A later report on the same workload waits in its own thread. */
  async #isOvertaken(investigation: Investigation): Promise<boolean> {
    const { id, service } = investigation;
    const newest = service && (await this.#dependencies.store.newestOf(incidentKey(investigation)));
    return newest !== undefined && newest.id !== id && currentConclusion(newest) !== undefined;
  }
}
