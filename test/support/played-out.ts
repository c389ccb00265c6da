import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { SqliteInvestigationStore } from '../../src/adapters/sqlite/investigation-store.ts';
import { courseOf, playbookOf } from '../../src/commands/engine.ts';
import type { Judgement } from '../../src/diagnosis/judgement.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { NO_CAPTURER } from '../../src/evidence/no-capturer.ts';
import type { MetricsSource, ProfileComparer, ProfileSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { conduct } from '../../src/investigation/conduct.ts';
import { observer } from '../../src/investigation/looks/question/question.ts';
import { concluder } from '../../src/investigation/looks/report/report.ts';
import { type Conclusion, currentConclusion, type Investigation } from '../../src/investigation/state/investigation.ts';
import { open } from '../../src/investigation/state/opening.ts';
import type { Playbook } from '../../src/playbook/step.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import type { Service } from '../../src/service/service.ts';
import { DANA } from './investigations.ts';

/** What an investigation is played out on. */
export interface Stage {
  readonly service: Service;
  readonly now: number;
  readonly metrics: MetricsSource;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
}

export interface Ending {
  readonly investigation: Investigation;
  readonly conclusion: Conclusion;
}

/**
 * Plays investigations out, every question answered as recommended, without pictures. Judging the same data twice gives
 * the same judgement, so it is done once: many investigations that differ in one metric are soon played.
 */
export function player(): { readonly play: (stage: Stage) => Promise<Ending> } {
  const judged = new Map<string, Judgement>();
  const compared = new Map<string, Promise<Comparison>>();

  function rememberingPlaybook(playbook: Playbook): Playbook {
    const steps = playbook.steps.map((step) => ({
      ...step,
      judge: (observation: Observation) => {
        const key = `${step.id} ${fingerprint(observation)}`;
        const judgement = judged.get(key) ?? step.judge(observation);
        judged.set(key, judgement);
        return judgement;
      },
    }));
    return { ...playbook, steps };
  }

  return {
    async play({ service, now, metrics, profiles, comparer }) {
      const database = await openDatabase(':memory:');
      const problems: unknown[] = [];
      const report = (_: string, error: unknown) => problems.push(error);
      try {
        const store = new SqliteInvestigationStore(database);
        const playbook = (investigation: Investigation) => rememberingPlaybook(playbookOf(investigation));
        const nothing = async () => undefined;
        const drawing = { drawStep: nothing, drawComparison: nothing, drawCause: nothing };
        const shared = {
          sightings: new Sightings(metrics),
          profiles,
          illustrator: drawing,
          store,
          playbookOf: playbook,
        };
        const remembering: ProfileComparer = {
          compare(request) {
            const key = `${service.workload.name} ${String(request.sampleType)} ${request.base.time} ${request.current.time}`;
            const comparison = compared.get(key) ?? comparer.compare(request);
            compared.set(key, comparison);
            return comparison;
          },
        };
        const engine = conduct({
          store,
          clock: { now: () => now },
          courseOf: (investigation) => courseOf(playbookOf(investigation)),
          capturer: NO_CAPTURER,
          observe: observer({ ...shared, capturer: NO_CAPTURER }),
          conclude: concluder({ ...shared, comparer: remembering, report }),
          changed: () => undefined,
          report,
        });
        const runtime = service.runtime ?? 'unknown';
        const opening = { id: 'inv', at: now, place: { channel: 'C0' }, subject: { service }, runtime } as const;
        const rest = { range: windowBefore(now), trigger: { kind: 'request', by: DANA }, autopilot: true } as const;
        await engine.begin(open({ ...opening, ...rest }, courseOf(playbookOf({ runtime }))));
        await engine.idle();
        const investigation = await store.load('inv');
        const conclusion = investigation && currentConclusion(investigation);
        if (investigation === undefined || conclusion === undefined) throw new Error('it did not end');
        if (problems.length > 0) throw problems[0];
        return { investigation, conclusion };
      } finally {
        await database.destroy();
      }
    },
  };
}

/** Equal for observations that show the same data. */
function fingerprint({ runtime, chosen, pods, measured }: Observation): string {
  return JSON.stringify([
    runtime,
    chosen,
    pods.map(({ pod, limit, lifetimes, restarts, rss }) => [
      pod,
      limit,
      lifetimes,
      restarts,
      rss.values.length,
      rss.values.at(-1),
    ]),
    Object.entries(measured).map(([quantity, { metric, track }]) => [
      quantity,
      metric,
      track.values.length,
      track.values.at(-1),
    ]),
  ]);
}
