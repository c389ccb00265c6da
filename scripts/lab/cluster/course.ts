import { setTimeout as sleep } from 'node:timers/promises';
import { type Milliseconds, SECOND } from '../../../src/measurement/duration.ts';
import type { Scenario } from '../scenario.ts';
import type { Deployment } from './deployment.ts';

type Environment = Readonly<Record<string, string>>;

export interface CourseSpec {
  readonly scenario: Scenario;
  /** Settings of the faulty release, by the position of the pod. */
  readonly environmentOf: (index: number) => Environment;
  /** Absent: the faulty release from the start. */
  readonly rollOutAfter: Milliseconds | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** What still happens to the deployment after its start. */
export interface Course {
  close(): Promise<void>;
}

/**
 * Brings the first release up, then lets the roll-out happen when it is due, and what the scenario has after it: restarts, a
 * limit that is raised, a fix.
 */
export async function startCourse(deployment: Deployment, spec: CourseSpec): Promise<Course> {
  const { scenario, environmentOf, rollOutAfter } = spec;
  const { previous, current, fixed } = scenario.program.releases;
  const stop = new AbortController();
  const { signal } = stop;
  const healthy = (): Environment => scenario.before;
  const faulty = (): Promise<void> => deployment.rollOut(current, environmentOf);
  await (rollOutAfter === undefined ? faulty() : deployment.rollOut(previous, healthy));

  async function killed(times: number): Promise<void> {
    while (deployment.events().filter(({ kind }) => kind === 'oom-killed').length < times) {
      await sleep(SECOND / 4, undefined, { signal });
    }
  }

  async function follow(): Promise<void> {
    if (rollOutAfter !== undefined) {
      await sleep(rollOutAfter, undefined, { signal });
      await faulty();
    }
    for (let left = scenario.restarts?.count ?? 0; left > 0; left--) {
      await sleep(scenario.restarts?.every, undefined, { signal });
      await deployment.restartAll();
    }
    if (scenario.raise !== undefined) {
      await killed(scenario.raise.afterKills);
      deployment.resizeAll(scenario.raise.to);
    }
    if (scenario.fix !== undefined && fixed !== undefined) {
      await killed(scenario.fix.afterKills);
      await deployment.rollOut(fixed, healthy);
    }
  }
  const following = follow().catch((error: unknown) => {
    if (!signal.aborted) spec.onFailure(error);
  });
  return {
    async close() {
      stop.abort();
      await following;
    },
  };
}
