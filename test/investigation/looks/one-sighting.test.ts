import { describe, expect, test } from 'vitest';
import { SqlInvestigationStore } from '../../../src/adapters/stores/investigation-store.ts';
import { engine } from '../../../src/commands/engine.ts';
import type { MetricsSource } from '../../../src/evidence/ports.ts';
import { Sightings } from '../../../src/evidence/sightings.ts';
import { windowBefore } from '../../../src/evidence/window.ts';
import { currentConclusion } from '../../../src/investigation/state/investigation.ts';
import { open } from '../../../src/investigation/state/opening.ts';
import { MiB } from '../../../src/measurement/bytes.ts';
import type { Series } from '../../../src/metrics/series.ts';
import { illustrator } from '../../../src/presentation/illustrator.ts';
import type { Picture } from '../../../src/presentation/picture.ts';
import { DANA } from '../../support/investigations.ts';
import { recordedEvidence } from '../../support/recorded-evidence.ts';
import { anEmptyDatabase } from '../../support/test-database.ts';

/** Plays a recording out, every question answered as recommended; `metrics` says what the source answers. */
async function played(scenario: string, metrics: (recorded: MetricsSource) => MetricsSource) {
  const evidence = recordedEvidence(scenario);
  const { service, end } = evidence;
  const database = await anEmptyDatabase();
  const store = new SqlInvestigationStore(database);
  const pictures: Picture[] = [];
  const conduct = engine({
    ...evidence,
    sightings: new Sightings(metrics(evidence.metrics)),
    illustrator: illustrator({
      render(picture) {
        pictures.push(picture);
        return evidence.renderer.render(picture);
      },
    }),
    store,
    clock: { now: () => end },
    changed: () => undefined,
    report: (problem, error) => {
      throw new Error(problem, { cause: error });
    },
  });
  const runtime = service.runtime ?? 'unknown';
  const opening = { id: 'inv', at: end, place: { channel: 'C0' }, subject: { service }, runtime } as const;
  const rest = { range: windowBefore(end), trigger: { kind: 'request', by: DANA }, autopilot: true } as const;
  await conduct.begin(open({ ...opening, ...rest }));
  await conduct.idle();
  const investigation = (await store.load('inv')) ?? expect.fail('it was lost');
  await database.destroy();
  return { pictures, investigation, conclusion: currentConclusion(investigation) ?? expect.fail('it did not end') };
}

test('a whole investigation asks a metrics source nothing twice', async () => {
  const queries: string[] = [];
  const { investigation } = await played('heap-leak', (recorded) => ({
    name: recorded.name,
    series(query, signal) {
      queries.push(JSON.stringify(query));
      return recorded.series(query, signal);
    },
  }));
  expect(investigation.steps.length).toBeGreaterThan(2);
  expect(queries.filter((query, index) => queries.indexOf(query) !== index)).toEqual([]);
});

test.each(['heap-leak', 'goroutine-leak', 'native-growth', 'jvm-heap-leak', 'python-leak'])(
  'a whole investigation of %s takes at most 30 requests',
  async (scenario) => {
    let requests = 0;
    await played(scenario, (recorded) => ({
      name: recorded.name,
      series(query, signal) {
        requests += 1;
        return recorded.series(query, signal);
      },
      async many({ metrics, ...query }, signal) {
        requests += 1;
        return (await Promise.all(metrics.map((metric) => recorded.series({ ...query, metric }, signal)))).flat();
      },
    }));
    expect(requests).toBeLessThanOrEqual(30);
  },
);

/** A source in which all memory is a MiB higher each time it is asked for: no two reads agree. */
function drifting(recorded: MetricsSource): MetricsSource {
  let reads = 0;
  const shifted = (series: Series): Series => ({
    ...series,
    values: series.values.map((value) => value + reads * MiB),
  });
  return {
    name: recorded.name,
    async series(query, signal) {
      const series = await recorded.series(query, signal);
      if (query.metric !== 'container_memory_rss') return series;
      reads += 1;
      return series.map(shifted);
    },
  };
}

describe.each(['burst', 'load-driven'])('%s', (scenario) => {
  test('the picture that was answered and the report rest on the same samples', async () => {
    const { pictures, conclusion } = await played(scenario, drifting);
    expect(conclusion.finding.kind).toBe(scenario);
    // The cause from near is drawn twice: beside the question, and in the report.
    expect(pictures.length).toBeGreaterThan(2);
    expect(pictures.at(-1)).toEqual(pictures[1]);
  });
});
