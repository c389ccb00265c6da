import { setTimeout as sleep } from 'node:timers/promises';
import type { Milliseconds } from '../../../src/measurement/duration.ts';
import type { Scenario } from '../scenario.ts';
import type { Deployment } from './deployment.ts';

type Environment = Readonly<Record<string, string>>;

export interface CourseSpec {
  readonly scenario: Scenario;
  /** What the faulty release is told. */
  readonly environment: Environment;
  /** Absent: the faulty release from the start. */
  readonly rollOutAfter: Milliseconds | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** What still happens to the deployment after its start. */
export interface Course {
  close(): Promise<void>;
}

/** Brings the first release up, then lets the roll-out and the scenario's restarts happen when they are due. */
export async function startCourse(deployment: Deployment, spec: CourseSpec): Promise<Course> {
  const { scenario, environment, rollOutAfter } = spec;
  const { previous, current } = scenario.program.releases;
  const stop = new AbortController();
  const faulty = (): Promise<void> => deployment.rollOut(current, environment);
  await (rollOutAfter === undefined ? faulty() : deployment.rollOut(previous, scenario.before));

  async function follow(): Promise<void> {
    if (rollOutAfter !== undefined) {
      await sleep(rollOutAfter, undefined, { signal: stop.signal });
      await faulty();
    }
    for (let left = scenario.restarts?.count ?? 0; left > 0; left--) {
      await sleep(scenario.restarts?.every, undefined, { signal: stop.signal });
      await deployment.restartAll();
    }
  }
  const following = follow().catch((error: unknown) => {
    if (!stop.signal.aborted) spec.onFailure(error);
  });
  return {
    async close() {
      stop.abort();
      await following;
    },
  };
}
