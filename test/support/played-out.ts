import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import { NO_CAPTURER } from '../../src/evidence/no-capturer.ts';
import type { MetricsSource, ProfileComparer, ProfileSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { Conductor } from '../../src/investigation/conduct.ts';
import { observer } from '../../src/investigation/looks/question/question.ts';
import { concluder } from '../../src/investigation/looks/report/report.ts';
import { type Conclusion, currentConclusion, type Investigation } from '../../src/investigation/state/investigation.ts';
import { open } from '../../src/investigation/state/opening.ts';
import type { Comparison } from '../../src/profile/comparison.ts';
import type { Service } from '../../src/service/service.ts';
import { DANA } from './investigations.ts';
import { anEmptyDatabase } from './test-database.ts';

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
 * Plays investigations out, every question answered as recommended, without pictures. Comparing the same two profiles
 * twice gives the same comparison, so it is done once: many investigations that differ in one metric are soon played.
 */
export function player(): { readonly play: (stage: Stage) => Promise<Ending> } {
  const compared = new Map<string, Promise<Comparison>>();

  return {
    async play({ service, now, metrics, profiles, comparer }) {
      const database = await anEmptyDatabase();
      const problems: unknown[] = [];
      const report = (_: string, error: unknown) => problems.push(error);
      try {
        const store = new SqlInvestigationStore(database);
        const nothing = async () => undefined;
        const drawing = { drawStep: nothing, drawComparison: nothing, drawCause: nothing };
        const shared = {
          sightings: new Sightings(metrics),
          profiles,
          illustrator: drawing,
          store,
        };
        const remembering: ProfileComparer = {
          compare(request) {
            const key = `${service.workload.name} ${String(request.sampleType)} ${request.base.time} ${request.current.time}`;
            const comparison = compared.get(key) ?? comparer.compare(request);
            compared.set(key, comparison);
            return comparison;
          },
        };
        const engine = new Conductor({
          store,
          clock: { now: () => now },
          capturer: NO_CAPTURER,
          observe: observer({ ...shared, capturer: NO_CAPTURER }),
          conclude: concluder({ ...shared, comparer: remembering, report }),
          changed: () => undefined,
          report,
        });
        const runtime = service.runtime ?? 'unknown';
        const opening = { id: 'inv', at: now, place: { channel: 'C0' }, subject: { service }, runtime } as const;
        const rest = { range: windowBefore(now), trigger: { kind: 'request', by: DANA }, autopilot: true } as const;
        await engine.begin(open({ ...opening, ...rest }));
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
