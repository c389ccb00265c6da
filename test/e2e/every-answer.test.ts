import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRecording, recordedService, replay, scenarios } from '../../scripts/demo/recording.ts';
import { collectorMetrics } from '../../src/adapters/collector/metrics-source.ts';
import { collectorProfiles } from '../../src/adapters/collector/profile-source.ts';
import { createComparisonPool } from '../../src/adapters/comparison-pool/comparison-pool.ts';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import { SqlSampleStore } from '../../src/adapters/stores/sample-store.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import type { Database } from '../../src/adapters/stores/tables.ts';
import { engine } from '../../src/commands/engine.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { currentConclusion, currentSteps, type Investigation } from '../../src/investigation/state/investigation.ts';
import { open } from '../../src/investigation/state/opening.ts';
import { readSlot } from '../../src/investigation/state/slot.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { illustrator } from '../../src/presentation/illustrator.ts';
import { markdownReport } from '../../src/presentation/report/markdown.ts';
import { compose } from '../../src/slack/blocks/compose.ts';
import { DANA } from '../support/investigations.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

/** What a link leads to is no sentence: compare pages have dots of their own. */
const ADDRESS = /https?:[^|>\s)]+/g;

/** What no sentence may hold: the marks of a value that was not there. */
const NONSENSE = /undefined|\bNaN\b|\[object [A-Z]|\bnull\b|Infinity|\$\{|−−|\.\.(?!\.)|: \./;

/** Every way of yes and no; not being sure goes on like no, and is walked once all along. */
const ANSWERS: readonly Answer[] = ['yes', 'no'];
const NEVER_SURE: readonly Answer[] = ['unclear', 'unclear', 'unclear', 'unclear'];

// Pictures are tested elsewhere; here hundreds of investigations are carried out.
const renderer = { render: () => Promise.resolve(new Uint8Array([1])) };
const comparer = createComparisonPool();
afterAll(() => comparer.close());

describe.each(scenarios())('%s, whatever people answer', (scenario) => {
  const recording = readRecording(scenario);
  const service = recordedService(recording);
  const clock = { now: () => recording.range.to };
  let database: Database;
  let playOut: (answers: readonly Answer[]) => Promise<Investigation>;
  const problems: unknown[] = [];

  beforeAll(async () => {
    database = await anEmptyDatabase();
    const stores = { samples: new SqlSampleStore(database), snapshots: new SqlSnapshotStore(database) };
    await replay(recording, stores, 0);
    const store = new SqlInvestigationStore(database);
    const conduct = engine({
      store,
      clock,
      sightings: new Sightings(collectorMetrics(stores.samples)),
      profiles: collectorProfiles(stores.snapshots),
      comparer,
      illustrator: illustrator(renderer),
      changed: () => undefined,
      report: (_, error) => problems.push(error),
    });
    let count = 0;
    playOut = async (answers) => {
      const id = `inv-${++count}`;
      const opening = {
        id,
        at: clock.now(),
        place: { channel: 'C0ALERTS' },
        subject: { service },
        runtime: 'go',
      } as const;
      const range = windowBefore(clock.now());
      const trigger = { kind: 'request', by: DANA } as const;
      await conduct.begin(open({ ...opening, range, trigger }));
      for (const answer of answers) {
        await conduct.idle();
        const step = currentSteps((await store.load(id)) ?? expect.fail()).find((each) => each.status === 'asked');
        if (step === undefined) break;
        await conduct.handle(id, { kind: 'answered', step: step.key, answer, by: DANA, at: clock.now() });
      }
      await conduct.idle();
      return (await store.load(id)) ?? expect.fail();
    };
  });
  afterAll(() => database.destroy());

  test('there is a report at the end of every way, and no sentence is nonsense', async () => {
    const ways: (readonly Answer[])[] = [[], NEVER_SURE];
    const endings: string[] = [];
    for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
      const investigation = await playOut(way);
      for (const text of said(investigation))
        expect(text.replaceAll(ADDRESS, ''), `after ${way.join(', ')}`).not.toMatch(NONSENSE);
      const conclusion = currentConclusion(investigation);
      if (conclusion === undefined) {
        expect(investigation.status, `after ${way.join(', ')}`).toBe('asking');
        ways.push(...ANSWERS.map((answer) => [...way, answer]));
      } else {
        endings.push(conclusion.finding.kind);
        expect(conclusion.finding.advice.length).toBeGreaterThan(0);
        expect(conclusion.finding.title).not.toBe('');
        expect(conclusion.finding.proof).not.toBe('');
      }
    }
    expect(problems).toEqual([]);
    // The shortest plan has four ways; where a Yes explains too little there are more.
    expect(endings.length).toBeGreaterThanOrEqual(4);
  }, 60_000);
});

/** Every text that people would read of it: each message and the report. */
function said(investigation: Investigation): readonly string[] {
  const playbook = playbookFor(investigation.runtime);
  const known = { services: [] };
  const slots = [
    'root',
    'status',
    ...investigation.steps.map((step) => `step/${step.key}`),
    ...investigation.conclusions.map((conclusion) => `conclusion/${conclusion.key}`),
  ];
  const messages = slots.map((slot) => compose(investigation, readSlot(slot) ?? expect.fail(slot), known));
  const texts = messages.flatMap((message) =>
    message === undefined ? [] : [message.text, ...textsIn(message.blocks)],
  );
  return [...texts, markdownReport(investigation, playbook)];
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
