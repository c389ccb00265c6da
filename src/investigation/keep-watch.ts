import type { Alarm, Clock } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { workloadKey } from '../service/service.ts';
import type { Conduct } from './conduct.ts';
import { type LookDependencies, lookAfterDeploy } from './looks/fix/fix.ts';
import { awaitsDeploy } from './state/awaiting.ts';
import { currentConclusion, type Investigation } from './state/investigation.ts';
import type { InvestigationStore } from './store.ts';

export interface WatchDependencies extends LookDependencies {
  readonly store: Pick<InvestigationStore, 'awaitingDeploy' | 'newestOf'>;
  readonly conduct: Pick<Conduct, 'handle'>;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly report: (problem: string, error: unknown) => void;
}

export interface Watch {
  /** Resolves when no look is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** A deploy takes longer than this to show anything. */
const EVERY: Milliseconds = 10 * MINUTE;

/**
 * Looks every ten minutes at the leaks that wait for a deploy. What waits is read from the store each time, so a restart
 * loses nothing; what is found is an event like any other, so nothing is reported twice.
 */
export function keepWatch(dependencies: WatchDependencies): Watch {
  const { store, conduct, clock, alarm, report } = dependencies;
  const stopping = new AbortController();
  const failing = new Set<string>();
  let looking: Promise<void> = Promise.resolve();
  let silence = () => {};

  async function round(): Promise<void> {
    for (const investigation of await store.awaitingDeploy()) {
      if (stopping.signal.aborted) return;
      await look(investigation);
    }
  }

  async function look(investigation: Investigation): Promise<void> {
    const { id } = investigation;
    try {
      if (await isOvertaken(investigation)) return;
      const now = clock.now();
      const fix = await lookAfterDeploy(dependencies, investigation, { now, signal: stopping.signal });
      failing.delete(id);
      const conclusion = awaitsDeploy(investigation, now)?.key;
      if (fix !== undefined && conclusion !== undefined) {
        await conduct.handle(id, { kind: 'fix-checked', conclusion, fix, at: now });
      }
    } catch (error) {
      // Metrics that are unreachable for a night are one line in the log, not sixty.
      if (stopping.signal.aborted || failing.has(id)) return;
      failing.add(id);
      report(`investigation ${id}: cannot look whether a deploy fixed it`, error);
    }
  }

  /** A later report on the same workload waits in its own thread. */
  async function isOvertaken({ id, service }: Investigation): Promise<boolean> {
    const newest = service && (await store.newestOf(workloadKey(service.workload)));
    return newest !== undefined && newest.id !== id && currentConclusion(newest) !== undefined;
  }

  function ring(): void {
    looking = round().catch((error: unknown) => report('cannot read which leaks wait for a deploy', error));
    silence = alarm(clock.now() + EVERY, ring);
  }
  silence = alarm(clock.now() + EVERY, ring);

  return {
    idle: () => looking,
    async stop() {
      stopping.abort();
      silence();
      await looking;
    },
  };
}
